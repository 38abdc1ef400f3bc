import Language
import Routing
import Testing
import Topology

/// The numbered rules of NetworkPolicy (network-policies.md, networking/v1 types).
@Suite struct PolicyRulesTests {
  private static let web: JSONValue = ["matchLabels": ["app": "web"]]
  private static let gate: JSONValue = ["matchLabels": ["app": "gate"]]

  /// A cluster with `shop/web`, `shop/gate` and `ops/probe`.
  private static func cluster(_ change: (inout PolicyCluster) -> Void) -> PolicyCluster {
    var cluster = PolicyCluster()
    cluster.pod("web", addresses: ["10.1.0.1"])
    cluster.pod("gate", node: "node-2", addresses: ["10.1.0.2"])
    cluster.pod("probe", in: "ops", node: "node-2", addresses: ["10.1.0.3"])
    change(&cluster)
    return cluster
  }

  /// The cluster with a policy on `shop/web` that has these ingress rules.
  private static func admitting(_ rules: JSONValue) -> PolicyCluster {
    cluster { $0.policy("in", ["podSelector": web, "ingress": rules]) }
  }

  @Test func `rule 1, egress of the source and ingress of the destination must allow it`() {
    let open = Self.cluster { _ in }
    #expect(open.verdict("shop/gate", "shop/web").isAllowed == true)
    let out: JSONValue = ["podSelector": Self.gate, "policyTypes": ["Egress"]]
    let closed = Self.cluster { $0.policy("out", out) }.verdict("shop/gate", "shop/web")
    #expect(closed.isAllowed == false)
    #expect(closed.egress.outcome == .denied)
    #expect(closed.ingress.outcome == .notIsolated)
    // The answer comes back, whatever the policies say of connections in that direction.
    #expect(
      Self.cluster { $0.policy("out", out) }.verdict("shop/web", "shop/gate").isAllowed == true)
  }

  @Test func `rule 2, only pods that a policy of their namespace selects are isolated`() {
    let cluster = Self.cluster {
      $0.policy("in", ["podSelector": Self.web])
      $0.policy("far", in: "ops", ["podSelector": ["matchLabels": ["app": "gate"]]])
    }
    #expect(cluster.verdict("shop/gate", "shop/web").ingress.outcome == .denied)
    #expect(cluster.verdict("shop/web", "shop/gate").ingress.outcome == .notIsolated)
    #expect(cluster.verdict("shop/gate", "shop/web").ingress.isolating.map(\.name) == ["in"])
  }

  @Test func `rule 2, an empty or absent podSelector selects every pod of the namespace`() {
    for spec: JSONValue in [["podSelector": [:]], [:], ["podSelector": .null]] {
      let cluster = Self.cluster { $0.policy("all", spec) }
      #expect(cluster.verdict("ops/probe", "shop/web").isAllowed == false)
      #expect(cluster.verdict("shop/web", "ops/probe").isAllowed == true)
    }
  }

  @Test(
    arguments: [
      (["podSelector": [:]], ["Ingress"]),
      (["ingress": [[:]]], ["Ingress"]),
      (["egress": [[:]]], ["Egress", "Ingress"]),
      // The API server's defaulting counts rules: an empty list is what an absent one is.
      (["egress": []], ["Ingress"]),
      (["policyTypes": [], "egress": [[:]]], ["Egress", "Ingress"]),
      (["policyTypes": ["Egress"]], ["Egress"]),
      (["policyTypes": ["Ingress"], "egress": [[:]]], ["Ingress"]),
    ] as [(JSONValue, [String])])
  func `rule 3, types are defaulted`(_ spec: JSONValue, _ types: [String]) {
    #expect(NetworkPolicy(["spec": spec]).types.map(\.type).sorted() == types)
  }

  @Test func `rule 3, egress rules without the type do nothing`() {
    let cluster = Self.cluster {
      $0.policy(
        "in",
        [
          "podSelector": Self.gate, "policyTypes": ["Ingress"],
          "egress": [["ports": [["port": 1]]]],
        ])
    }
    #expect(cluster.verdict("shop/gate", "shop/web").egress.outcome == .notIsolated)
  }

  @Test func `rule 4, the policies add up, and none of them forbids`() {
    let cluster = Self.cluster {
      $0.policy("a-nothing", ["podSelector": [:]])
      $0.policy(
        "b-gate", ["podSelector": Self.web, "ingress": [["from": [["podSelector": Self.gate]]]]])
    }
    let half = cluster.verdict("shop/gate", "shop/web").ingress
    #expect(half.outcome == .allowed)
    #expect(half.policy?.name == "b-gate")
    #expect(half.rule == 0)
    #expect(half.isolating.map(\.name) == ["a-nothing", "b-gate"])
    #expect(half.sentence == "Policy shop/b-gate allows it: spec.ingress[0].")
    #expect(cluster.verdict("ops/probe", "shop/web").isAllowed == false)
  }

  @Test func `rule 5, a rule needs one of its peers and one of its ports`() {
    let rule: JSONValue = [
      "from": [
        ["podSelector": Self.gate], ["namespaceSelector": ["matchLabels": ["team": "ops"]]],
      ],
      "ports": [["port": 8080], ["port": 9090]],
    ]
    let cluster = Self.admitting([rule])
    #expect(cluster.verdict("shop/gate", "shop/web", 8080).isAllowed == true)
    #expect(cluster.verdict("ops/probe", "shop/web", 9090).isAllowed == true)
    #expect(cluster.verdict("shop/gate", "shop/web", 80).isAllowed == false)
    #expect(cluster.verdict("shop/web", "shop/gate").isAllowed == true)
  }

  @Test(
    arguments: [
      ([], false), (.null, false), ([[:]], true), ([.null], true), ([["from": []]], true),
      ([["from": [], "ports": []]], true), ([["ports": [["port": 8080]]]], true),
      ([["ports": [["port": 80]]]], false), ([["ports": [[:]]]], true),
    ] as [(JSONValue, Bool)])
  func `rule 5, an empty list admits everything inside a rule and nothing as the rules`(
    _ rules: JSONValue, _ isAllowed: Bool
  ) {
    #expect(Self.admitting(rules).verdict("ops/probe", "shop/web").isAllowed == isAllowed)
  }

  /// Who of `shop/gate` and `ops/probe` a peer admits.
  @Test(
    arguments: [
      (["podSelector": [:]], [true, false]),
      (["podSelector": ["matchLabels": ["app": "probe"]]], [false, false]),
      (["namespaceSelector": [:]], [true, true]),
      (["namespaceSelector": ["matchLabels": ["team": "ops"]]], [false, true]),
      (
        ["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "shop"]]],
        [true, false]
      ),
      (
        ["namespaceSelector": [:], "podSelector": ["matchLabels": ["app": "gate"]]], [true, false]
      ),
      (
        [
          "namespaceSelector": ["matchLabels": ["team": "ops"]],
          "podSelector": ["matchLabels": ["app": "gate"]],
        ], [false, false]
      ),
      (
        ["namespaceSelector": ["matchExpressions": [["key": "team", "operator": "DoesNotExist"]]]],
        [true, false]
      ),
      (["ipBlock": ["cidr": "10.1.0.0/16", "except": ["10.1.0.3/32"]]], [true, false]),
      (["ipBlock": ["cidr": "2001:db8::/32"]], [false, false]),
    ] as [(JSONValue, [Bool])])
  func `rule 6, a peer is pods, namespaces, both at once, or a block`(
    _ peer: JSONValue, _ isAllowed: [Bool]
  ) {
    let cluster = Self.admitting([["from": [peer]]])
    let found = ["shop/gate", "ops/probe"].map { cluster.verdict($0, "shop/web").isAllowed }
    #expect(found == isAllowed)
  }

  @Test func `rule 6, two items are one or the other`() {
    let cluster = Self.admitting([
      [
        "from": [
          ["namespaceSelector": ["matchLabels": ["team": "ops"]]],
          ["podSelector": ["matchLabels": ["app": "gate"]]],
        ]
      ]
    ])
    #expect(cluster.verdict("shop/gate", "shop/web").isAllowed == true)
    #expect(cluster.verdict("ops/probe", "shop/web").isAllowed == true)
  }

  @Test(
    arguments: [
      (["port": 8080], 8080, .tcp, true), (["port": 8080], 8080, .udp, false),
      (["port": 53, "protocol": "UDP"], 53, .udp, true),
      (["port": 53, "protocol": "UDP"], 53, .tcp, false), (["protocol": "UDP"], 9999, .udp, true),
      (["protocol": "SCTP"], 1, .sctp, true), ([:], 9999, .tcp, true), ([:], 9999, .udp, false),
      (["port": 8000, "endPort": 8100], 8000, .tcp, true),
      (["port": 8000, "endPort": 8100], 8100, .tcp, true),
      (["port": 8000, "endPort": 8100], 8101, .tcp, false),
      (["port": 8000, "endPort": 8000], 8000, .tcp, true),
      (["port": "http"], 8080, .tcp, true), (["port": "http"], 80, .tcp, false),
      (["port": "http", "protocol": "UDP"], 8080, .udp, false), (["port": "dns"], 53, .tcp, false),
      (["port": "dns", "protocol": "UDP"], 53, .udp, true),
    ] as [(JSONValue, Int, TransportProtocol, Bool)])
  func `rule 7, a port is a number, a range, a name or a protocol`(
    _ port: JSONValue, _ number: Int, _ transport: TransportProtocol, _ isAllowed: Bool
  ) {
    let ports: [Pod.ContainerPort] = [
      .init(name: "http", number: 8080), .init(name: "dns", number: 53, transport: .udp),
    ]
    let cluster = Self.cluster {
      $0.pod("web", addresses: ["10.1.0.1"], ports: ports)
      $0.policy("in", ["podSelector": Self.web, "ingress": [["ports": [port]]]])
    }
    let found = cluster.verdict("shop/gate", "shop/web", number, transport)
    #expect(found.isAllowed == isAllowed)
  }

  @Test func `rule 7, a name is looked up on each destination pod`() {
    let cluster = Self.cluster {
      $0.pod("probe", in: "ops", ports: [.init(name: "http", number: 9090)])
      $0.policy("out", ["podSelector": Self.gate, "egress": [["ports": [["port": "http"]]]]])
    }
    #expect(cluster.verdict("shop/gate", "shop/web", 8080).isAllowed == true)
    #expect(cluster.verdict("shop/gate", "shop/web", 9090).isAllowed == false)
    #expect(cluster.verdict("shop/gate", "ops/probe", 9090).isAllowed == true)
    #expect(cluster.verdict("shop/gate", "ops/probe", 8080).isAllowed == false)
    let outside = IPAddress("192.0.2.1").map {
      PolicyIndex(cluster.inventory).verdict(from: cluster["shop/gate"], to: $0, port: 8080)
    }
    #expect(outside?.isAllowed == false)
  }

  @Test func `rule 8, the port is the pod's and not the Service's`() {
    let cluster = Self.admitting([["ports": [["port": 80]]]])
    #expect(cluster.verdict("shop/gate", "shop/web", 8080).ingress.failure == .port)
  }

  @Test func `rule 9, a pod's own node is always let in`() {
    let cluster = Self.cluster {
      $0.policy("in", ["podSelector": Self.web])
      $0.pod("agent", in: "ops", node: "node-1", addresses: ["192.168.0.1"])
      $0.pod("other", in: "ops", node: "node-2", addresses: ["192.168.0.2"])
    }
    #expect(cluster.verdict("ops/agent", "shop/web").ingress.outcome == .allowed)
    #expect(cluster.verdict("ops/other", "shop/web").ingress.outcome == .denied)
  }

  @Test func `rule 9, what policies do to a pod's connection to itself is not defined`() {
    #expect(Self.admitting([]).verdict("shop/web", "shop/web").isAllowed == nil)
    #expect(Self.admitting([[:]]).verdict("shop/web", "shop/web").isAllowed == true)
  }

  @Test func `rule 10, host network and node ports are undefined unless a rule admits all`() {
    let agent = { (cluster: inout PolicyCluster) in
      cluster.pod("agent", in: "ops", node: "node-2", addresses: ["192.168.0.2"])
    }
    let named = Self.cluster {
      agent(&$0)
      $0.policy(
        "in", ["podSelector": Self.web, "ingress": [["from": [["namespaceSelector": [:]]]]]])
    }
    #expect(named.verdict("ops/agent", "shop/web").ingress.outcome == .unknown)
    #expect(named.verdict(.node, "shop/web").ingress.outcome == .unknown)
    #expect(named.verdict(.client, "shop/web").ingress.outcome == .denied)
    let block: JSONValue = ["ipBlock": ["cidr": "192.168.0.0/24"]]
    let addressed = Self.cluster {
      agent(&$0)
      $0.policy("in", ["podSelector": Self.web, "ingress": [["from": [block]]]])
    }
    #expect(addressed.verdict("ops/agent", "shop/web").ingress.outcome == .allowed)
    #expect(addressed.verdict(.client, "shop/web").ingress.outcome == .unknown)
    let own = Self.cluster {
      agent(&$0)
      $0.policy("in", in: "ops", ["podSelector": [:]])
    }
    #expect(own.verdict("shop/gate", "ops/agent").ingress.outcome == .unknown)
    #expect(own.verdict("shop/gate", "ops/probe").ingress.outcome == .denied)
  }
}
