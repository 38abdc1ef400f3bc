import TestSupport
import Testing
import Topology

@testable import State

/// Lists of more rows than anybody reads.
@Suite struct LargeListTests {
  /// 300 Services of ten addresses each; one of the last Service is not ready.
  private func large() -> ConsoleState {
    var resources: [Resource] = []
    for index in 0..<300 {
      let name = "web-\(String(1000 + index))"
      resources.append(
        .service(
          Service(
            metadata: Metadata(name: name, namespace: index < 150 ? "one" : "two"),
            ports: [Service.Port(name: "http", number: 80, target: .number(80))],
            selector: ["app": name])))
      let endpoints = (0..<10).map { number in
        Endpoint(
          addresses: ["10.\(index / 250).\(index % 250).\(number + 1)"],
          isReady: index < 299 || number != 4)
      }
      resources.append(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: name, namespace: index < 150 ? "one" : "two"), service: name,
            ports: [EndpointSlice.Port(name: "http", number: 80)], endpoints: endpoints)))
    }
    var state = ConsoleState(
      connection: Connection(context: "large", kind: .live), now: ShopCluster.now)
    _ = state.apply(.resources(resources.map { .applied($0) }))
    _ = state.apply(.intent(.show(.backends)))
    return state
  }

  @Test func `of thousands of backends the first are listed, those in trouble before all`() {
    let order = large().order(.backends)
    #expect(order.ids.count == 2000 && order.total == 3000 && order.isCut)
    #expect(
      order.ids.first
        == .backend(service: NamespacedName("two", "web-1299"), address: "10.1.49.5:80"))
    #expect(Set(order.ids).count == 2000)
  }

  @Test func `a namespace, a filter or a sort lists all of theirs`() {
    var state = large()
    _ = state.apply(.intent(.setNamespace("two")))
    #expect(state.order(.backends).ids.count == 1500)
    #expect(!state.order(.backends).isCut)
    _ = state.apply(.intent(.setNamespace(nil)))
    _ = state.apply(.intent(.setFilter("svc:web-12")))
    #expect(state.order(.backends).ids.count == 1000)
    _ = state.apply(.intent(.setFilter("")))
    _ = state.apply(.intent(.sort(column: "ip", reversed: false)))
    #expect(state.order(.backends).ids.count == 3000 && state.order(.backends).total == 3000)
  }
}
