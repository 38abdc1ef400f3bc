import Playground
import Routing
import TestSupport
import Topology

extension SeededGenerator {
  /// One of a list.
  mutating func pick<Element>(_ list: [Element]) -> Element {
    list[Int.random(in: list.indices, using: &self)]
  }

  /// Whether one of so many cases has come.
  mutating func isOne(of count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

/// Draws a cluster: Services of all kinds, pods of which some are ready, Ingresses that contend, and policies.
struct RandomCluster {
  private static let hosts = ["a.io", "b.io", "x.a.io", "*.a.io", "*.x.a.io", ""]
  private static let paths = ["/", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c"]
  private static let types = ["Prefix", "Exact", "ImplementationSpecific"]
  private static let names = ["one", "two", "three"]
  private static let aliases = [
    "one.shop.svc.cluster.local", "two.shop.svc", "loose.shop.svc.cluster.local",
    "none.shop.svc.cluster.local", "example.com", "second.shop.svc", "ONE.shop.svc.",
  ]

  private var chance: SeededGenerator
  private var cluster = SmallCluster()
  private let pods: AnsweringPods
  private let plan: AddressPlan

  /// The cluster of one seed.
  static func inventory(
    _ chance: inout SeededGenerator, pods: AnsweringPods, plan: AddressPlan
  ) -> Inventory {
    var random = RandomCluster(chance: chance, pods: pods, plan: plan)
    random.draw()
    chance = random.chance
    return random.cluster.inventory
  }

  private init(chance: SeededGenerator, pods: AnsweringPods, plan: AddressPlan) {
    self.chance = chance
    self.pods = pods
    self.plan = plan
  }

  private mutating func draw() {
    cluster.nginx(isDefault: !chance.isOne(of: 4))
    for (name, controller) in [
      ("inner", "k8s.io/ingress-nginx"), ("other", "example.com/controller"),
    ] {
      cluster.add(
        .ingressClass,
        ["metadata": ["name": .string(name)], "spec": ["controller": .string(controller)]])
    }
    for pod in pods.members { draw(pod) }
    for (index, name) in Self.names.enumerated() where !chance.isOne(of: 5) {
      drawService(name, at: plan.clusterAddress(65_000 + index))
    }
    if !chance.isOne(of: 3) { drawService("loose", at: "None") }
    for name in ["first", "second"] where !chance.isOne(of: 3) { drawAlias(name) }
    for number in 1...Int.random(in: 2...6, using: &chance) { drawIngress(number) }
    for number in 0..<Int.random(in: 0...2, using: &chance) { drawPolicy(number) }
  }

  private mutating func draw(_ member: AnsweringPods.Member) {
    let isReady = !chance.isOne(of: 5)
    let app = chance.pick(Self.names + ["loose"])
    cluster.pod(
      Pod(
        metadata: Metadata(
          name: member.name, namespace: "shop", uid: member.name, labels: ["app": app],
          isDeleting: chance.isOne(of: 8)),
        node: "node-\(Int.random(in: 1...3, using: &chance))", addresses: [member.address],
        phase: "Running", isReady: isReady, ports: member.ports))
  }

  private mutating func drawService(_ name: String, at address: String) {
    let first = chance.pick(
      [.name("http"), .name("http"), .number(pods.port), .number(9)] as [PortReference])
    let second = chance.pick([.name("alt"), .number(pods.secondPort)] as [PortReference])
    var ports = [Service.Port(name: "http", number: 80, target: first)]
    if !chance.isOne(of: 3) { ports.append(Service.Port(name: "alt", number: 81, target: second)) }
    if chance.isOne(of: 8) { ports[0].transport = .udp }
    let app = chance.isOne(of: 8) ? "nobody" : name
    cluster.service(
      Service(
        metadata: Metadata(name: name, namespace: "shop"), clusterIP: address, ports: ports,
        selector: chance.isOne(of: 12) ? [:] : ["app": app],
        publishesNotReadyAddresses: chance.isOne(of: 10)))
  }

  private mutating func drawAlias(_ name: String) {
    let ports =
      chance.isOne(of: 2) ? [] : [Service.Port(name: "http", number: 80, target: .number(80))]
    cluster.service(
      Service(
        metadata: Metadata(name: name, namespace: "shop"), exposure: .externalName, ports: ports,
        externalName: chance.pick(Self.aliases)))
  }

  private mutating func drawIngress(_ number: Int) {
    let isCanary = chance.isOne(of: 4)
    var rules: [JSONValue] = []
    for _ in 0..<Int.random(in: 0...4, using: &chance) {
      let host = chance.pick(Self.hosts)
      var paths: [JSONValue] = []
      for _ in 0...Int.random(in: 0...2, using: &chance) {
        paths.append([
          "path": .string(chance.pick(Self.paths)), "pathType": .string(chance.pick(Self.types)),
          "backend": backend(),
        ])
      }
      rules.append([
        "host": host.isEmpty ? .null : .string(host), "http": ["paths": .array(paths)],
      ])
    }
    let hasDefault = !isCanary && chance.isOne(of: 3)
    let day = Int.random(in: 1...3, using: &chance)
    let className: JSONValue = chance.pick(
      ["nginx", "nginx", "nginx", "inner", "inner", "other", "gone", .null])
    cluster.add(
      .ingress,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": [
          "name": .string("i\(number)"), "namespace": "shop",
          "annotations": JSONValue(isCanary ? canary() : [:]),
          "creationTimestamp": .string("2026-01-0\(day)T00:00:00Z"),
        ],
        "spec": [
          "ingressClassName": className, "rules": .array(rules),
          "defaultBackend": hasDefault ? backend() : .null,
        ],
      ])
  }

  /// A policy that isolates some pods: the playground enforces none, and a trace says so.
  private mutating func drawPolicy(_ number: Int) {
    let app = chance.pick(Self.names + ["loose"])
    let rules: [JSONValue] = [
      [:], ["from": [["podSelector": [:]]]], ["ports": [["port": "http"]]],
      ["ports": [["port": 80]]], ["from": [["ipBlock": ["cidr": "10.0.0.0/8"]]]],
    ]
    var spec: JSONValue = [
      "podSelector": chance.isOne(of: 3) ? [:] : ["matchLabels": ["app": .string(app)]],
      "policyTypes": chance.pick([["Ingress"], ["Ingress", "Egress"]] as [JSONValue]),
    ]
    if !chance.isOne(of: 3) { spec["ingress"] = [chance.pick(rules)] }
    cluster.add(
      .networkPolicy,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": ["name": .string("p\(number)"), "namespace": "shop"], "spec": spec,
      ])
  }

  /// A canary by header, by cookie, or by weight.
  private mutating func canary() -> [String: String] {
    var annotations = [Canary.annotation(""): "true"]
    annotations[Canary.annotation("weight")] = chance.pick(["0", "0", "100", "100", "30"])
    if chance.isOne(of: 2) {
      annotations[Canary.annotation("by-header")] = "X-Canary"
      if chance.isOne(of: 2) { annotations[Canary.annotation("by-header-value")] = "me" }
    }
    if chance.isOne(of: 3) { annotations[Canary.annotation("by-cookie")] = "canary" }
    return annotations
  }

  private mutating func backend() -> JSONValue {
    if chance.isOne(of: 25) {
      return ["resource": ["apiGroup": "example.com", "kind": "Bucket", "name": "static"]]
    }
    let name = chance.pick(
      Self.names + Self.names + Self.names + ["loose", "first", "second", "missing"])
    let ports: [JSONValue] = [
      ["number": 80], ["number": 80], ["number": 80], ["name": "http"], ["name": "http"],
      ["number": 81], ["name": "alt"], ["number": 82], ["name": "none"],
    ]
    return ["service": ["name": .string(name), "port": chance.pick(ports)]]
  }
}
