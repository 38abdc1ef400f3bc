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
  /// Rules that are not evaluated, and go before the one that answers if they match.
  package private(set) var patterns: [Route] = []

  /// Resolves a request among the routes that Traefik serves; `isLoaded` tells whether a route leads to anything.
  package init(
    host: String, path: String, _ table: RoutingTable, _ inventory: Inventory,
    isLoaded: (Route) -> Bool, among isMeant: (Route) -> Bool = { _ in true }
  ) {
    let path = Self.decoded(PathRules.path(of: path))
    let routers = Self.routers(for: host, table, inventory, among: isMeant)
      .sorted { $0.priority > $1.priority }
    var first: TraefikRouter?
    for router in routers where router.matches(path: path) {
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
    chosen = first?.route
    losers = rivals.map { ($0, "has a rule of the same length, and may go first") } + losers
    losers = leftOut.map { ($0, "is left out, since it leads to nothing") } + losers
    patterns = routers.filter {
      $0.matcher == .pattern && $0.priority >= first?.priority ?? .min
    }.map(\.route)
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
    let isOwn = { (route: Route) in route.implementation == controller && isMeant(route) }
    let routes =
      table.candidates(for: host, among: isOwn).filter { !$0.isDefault }
      + table.defaultRoutes.filter(isOwn)
    var rules: [ObjectReference: [Route.ID: TraefikStatement]] = [:]
    return routes.compactMap { route in
      guard let object = inventory.object(route.source.kind, route.source.name) else { return nil }
      if route.source.kind == "Ingress" { return TraefikRouter(ingress: route, object) }
      let own = rules[route.source] ?? TraefikStatement.all(of: object)
      rules[route.source] = own
      guard let statement = own[route.id] else { return nil }
      return TraefikRouter(route: route, rule: statement.rule, priority: statement.priority)
    }
  }

  /// The path as rules see it: what is percent-encoded without need is decoded.
  private static func decoded(_ path: Substring) -> String {
    guard path.contains("%") else { return String(path) }
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        !":/?#[]@!$&'()*+,;=".utf8.contains(code)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What an IngressRoute says of one of its rules.
private struct TraefikStatement {
  let rule: String
  let priority: Int

  /// The statements of an object by the routes that come of them.
  static func all(of object: GenericResource) -> [Route.ID: TraefikStatement] {
    var statements: [Route.ID: TraefikStatement] = [:]
    for rule in object.object["spec"]["routes"].array {
      let statement = TraefikStatement(
        rule: rule["match"].string ?? "", priority: rule["priority"].integer ?? 0)
      for id in TraefikAdapter.identities(of: rule, in: object) where statements[id] == nil {
        statements[id] = statement
      }
    }
    return statements
  }
}
