import Testing
import Topology

/// The rows of semantics 3.4.
@Suite struct ProxyRulesTests {
  private func backend(
    _ address: String, ready: Bool = true, serving: Bool = true, terminating: Bool = false,
    node: String = "node-1"
  ) -> ServiceBackend {
    ServiceBackend(
      address: BackendAddress(address: address, port: 8080),
      endpoint: Endpoint(
        addresses: [address], isReady: ready, isServing: serving, isTerminating: terminating,
        node: node))
  }

  private func addresses(_ backends: [ServiceBackend]) -> [String] {
    backends.map(\.address.address)
  }

  @Test func `policy Cluster uses all ready endpoints`() {
    let all = [
      backend("a"), backend("b", ready: false, serving: false), backend("c", node: "node-2"),
    ]
    #expect(addresses(ProxyRules.candidates(all)) == ["a", "c"])
  }

  @Test func `without any ready endpoint those that terminate and still serve are used`() {
    let all = [
      backend("a", ready: false, serving: true, terminating: true),
      backend("b", ready: false, serving: false, terminating: true),
      backend("c", ready: false, serving: false),
    ]
    #expect(addresses(ProxyRules.candidates(all)) == ["a"])
  }

  @Test func `one ready endpoint is enough to leave terminating ones out`() {
    let all = [backend("a", ready: false, terminating: true), backend("b")]
    #expect(addresses(ProxyRules.candidates(all)) == ["b"])
  }

  @Test func `policy Local never leaves the node`() {
    let all = [
      backend("a"), backend("b", node: "node-2"),
      backend("c", ready: false, terminating: true, node: "node-3"),
    ]
    let local = { (node: String) in
      addresses(ProxyRules.candidates(all, policy: .local, node: node))
    }
    #expect(local("node-2") == ["b"])
    #expect(local("node-3") == ["c"])
    #expect(local("node-4") == [])
  }

  @Test func `a backend is found by the name of the Service port, once`() {
    let slices = [8080, 8080, 9090].enumerated().map { index, number in
      EndpointSlice(
        metadata: Metadata(name: "web-\(index)", namespace: "shop"), service: "web",
        ports: [EndpointSlice.Port(name: index == 2 ? "other" : "http", number: number)],
        endpoints: [Endpoint(addresses: ["10.1.0.1"])])
    }
    let port = Service.Port(name: "http", number: 80, target: .number(8080))
    #expect(
      ProxyRules.backends(of: port, in: slices).map(\.address.description) == ["10.1.0.1:8080"])
  }
}
