import Actions
import Diagnosis
import Routing
import TestSupport
import Testing
import Topology
import Traffic

@testable import State

/// Which backends are asked, how often, and what their answers change.
@Suite struct ProbeStateTests {
  private let web = ShopCluster.name("web")

  private func shop(probing: Bool = true) -> ShopState {
    var shop = ShopState(live: true)
    if probing { shop.state.startProbing() }
    shop.effects = []
    return shop
  }

  /// The addresses that are asked with the ticks of so many seconds.
  private func asked(_ shop: inout ShopState, seconds: Int = 1) -> [ProbeTarget] {
    shop.effects = []
    for _ in 0..<seconds { shop.pass(1) }
    return shop.effects.flatMap { effect -> [ProbeTarget] in
      if case .probe(let targets) = effect { targets } else { [] }
    }
  }

  private func answer(
    _ shop: inout ShopState, _ targets: [ProbeTarget], _ outcome: ProbeReading.Outcome
  ) {
    for target in targets {
      let reading = ProbeReading(
        outcome, from: .here, question: "TCP :80", duration: 0.002, time: shop.state.now)
      shop.send(.probed(target, reading))
    }
  }

  @Test func `only what is on screen is asked, each every five seconds`() {
    var shop = shop()
    shop.want(.show(.services))
    #expect(asked(&shop).isEmpty, "nothing is selected")
    shop.want(.select(.service(web), on: .services, order: []))
    let first = asked(&shop)
    let addresses = Set(shop.state.live.backends(of: web).map(\.address))
    #expect(Set(first.map(\.address)) == addresses && !first.isEmpty)
    #expect(first.allSatisfy { $0.pod != nil })
    #expect(asked(&shop, seconds: 3).isEmpty, "the answers are awaited")
    answer(&shop, first, .open)
    #expect(asked(&shop, seconds: 4).isEmpty, "not so soon again")
    #expect(Set(asked(&shop, seconds: 2).map(\.address)) == addresses)
  }

  @Test func `the key turns it off, a pause and a playground do not ask`() {
    var shop = shop()
    shop.want(.show(.services), .select(.service(web), on: .services, order: []))
    shop.run("probe off")
    #expect(asked(&shop, seconds: 10).isEmpty)
    shop.run("probe")
    shop.want(.togglePause)
    #expect(asked(&shop, seconds: 10).isEmpty)
    var other = self.shop(probing: false)
    other.want(.show(.services), .select(.service(web), on: .services, order: []))
    #expect(asked(&other, seconds: 10).isEmpty)
  }

