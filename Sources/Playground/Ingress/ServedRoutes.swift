import Diagnosis
import Routing
import Topology

/// The routes that the proxy serves.
struct ServedRoutes: Sendable {
  let inventory: Inventory
  let all: RoutingTable
  /// Those that are matched by the rules of networking/v1 alone.
  let plain: RoutingTable
  /// Decides about requests to the others; nil where there are none.
  let decider: RequestDecider?

  init(_ inventory: Inventory, serving isServed: (Route) -> Bool) {
    self.inventory = inventory
    all = RoutingTable(inventory, serving: isServed)
    let asked = all.routes.filter(RouteDecision.isAsked)
    guard !asked.isEmpty else {
      plain = all
      decider = nil
      return
    }
    plain = RoutingTable(all.routes.filter { !RouteDecision.isAsked(about: $0) })
    // Whether an object is so wrong that its controller leaves it out is for the diagnosis to say.
    var diagnosis = Diagnosis()
    diagnosis.extent = .playground
    let hasIngress = asked.contains {
      $0.source.kind == ResourceKind.ingress.kind
        && $0.implementation == TraefikContest.controller
    }
    diagnosis.scope = DiagnosisScope(
      kinds: Set(["HTTPProxy", "IngressRoute"]).union(hasIngress ? ["Ingress"] : []))
    diagnosis.update(inventory, routes: all)
    decider = RequestDecider(
      TraceWorld(inventory, routes: all, diagnosis: diagnosis), hosts: asked.map(\.host))
  }

  /// All routes, of those that one object states twice the one first that is used: of Traefik's the last that leads to
  /// anything, else the one that is written first.
  var inUse: [Route] {
    let routes = all.routes
    guard let world = decider?.world else { return routes }
    let twice = Dictionary(grouping: routes.indices, by: { routes[$0].id }).values.filter {
      $0.count > 1 && routes[$0[0]].implementation == TraefikContest.controller
    }
    var order = routes
    for places in twice {
      let used = places.last { world.isLoadedByTraefik(routes[$0]) } ?? places[0]
      order.swapAt(places[0], used)
    }
    return order
  }

  /// Whether any route leads to a part of a Service's pods, so that labels of pods matter.
  var hasSubsets: Bool {
    all.routes.contains { route in route.backends.contains { $0.subset != nil } }
  }
}
