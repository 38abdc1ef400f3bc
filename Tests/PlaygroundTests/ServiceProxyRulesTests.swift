import Playground
import Testing
import Topology

/// Rows of the semantics document, 3.4 and 3.5: which backends a connection may reach.
@Suite struct ServiceProxyRulesTests {
  private static let plan = AddressPlan()

  private static func endpoint(
    _ last: Int, node: Int = 1, isReady: Bool = true, isServing: Bool? = nil,
    isTerminating: Bool = false, hints: (zone: String, node: String)? = nil
  ) -> Endpoint {
    Endpoint(
      addresses: ["127.64.\(node).\(last)"], isReady: isReady, isServing: isServing ?? isReady,
      isTerminating: isTerminating, node: "node-\(node)",
      zone: "zone-\(["a", "b", "c"][node - 1])", zoneHints: hints.map { [$0.zone] } ?? [],
      nodeHints: hints.map { [$0.node] } ?? [])
  }

  private static func listeners(
    _ endpoints: [Endpoint], exposure: Service.Exposure = .nodePort,
    internalPolicy: Service.TrafficPolicy = .cluster,
    externalPolicy: Service.TrafficPolicy = .cluster, clusterIP: String = "127.128.0.9"
  ) -> [ServiceListener] {
    let metadata = Metadata(name: "web", namespace: "shop")
    let service = Service(
      metadata: metadata, exposure: exposure, clusterIP: clusterIP,
      ports: [.init(name: "http", number: 80, target: .number(8080), nodePort: 30_080)],
      selector: ["app": "web"], internalTrafficPolicy: internalPolicy,
      externalTrafficPolicy: externalPolicy,
      loadBalancerAddresses: exposure == .loadBalancer ? ["127.160.0.5", "203.0.113.9"] : [])
    let slice = EndpointSlice(
      metadata: Metadata(name: "web-1", namespace: "shop"), service: "web",
      ports: [.init(name: "http", number: 8080)], endpoints: endpoints)
    let nodes = (1...3).map { number in
      Resource.node(
        Node(
          metadata: Metadata(name: "node-\(number)"),
          zone: "zone-\(["a", "b", "c"][number - 1])", internalAddress: plan.node(number)))
    }
    return ServiceListener.all(
      in: Inventory(nodes + [.service(service), .endpointSlice(slice)]), plan: plan)
  }

  private static func found(
    _ listeners: [ServiceListener], _ address: String, through node: String = "node-1"
  ) -> [String] {
    listeners.first { $0.address.address == address }?.backends(through: node)
      .map(\.address).sorted() ?? []
  }