  @Test func `the doors of a Service and of a route are asked while they are on screen`() throws {
    var shop = shop()
    let node = Node(metadata: Metadata(name: "n1"), internalAddress: "10.0.0.9")
    shop.apply(.node(node))
    var service = Service(
      metadata: Metadata(name: "outside", namespace: "shop"), exposure: .loadBalancer,
      ports: [
        .init(number: 80, target: .number(80), nodePort: 30080),
        .init(name: "dns", number: 53, target: .number(53), nodePort: 30053, transport: .udp),
      ])
    service.loadBalancerAddresses = ["192.0.2.7"]
    shop.apply(.service(service))
    shop.want(.show(.services), .select(.service(service.metadata.key), on: .services, order: []))
    let doors = asked(&shop)
    #expect(
      Set(doors.map(\.address.description)) == ["192.0.2.7:80", "10.0.0.9:30080"], "no UDP")
    #expect(doors.allSatisfy { $0.pod == nil && $0.subject == .backend })
    shop.want(.show(.routes))
    let route = try #require(shop.state.live.routing.routes.first { $0.host == "shop.local" })
    shop.want(.select(.route(route.id), on: .routes, order: []))
    let names = asked(&shop).filter { $0.subject == .name }.map(\.address.address)
    #expect(names == ["shop.local"])
  }

  @Test func `a trace asks the pods that get its requests, and its host's name`() throws {
    var shop = ShopState()
    shop.state.startProbing()
    shop.run("trace http://shop.local/")
    let trace = try #require(shop.state.trace)
    let pods = Set(trace.backends.flatMap(\.endpoints).map(\.backendAddress))
    #expect(!pods.isEmpty)
    let targets = asked(&shop)
    #expect(targets.filter { $0.subject == .name }.map(\.address.address) == ["shop.local"])
    #expect(Set(targets.filter { $0.subject == .backend }.map(\.address)) == pods)
    answer(&shop, targets.filter { $0.subject == .name }, .resolved(["192.0.2.9"]))
    let dns = try #require(trace.hops.first { $0.hop == .dns })
    let doors = shop.state.doors(of: dns)
    #expect(doors.map(\.kind) == [.name])
    #expect(doors.first.flatMap(shop.state.shown.probe)?.outcome == .resolved(["192.0.2.9"]))
    let listener = trace.hops.first { $0.hop == .listener }
    #expect(listener.map(shop.state.doors) == [])
    #expect(asked(&shop, seconds: 3).isEmpty, "the answers are awaited")
    shop.want(.show(.traffic))
    #expect(asked(&shop, seconds: 30).isEmpty, "nobody looks at the trace")
  }

  @Test func `an ExternalName is looked up, a pattern of hosts is not`() {
    var shop = shop()
    let name = ShopCluster.name("bank")
    shop.apply(
      .service(
        Service(
          metadata: Metadata(name: "bank", namespace: "shop"), exposure: .externalName,
          externalName: "bank.example.com")))
    shop.want(.show(.services), .select(.service(name), on: .services, order: []))
    let targets = asked(&shop)
    #expect(targets.map(\.subject) == [.name])
    #expect(targets.map(\.address.address) == ["bank.example.com"])
    answer(&shop, targets, .resolved(["192.0.2.9"]))
    let door = shop.state.live.inventory.service(name).map(shop.state.live.doors)?.first
    #expect(door.flatMap(shop.state.live.probe)?.outcome == .resolved(["192.0.2.9"]))
    let source = ObjectReference("Ingress", "shop", "web")
    let pattern = Route(id: Route.ID(source: source, host: "*.shop.local", path: "/"), backends: [])
    #expect(shop.state.live.doors(of: pattern).isEmpty)
  }

  @Test func `however many backends there are, few are asked at once and not all`() {
    var shop = shop()
    let endpoints = (0..<300).map { index in
      Endpoint(addresses: ["10.7.\(index / 250).\(index % 250)"])
    }
    shop.apply(
      .service(
        Service(
          metadata: Metadata(name: "many", namespace: "shop"),
          ports: [.init(number: 80, target: .number(80))])))
    shop.apply(
      .endpointSlice(
        EndpointSlice(
          metadata: Metadata(name: "many-0", namespace: "shop"), service: "many",
          ports: [.init(number: 80)], endpoints: endpoints)))
    shop.want(.showBackends(of: ShopCluster.name("many")))
    #expect(asked(&shop).count == ConsoleState.mostProbesAtOnce)
    var all: Set<BackendAddress> = []
    for _ in 0..<40 {
      let targets = asked(&shop)
      answer(&shop, targets, .open)
      all.formUnion(targets.map(\.address))
    }
    #expect(all.count <= ConsoleState.mostProbed)
    #expect(all.count > ConsoleState.mostProbesAtOnce)
  }

  @Test func `a ready backend that twice does not answer is a warning, and well again at once`()
    throws
  {
    var shop = shop()
    shop.want(.showBackends(of: web))
    func row() throws -> BackendRow { try #require(shop.state.backendRows.first) }
    let target = try #require(
      asked(&shop).first { $0.address.description == (try? row())?.address.description })
    let healthy = try row().health
    answer(&shop, [target], .refused)
    #expect(try row().health == healthy, "once may be chance")
    #expect(try row().probe?.outcome == .refused)
    shop.pass(1)
    answer(&shop, [target], .silent)
    #expect(try row().health == .warning)
    shop.pass(1)
    answer(&shop, [target], .status(200))
    #expect(try row().health == healthy)
    shop.pass(60)
    #expect(try row().probe == nil, "old answers are no news")
  }

  @Test func `what the vantage cannot reach says nothing of the backend`() throws {
    var shop = shop()
    shop.want(.showBackends(of: web))
    let target = try #require(asked(&shop).first)
    for _ in 0..<3 { answer(&shop, [target], .unroutable("there is no route")) }
    let row = shop.state.backendRow(web, target.address.description)
    #expect(row?.health == .ok || row?.health == .unready)
    #expect(row?.probe?.isWell == nil)
  }
}
