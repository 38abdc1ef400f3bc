import Diagnosis
import Routing
import Testing
import Topology

/// Reads the crossings of a controller that does not exist: all that adding one takes, besides a line of the registry.
private struct FerryAdapter: RouteAdapter {
  static let crossing = ResourceKind(
    group: "ferry.example.net", version: "v1", kind: "Crossing", plural: "crossings")

  var kinds: [ResourceKind] { [Self.crossing] }

  func routes(in inventory: Inventory, _ index: NoIndex) -> [Route] {
    inventory.objects(Self.crossing.keptName).flatMap { object in
      object.object["spec"]["piers"].array.map { pier in
        var route = Route(
          id: Route.ID(
            source: object.reference, host: object.object["spec"]["host"].string ?? "",
            path: pier["path"].string ?? "/"),
          uid: object.metadata.uid, controller: "ferry",
          backends: pier["boats"].array.map { boat in
            Route.Backend(
              service: NamespacedName(object.metadata.namespace, boat["service"].string ?? ""),
              port: .number(80), weight: boat["weight"].integer ?? 1)
          })
        route.implementation = "example.net/ferry"
        return route
      }
    }
  }
}

@Suite struct MadeUpControllerTests {
  /// The line of the registry.
  private static let adapters = RouteAdapters.all + [FerryAdapter()]

  private static func crossing(_ weight: Int64) -> Resource {
    Resource(
      [
        "apiVersion": "ferry.example.net/v1", "kind": "Crossing",
        "metadata": ["name": "lake", "namespace": "shop"],
        "spec": [
          "host": "lake.test",
          "piers": [
            [
              "path": "/",
              "boats": [["service": "old"], ["service": "new", "weight": .integer(weight)]],
            ],
            ["path": "/night", "boats": [["service": "new"]]],
          ],
        ],
      ], kind: FerryAdapter.crossing)
  }

  @Test func `the routes of another controller are in the table and take requests`() throws {
    let table = RoutingTable(Inventory([Self.crossing(3)]), adapters: Self.adapters)
    #expect(table.routes.map(\.path) == ["/", "/night"])
    let route = try #require(table.match(host: "lake.test", path: "/x"))
    #expect(route.backends.map { route.share(of: $0) } == [0.25, 0.75])
    #expect(table.match(host: "lake.test", path: "/night/1")?.path == "/night")
    #expect(table.order(for: "lake.test").rules.count == 2)
    #expect(table.routes(to: NamespacedName("shop", "new")).count == 2)
    #expect(RoutingTable(Inventory([Self.crossing(3)])).isEmpty)
  }

  @Test func `a changed object of it is noticed`() {
    var inventory = Inventory([Self.crossing(3)])
    var table = RoutingTable(inventory, adapters: Self.adapters)
    #expect(table.isCurrent(for: inventory))
    inventory.apply(.applied(Self.crossing(0)))
    #expect(!table.isCurrent(for: inventory))
    table.follow(inventory, changes: ChangeLog())
    #expect(table.routes.first?.backends.map(\.weight) == [1, 0])
  }

  @Test func `a request to it is decided and traced`() throws {
    let inventory = Inventory([Self.crossing(3)])
    let routes = RoutingTable(inventory, adapters: Self.adapters)
    let world = TraceWorld(
      inventory, routes: routes,
      diagnosis: Diagnosis(inventory, routes: routes, extent: .playground))
    let decision = RouteDecision(
      GatewayRequest(method: "GET", host: "lake.test", path: "/night"), in: world)
    #expect(decision.route?.path == "/night" && decision.answer == nil)
    let trace = Trace(try TraceRequest(["http://lake.test/night"]), in: world)
    #expect(trace.matched?.route == decision.route?.id)
    #expect(trace.backends.map(\.service.name) == ["new"])
  }
}
