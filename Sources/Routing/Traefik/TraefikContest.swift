package import Language
package import Topology

/// Which route takes a request where Traefik serves it.
///
/// Traefik does not follow the order of networking/v1: of all routers that match, the one with the highest priority
/// answers, which is the length of its rule as text, host and path together. Routes that lead to nothing make no
/// router, so that another one takes their requests.
package struct TraefikContest: Sendable {
  /// `spec.controller` of Traefik's classes.
  package static let controller = "traefik.io/ingress-controller"

  /// The route that answers; nil when none does.
  package private(set) var chosen: Route?
  /// Routes with the same priority and another target: which of them goes first is not defined.
  package private(set) var rivals: [Route] = []
  /// Routes that would go first, but lead to nothing.
  package private(set) var leftOut: [Route] = []
  /// Routes that match and go later.
  package private(set) var losers: [(route: Route, why: Message)] = []
  /// Rules of which only Traefik can tell whether they match, and that go before the one that answers if they do.
  package private(set) var patterns: [Route] = []
  /// Rules whose host and path fit, and what else they ask for.
  package private(set) var misses: [GatewayContest.Miss] = []

  /// Whether a route is about requests, and not about connections.
  package static func isMeant(_ route: Route) -> Bool {
    route.source.kind != ResourceKind.ingressRouteTCP.kind
  }

  /// A contest without any routes.
  package init() {}

  /// Resolves a request among the routes that Traefik serves; `isLoaded` tells whether a route leads to anything, and
  /// `isMade` whether Traefik makes a router of it, which may be disabled later.
  ///
  /// Routers of other entry points than that of the request's scheme count only where there are no others.
  package init(
    _ request: GatewayRequest, _ table: RoutingTable, _ inventory: Inventory,
    isLoaded: (Route) -> Bool, isMade: (Route) -> Bool = { _ in true },
    among isMeant: (Route) -> Bool = { _ in true }
  ) {
    let asked = TraefikRequest(request)
    let routers = Self.current(
      Self.routers(for: request.host, table, inventory, among: isMeant), isMade: isMade
    ).sorted { $0.priority > $1.priority }
    let own = routers.filter { $0.isFor(asked) }
    decide(asked, own, inventory, isLoaded: isLoaded)
    guard chosen == nil, patterns.isEmpty, leftOut.isEmpty, own.count < routers.count else {
      return
    }
    (losers, misses) = ([], [])
    decide(asked, routers, inventory, isLoaded: isLoaded)
  }

  /// The routers without those that the same object replaces: of rules with the same text the last one counts of
  /// which a router is made, whatever their priorities are, since its name is made of the text (`makeServiceKey`).
  private static func current(
    _ routers: [TraefikRouter], isMade: (Route) -> Bool
  ) -> [TraefikRouter] {
    let groups = Dictionary(grouping: routers.filter { $0.route.rule != nil }) {
      Text(source: $0.route.source, rule: $0.rule)
    }.filter { group in Set(group.value.map(\.route.rule)).count > 1 }
    guard !groups.isEmpty else { return routers }
    let last = groups.mapValues { group in
      group.filter { isMade($0.route) }.compactMap(\.route.rule).max()
        ?? group.compactMap(\.route.rule).max()
    }
    return routers.filter { router in
      guard let rule = last[Text(source: router.route.source, rule: router.rule)] else {
        return true
      }
      return router.route.rule == rule
    }
  }

  /// What makes the name of a router.
  private struct Text: Hashable {
    let source: ObjectReference
    let rule: String
  }

  private mutating func decide(
    _ request: TraefikRequest, _ routers: [TraefikRouter], _ inventory: Inventory,
    isLoaded: (Route) -> Bool
  ) {
    var first: TraefikRouter?
    var open: [TraefikRouter] = []
    for router in routers {
      switch router.takes(request) {
      case nil: if isLoaded(router.route) { open.append(router) }
      case false?: note(router.route, request)
      case true?:
        if let chosen = first, router.priority < chosen.priority {
          losers.append((router.route, "would match, its rule is shorter"))
        } else if !isLoaded(router.route) {
          leftOut.append(router.route)
        } else if let chosen = first {
          first = take(router, beside: chosen, inventory)
        } else {
          first = router
        }
      }
    }
    chosen = first?.route
    losers = rivals.map { ($0, "has a rule of the same length, and may go first") } + losers
    losers = leftOut.map { ($0, "is left out, since it leads to nothing") } + losers
    patterns = open.filter { $0.priority >= first?.priority ?? .min }.map(\.route)
    misses.sort { $0.path.utf8.count > $1.path.utf8.count }
  }

  /// Takes down a rule whose host and path fit, while a condition of it does not hold.
  private mutating func note(_ route: Route, _ request: TraefikRequest) {
    guard let terms = route.terms, let traefik = terms.traefik,
      route.path != terms.path, terms.uri.fits(request.path[...]) == true,
      case .all(let parts)? = traefik.expression,
      let unmet = parts.first(where: { $0.isMet(by: request) == false })
    else { return }
    misses.append(
      GatewayContest.Miss(
        route: route, path: terms.path, condition: unmet.text, field: "\(terms.field).match"))
  }

  /// Which of two routers of the same priority is taken for the winner.
  private mutating func take(
    _ router: TraefikRouter, beside chosen: TraefikRouter, _ inventory: Inventory
  ) -> TraefikRouter {
    let (new, old) = (router.route, chosen.route)
    guard new.source == old.source, router.rule == chosen.rule, new.source.kind == "Ingress"
    else {
      if new.backends != old.backends { rivals.append(new) }
      return chosen
    }
    // What one Ingress states twice is the last one's.
    let isLast = Self.position(of: new, inventory) >= Self.position(of: old, inventory)
    losers.append((isLast ? old : new, "is stated again by the same object"))
    return isLast ? router : chosen
  }

  private static func position(of route: Route, _ inventory: Inventory) -> Int {
    guard let object = inventory.object(route.source.kind, route.source.name) else { return 0 }
    let document = IngressDocument(object)
    let backend = route.backends.first
    return document.paths.lastIndex { path in
      guard document.routeID(of: path) == route.id else { return false }
      guard case .service(let name, let port) = path.target else { return backend == nil }
      return name == backend?.service.name && (port ?? .name("")) == backend?.port
    } ?? 0
  }

  private static func routers(
    for host: String, _ table: RoutingTable, _ inventory: Inventory,
    among isMeant: (Route) -> Bool
  ) -> [TraefikRouter] {
    let isOwn = { (route: Route) in
      route.implementation == controller && Self.isMeant(route) && isMeant(route)
    }
    let routes =
      table.candidates(for: host, among: isOwn).filter { !$0.isDefault }
      + table.defaultRoutes.filter(isOwn)
    return routes.compactMap { route in
      if let terms = route.terms?.traefik { return TraefikRouter(route, terms) }
      guard let object = inventory.object(route.source.kind, route.source.name) else { return nil }
      return TraefikRouter(ingress: route, object)
    }
  }
}