  @Test func `policy Cluster takes all ready endpoints, from every node`() {
    let all = Self.listeners([
      Self.endpoint(1), Self.endpoint(2, node: 2), Self.endpoint(3, node: 3, isReady: false),
    ])
    let ready = ["127.64.1.1", "127.64.2.2"]
    #expect(Self.found(all, "127.128.0.9") == ready)
    for node in 1...3 { #expect(Self.found(all, "127.192.0.\(node)") == ready) }
  }

  @Test func `with no ready endpoint anywhere those that serve while terminating are taken`() {
    let all = Self.listeners([
      Self.endpoint(1, isReady: false, isServing: true, isTerminating: true),
      Self.endpoint(2, isReady: false),
    ])
    #expect(Self.found(all, "127.128.0.9") == ["127.64.1.1"])
  }

  @Test func `policy Local stays on the dialled node, with its own fallback and no other`() {
    let all = Self.listeners(
      [
        Self.endpoint(1), Self.endpoint(9, isReady: false, isServing: true, isTerminating: true),
        Self.endpoint(2, node: 2, isReady: false, isServing: true, isTerminating: true),
      ], externalPolicy: .local)
    #expect(Self.found(all, "127.192.0.1") == ["127.64.1.1"])
    #expect(Self.found(all, "127.192.0.2") == ["127.64.2.2"])
    #expect(Self.found(all, "127.192.0.3").isEmpty)
    #expect(all.first { $0.address.address == "127.192.0.3" }?.isOpen == false)
    #expect(Self.found(all, "127.128.0.9") == ["127.64.1.1"])
  }

  @Test func `internal policy Local binds the cluster IP to the caller's node`() {
    let all = Self.listeners(
      [Self.endpoint(1), Self.endpoint(2, node: 2)], internalPolicy: .local)
    #expect(Self.found(all, "127.128.0.9") == ["127.64.1.1"])
    #expect(Self.found(all, "127.128.0.9", through: "node-2") == ["127.64.2.2"])
    #expect(Self.found(all, "127.128.0.9", through: "node-3").isEmpty)
    #expect(Self.found(all, "127.192.0.3") == ["127.64.1.1", "127.64.2.2"])
  }

  @Test func `hints narrow to the node, then the zone, and only when every endpoint has one`() {
    let hinted = [
      Self.endpoint(1, hints: ("zone-a", "node-1")),
      Self.endpoint(2, node: 2, hints: ("zone-b", "node-2")),
    ]
    let all = Self.listeners(hinted)
    #expect(Self.found(all, "127.128.0.9") == ["127.64.1.1"])
    #expect(Self.found(all, "127.128.0.9", through: "node-3").count == 2)
    let partly = Self.listeners(hinted + [Self.endpoint(3, node: 3)])
    #expect(Self.found(partly, "127.128.0.9").count == 3)
    let local = Self.listeners(hinted, internalPolicy: .local)
    #expect(Self.found(local, "127.128.0.9", through: "node-2") == ["127.64.2.2"])
  }

  @Test func `a load balancer leads to every node that has endpoints, on loopback only`() {
    let all = Self.listeners(
      [Self.endpoint(1), Self.endpoint(2, node: 2)], exposure: .loadBalancer,
      externalPolicy: .local)
    #expect(Self.found(all, "127.160.0.5") == ["127.64.1.1", "127.64.2.2"])
    #expect(!all.contains { $0.address.address == "203.0.113.9" })
  }

  @Test func `headless and external names have no address, and nothing opens without endpoints`() {
    #expect(Self.listeners([Self.endpoint(1)], clusterIP: "None").isEmpty)
    #expect(Self.listeners([Self.endpoint(1)], exposure: .externalName).isEmpty)
    #expect(Self.listeners([]).allSatisfy { !$0.isOpen })
    #expect(Self.listeners([Self.endpoint(1)], exposure: .clusterIP).map(\.entry) == [.clusterIP])
  }

  @Test func `the random choice is even`() throws {
    var balancer = ServiceBalancer(seed: 7)
    let listener = try #require(
      Self.listeners((1...4).map { Self.endpoint($0) }, exposure: .clusterIP).first)
    var counts: [BackendAddress: Int] = [:]
    for _ in 0..<4000 {
      let chosen = balancer.backend(for: listener, from: "127.0.0.1", through: "node-1", now: 0)
      counts[try #require(chosen), default: 0] += 1
    }
    let squares = counts.values.reduce(0.0) {
      $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000
    }
    #expect(counts.count == 4)
    #expect(squares < 11.34)
  }

  @Test func `a client keeps its backend until it was away for longer than the timeout`() throws {
    var balancer = ServiceBalancer(seed: 7)
    var listener = try #require(
      Self.listeners((1...200).map { Self.endpoint($0) }, exposure: .clusterIP).first)
    listener.affinitySeconds = 60
    func choose(_ source: String, _ now: Double) -> BackendAddress? {
      balancer.backend(for: listener, from: source, through: "node-1", now: now)
    }
    let first = choose("127.0.0.1", 0)
    #expect(choose("127.0.0.1", 59) == first)
    #expect(choose("127.0.0.1", 119) == first)
    #expect(choose("127.0.0.2", 119) != first)
    #expect(choose("127.0.0.1", 180) != first)
    listener.backends = ["": [BackendAddress(address: "127.64.1.250", port: 1)]]
    #expect(choose("127.0.0.1", 181)?.address == "127.64.1.250")
  }

  @Test(arguments: [
    ("127.0.0.1", "node-1"), ("127.64.2.17", "node-2"), ("127.64.7.17", "node-3"),
    ("127.192.0.3", "node-3"), ("", "node-1"), ("127.65.2.1", "node-1"),
  ]) func `the source tells the node`(source: String, node: String) {
    #expect(ServiceNode.name(of: source, Self.plan) == node)
  }

  @Test(arguments: [
    ("db.shop.svc.cluster.local", ExternalName.service(NamespacedName("shop", "db"))),
    ("DB.shop.svc.", .service(NamespacedName("shop", "db"))), ("localhost", .loopback("127.0.0.1")),
    ("alias.shop.svc", .service(NamespacedName("shop", "db"))),
    ("gone.shop.svc", .unresolvable("there is no Service shop/gone")),
    ("circle.shop.svc", .unresolvable("circle.shop.svc leads in a circle")),
    (
      "example.com",
      .unresolvable("example.com is outside of the playground, which never leaves this machine")
    ),
  ]) func `an external name leads to Services and this machine only`(
    name: String, expected: ExternalName
  ) {
    func external(_ service: String, _ target: String) -> Resource {
      .service(
        Service(
          metadata: Metadata(name: service, namespace: "shop"), exposure: .externalName,
          externalName: target))
    }
    let inventory = Inventory([
      .service(
        Service(metadata: Metadata(name: "db", namespace: "shop"), clusterIP: "127.128.0.7")),
      external("alias", "db.shop.svc.cluster.local"), external("circle", "circle.shop.svc"),
    ])
    let service = Service(
      metadata: Metadata(name: "x", namespace: "default"), exposure: .externalName,
      externalName: name)
    #expect(ExternalName.target(of: service, in: inventory) == expected)
  }
}
