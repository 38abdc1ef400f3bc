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
  package let hosts: [String: [Route]]
  /// Default backends that serve the hosts of their own Ingress.
  package let hostDefaults: [String: Route]
  /// The default backend of what no host and path matches.
  package let defaultRoute: Route?
  private let byService: [NamespacedName: [Int]]
  private let bySource: [ObjectReference: [Int]]

  /// Builds the table of an inventory, of all routes or of those that one proxy serves.
  package init(_ inventory: Inventory, serving isServed: (Route) -> Bool = { _ in true }) {
    self.init(
      RouteAdapters.all.flatMap { $0.routes(in: inventory) }.filter(isServed),
      revisions: Self.revisions(inventory))
  }

  /// Builds the table of these routes.
  package init(_ routes: [Route], revisions: [Int] = []) {
    self.revisions = revisions
    self.routes = routes.sorted { $0.id < $1.id }
    let precedence = self.routes.sorted(by: Self.precedes)
    hosts = Dictionary(grouping: precedence.lazy.filter { !$0.isDefault }, by: \.host)
    let defaults = precedence.filter(\.isDefault)
    defaultRoute = defaults.first
    var hostDefaults: [String: Route] = [:]
    for route in defaults {
      for other in self.routes where other.source == route.source && !other.host.isEmpty {
        if hostDefaults[other.host] == nil { hostDefaults[other.host] = route }
      }
    }
    self.hostDefaults = hostDefaults
    var byService: [NamespacedName: [Int]] = [:]
    for (index, route) in self.routes.enumerated() {
      for service in Set(route.backends.map(\.service)) {
        byService[service, default: []].append(index)
      }
    }
    self.byService = byService
    bySource = Dictionary(
      grouping: self.routes.indices, by: { [routes = self.routes] in routes[$0].source })
  }

  private static func revisions(_ inventory: Inventory) -> [Int] {
    RouteAdapters.kinds.map { inventory.kindRevisions[$0.kind] ?? 0 }
  }

  /// Whether a table built from this inventory would be equal.
  package func isCurrent(for inventory: Inventory) -> Bool {
    revisions == Self.revisions(inventory)
  }

  /// Whether a route of one host is tried before another that matches too.
  static func precedes(_ left: Route, _ right: Route) -> Bool {
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
      guard let name, let candidates = hosts[name] else { continue }
      for route in candidates
      where PathRules.matches(route.path, route.pathType, path: path) {
        return route
      }
    }
    return hostDefaults[host] ?? wildcard.flatMap { hostDefaults[$0] } ?? defaultRoute
  }

  /// The routes of hosts that cover a host, in the order in which they are tried, then the defaults.
  func candidates(for host: String) -> [Route] {
    var names = [host]
    if let wildcard = HostRules.wildcard(covering: host) { names.append(wildcard) }
    if !host.isEmpty { names.append("") }
    let defaults = names.compactMap { hostDefaults[$0] } + (defaultRoute.map { [$0] } ?? [])
    var seen: Set<Route.ID> = []
    return names.flatMap { hosts[$0] ?? [] } + defaults.filter { seen.insert($0.id).inserted }
  }

  /// The hosts that have routes, sorted; empty for rules without host.
  package var hostNames: [String] { hosts.keys.sorted() }

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
    (hosts[route.host] ?? []).filter {
      $0.path == route.path && $0.pathType == route.pathType && $0.controller == route.controller
    }
  }

  /// Whether any route claims a host and path of a controller.
  package func hasClaim(
    controller: String, host: String, path: String, pathType: Route.PathType
  ) -> Bool {
    (hosts[host] ?? []).contains {
      $0.path == path && $0.pathType == pathType && $0.controller == controller
    }
  }

  /// One route by its identity.
  package func route(_ id: Route.ID) -> Route? {
    (bySource[id.source] ?? []).lazy.map { routes[$0] }.first { $0.id == id }
  }
}
