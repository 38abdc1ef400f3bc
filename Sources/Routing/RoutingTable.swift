package import Topology

/// Every route of a cluster, and which of them answers a request.
///
/// Immutable, so that a proxy on any thread and a pane can hold one. The rules are those of
/// networking/v1: the precise host, then the wildcard of one label, then rules without host, each
/// falling through when no path of it matches; in a host the longest path, Exact before Prefix, then
/// the older object.
package struct RoutingTable: Sendable {
  /// All routes, by host, path and source.
  package let routes: [Route]
  /// The revisions of the kinds that it was built from.
  private let revisions: [Int]
  /// Routes with a path, by host as written, in the order in which they are tried.
  private let hosts: [String: [Route]]
  /// Default backends that serve the hosts of their own Ingress.
  package let hostDefaults: [String: Route]
  /// The default backend of what no host and path matches.
  package let defaultRoute: Route?
  /// All default backends in the order in which they are tried, and those of a host's own Ingresses.
  private let defaults: [Route]
  private let defaultsOfHost: [String: [Route]]
  /// What the objects of the Gateway API have to do with each other.
  package let gateways: GatewayIndex
  /// Whether a wildcard may cover more than one label.
  private let hasDeepWildcards: Bool
  private let byClaim: [Claim: [Int]]
  private let byService: [NamespacedName: [Int]]
  private let bySource: [ObjectReference: [Int]]
  /// The Ingresses that share the routes of others and have none of their own.
  package let canaries: Set<ObjectReference>

  /// Builds the table of an inventory, of all routes or of those that one proxy serves.
  package init(_ inventory: Inventory, serving isServed: (Route) -> Bool = { _ in true }) {
    self.init(
      RouteAdapters.all.flatMap { $0.routes(in: inventory) }.filter(isServed),
      revisions: Self.revisions(inventory), gateways: GatewayIndex(inventory),
      canaries: IngressAdapter.canaries(in: inventory))
  }

  /// Builds the table of these routes.
  package init(
    _ routes: [Route], revisions: [Int] = [], gateways: GatewayIndex = GatewayIndex(),
    canaries: Set<ObjectReference> = []
  ) {
    self.revisions = revisions
    self.canaries = canaries
    self.gateways = gateways
    hasDeepWildcards = routes.contains { $0.isOfGatewayAPI && $0.host.hasPrefix("*.") }
    self.routes = routes.sorted { $0.id < $1.id }
    let precedence = self.routes.sorted(by: Self.precedes)
    hosts = Dictionary(grouping: precedence.lazy.filter { !$0.isDefault }, by: \.host)
    byClaim = Self.claims(of: self.routes)
    defaults = precedence.filter(\.isDefault)
    let bySource = Dictionary(
      grouping: self.routes.indices, by: { [routes = self.routes] in routes[$0].source })
    var defaultsOfHost: [String: [Route]] = [:]
    for route in defaults {
      let hosts = Set(
        (bySource[route.source] ?? []).map { [routes = self.routes] in routes[$0].host })
      for host in hosts.subtracting([""]) { defaultsOfHost[host, default: []].append(route) }
    }
    self.defaultsOfHost = defaultsOfHost
    hostDefaults = defaultsOfHost.compactMapValues(\.first)
    defaultRoute = defaults.first
    self.bySource = bySource
    var byService: [NamespacedName: [Int]] = [:]
    for (index, route) in self.routes.enumerated() {
      for service in Set(route.backends.map(\.service)) {
        byService[service, default: []].append(index)
      }
    }
    self.byService = byService
  }

  /// What a route claims for itself alone.
  private struct Claim: Hashable {
    let controller: String
    let host: String
    let path: String
    let pathType: Route.PathType

    init(_ route: Route) {
      self.init(
        controller: route.controller, host: route.host, path: route.path, pathType: route.pathType)
    }

    init(controller: String, host: String, path: String, pathType: Route.PathType) {
      self.controller = controller
      self.host = host
      self.path = path
      self.pathType = pathType
    }
  }

  /// The routes with a path by their claims, those of one claim in the order in which they are tried.
  private static func claims(of routes: [Route]) -> [Claim: [Int]] {
    var claims: [Claim: [Int]] = [:]
    for index in routes.indices where !routes[index].isDefault {
      claims[Claim(routes[index]), default: []].append(index)
    }
    return claims.mapValues { list in
      list.count == 1 ? list : list.sorted { precedes(routes[$0], routes[$1]) }
    }
  }

  private static func revisions(_ inventory: Inventory) -> [Int] {
    RouteAdapters.kinds.map { inventory.kindRevisions[$0.kind] ?? 0 }
  }

  /// Whether a table built from this inventory would be equal.
  package func isCurrent(for inventory: Inventory) -> Bool {
    revisions == Self.revisions(inventory)
  }

  /// Whether a route of one host is tried before another that matches too.
  ///
  /// Routes of the Gateway API come after all others of the host: who serves both is not known.
  static func precedes(_ left: Route, _ right: Route) -> Bool {
    guard left.isOfGatewayAPI == right.isOfGatewayAPI else { return !left.isOfGatewayAPI }
    let lengths = (
      PathRules.length(left.path, left.pathType), PathRules.length(right.path, right.pathType)
    )
    guard lengths.0 == lengths.1 else { return lengths.0 > lengths.1 }
    let exact = (left.pathType == .exact, right.pathType == .exact)
    guard exact.0 == exact.1 else { return exact.0 }
    return (left.creationTimestamp, left.source.name, left.path)
      < (right.creationTimestamp, right.source.name, right.path)
  }

  /// The route that answers a request; nil is the controller's own 404.
  ///
  /// The host may carry a port, the path a query.
  package func match(host: some StringProtocol, path target: some StringProtocol) -> Route? {
    let host = HostRules.normalized(host)
    let path = PathRules.path(of: target)
    let wildcard = HostRules.wildcard(covering: host)
    for name in [host, wildcard, host.isEmpty ? nil : ""] {
      guard let name else { continue }
      for route in hosts[name] ?? []
      where PathRules.matches(route.path, route.pathType, path: path) {
        return route
      }
      if name == wildcard, let route = deepMatch(host, path) { return route }
    }
    return hostDefaults[host] ?? wildcard.flatMap { hostDefaults[$0] } ?? defaultRoute
  }

  /// The route of the Gateway API whose wildcard covers several labels of a host.
  private func deepMatch(_ host: String, _ path: Substring) -> Route? {
    deepCandidates(for: host).first { PathRules.matches($0.path, $0.pathType, path: path) }
  }

  private func deepCandidates(for host: String) -> [Route] {
    guard hasDeepWildcards else { return [] }
    return GatewayHostnames.wildcards(covering: host).dropFirst()
      .flatMap { (hosts[$0] ?? []).filter(\.isOfGatewayAPI) }
  }

  /// The routes of hosts that cover a host, in the order in which they are tried, then the defaults; only routes that
  /// are meant, as if there were no others.
  package func candidates(
    for host: String, among isMeant: (Route) -> Bool = { _ in true }
  ) -> [Route] {
    var names = [host]
    if let wildcard = HostRules.wildcard(covering: host) { names.append(wildcard) }
    if !host.isEmpty { names.append("") }
    let defaults =
      names.compactMap { defaultsOfHost[$0]?.first(where: isMeant) }
      + (defaults.first(where: isMeant).map { [$0] } ?? [])
    var seen: Set<Route.ID> = []
    let found = names.flatMap { name in
      (name.isEmpty ? deepCandidates(for: host) : []) + (hosts[name] ?? [])
    }
    return found.filter(isMeant) + defaults.filter { seen.insert($0.id).inserted }
  }

  /// Whether there is no route at all.
  package var isEmpty: Bool { routes.isEmpty }

  /// The hosts that have routes, unordered; empty for rules without host.
  package var hostNames: some Collection<String> { hosts.keys }

  /// The routes with a path of a host as written, in the order in which they are tried.
  package func routes(ofHost host: String) -> [Route] { hosts[host] ?? [] }

  /// The routes that send requests to a Service.
  package func routes(to service: NamespacedName) -> [Route] {
    (byService[service] ?? []).map { routes[$0] }
  }

  /// The routes that an object declares.
  package func routes(of source: ObjectReference) -> [Route] {
    (bySource[source] ?? []).map { routes[$0] }
  }

  /// The routes that claim the same host, path and type for the same controller, the one that is used first: the
  /// oldest, then by name.
  package func claims(equalTo route: Route) -> [Route] {
    (byClaim[Claim(route)] ?? []).map { routes[$0] }
  }

  /// The first of the routes that claim the same as a route does, and how many they are; nil for a default.
  package func firstClaim(equalTo route: Route) -> (route: Route, count: Int)? {
    guard let claims = byClaim[Claim(route)], let first = claims.first else { return nil }
    return (routes[first], claims.count)
  }

  /// Whether any route claims a host and path of a controller.
  package func hasClaim(
    controller: String, host: String, path: String, pathType: Route.PathType
  ) -> Bool {
    byClaim[Claim(controller: controller, host: host, path: path, pathType: pathType)] != nil
  }

  /// One route by its identity.
  package func route(_ id: Route.ID) -> Route? {
    (bySource[id.source] ?? []).lazy.map { routes[$0] }.first { $0.id == id }
  }
}
