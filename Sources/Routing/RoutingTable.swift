import HashTreeCollections
package import Topology

/// Every route of a cluster, and which of them answers a request.
///
/// Immutable, so that a proxy on any thread and a pane can hold one. The rules are those of
/// networking/v1: the precise host, then the wildcard of one label, then rules without host, each
/// falling through when no path of it matches; in a host the longest path, Exact before Prefix, then
/// the older object.
package struct RoutingTable: Sendable {
  /// A route, shared by all tables that have it.
  final class Slot: Sendable {
    let route: Route

    init(_ route: Route) { self.route = route }
  }

  /// The routes at their places; nil where one was taken out.
  ///
  /// This and the maps below are cheap to change while somebody holds a copy.
  var slots: [Slot?]
  var free: [Int] = []
  /// The places of all routes, by host, path and source.
  var order: [Int]
  /// Who read the routes.
  let adapters: [any RouteAdapter]
  /// The revisions of the kinds that it was built from.
  var revisions: [Int]
  /// Routes with a path, by host as written, in the order in which they are tried.
  var hosts: TreeDictionary<String, [Int]>
  /// All default backends in the order in which they are tried, and those of a host's own Ingresses.
  var defaults: [Int]
  var defaultsOfHost: TreeDictionary<String, [Int]> = [:]
  /// What the objects of each system have to do with each other, by the type of its index.
  private let indexes: [ObjectIdentifier: any RouteIndex]
  /// Whether a wildcard may cover more than one label.
  private let hasDeepWildcards: Bool
  var byClaim: TreeDictionary<ExactClaim, [Int]>
  var byService: TreeDictionary<NamespacedName, [Int]> = [:]
  var bySource: TreeDictionary<ObjectReference, [Int]>

  /// Builds the table of an inventory, of all routes or of those that one proxy serves.
  package init(
    _ inventory: Inventory, adapters: [any RouteAdapter] = RouteAdapters.all,
    serving isServed: (Route) -> Bool = { _ in true }
  ) {
    var indexes: [ObjectIdentifier: any RouteIndex] = [:]
    let routes = adapters.flatMap { Self.routes(by: $0, inventory, &indexes) }
    self.init(
      routes.filter(isServed), adapters: adapters,
      revisions: Self.revisions(inventory, adapters), indexes: indexes)
  }

  private static func routes(
    by adapter: some RouteAdapter, _ inventory: Inventory,
    _ indexes: inout [ObjectIdentifier: any RouteIndex]
  ) -> [Route] {
    let index = adapter.index(of: inventory)
    indexes[ObjectIdentifier(type(of: index))] = index
    return adapter.routes(in: inventory, index)
  }

  /// Builds the table of these routes.
  package init(_ routes: [Route]) {
    self.init(routes, adapters: RouteAdapters.all, revisions: [], indexes: [:])
  }

  private init(
    _ routes: [Route], adapters: [any RouteAdapter], revisions: [Int],
    indexes: [ObjectIdentifier: any RouteIndex]
  ) {
    self.adapters = adapters
    self.revisions = revisions
    self.indexes = indexes
    hasDeepWildcards = routes.contains { $0.hasDeepWildcards && $0.host.hasPrefix("*.") }
    let routes = routes.sorted { $0.id < $1.id }
    slots = routes.map { Slot($0) }
    order = Array(routes.indices)
    let precedence = order.sorted { Self.precedes(routes[$0], routes[$1]) }
    let withPath = precedence.filter { !routes[$0].isDefault }
    hosts = Self.grouped(withPath) { routes[$0].host }
    byClaim = Self.grouped(withPath.filter { routes[$0].isClaim }) { ExactClaim(routes[$0]) }
    defaults = precedence.filter { routes[$0].isDefault }
    bySource = Self.grouped(order) { routes[$0].source }
    for place in defaults { noteDefault(place, of: routes[place].source) }
    for place in order {
      for service in Set(routes[place].backends.map(\.service)) {
        byService[service, default: []].append(place)
      }
    }
  }

  /// The index of one system.
  func index<Index: RouteIndex>(_ type: Index.Type = Index.self) -> Index {
    indexes[ObjectIdentifier(type)] as? Index ?? Index()
  }

  private static func grouped<Key: Hashable>(
    _ places: [Int], by key: (Int) -> Key
  ) -> TreeDictionary<Key, [Int]> {
    TreeDictionary(uniqueKeysWithValues: Dictionary(grouping: places, by: key))
  }

  /// What a route claims for itself alone.
  struct ExactClaim: Hashable {
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

  static func revisions(_ inventory: Inventory, _ adapters: [any RouteAdapter]) -> [Int] {
    adapters.flatMap(\.kinds).map { inventory.kindRevisions[$0.keptName] ?? 0 }
  }

  /// Whether a table built from this inventory would be equal.
  package func isCurrent(for inventory: Inventory) -> Bool {
    revisions == Self.revisions(inventory, adapters)
  }

  /// Whether a rule comes before another one where the first one that matches answers: those of one object by their
  /// positions, else those of the older object.
  private static func precedesInOrder(_ left: Route, _ right: Route) -> Bool {
    guard left.source == right.source else {
      return (left.creationTimestamp, left.source) < (right.creationTimestamp, right.source)
    }
    return (left.terms?.position ?? 0, left.path) < (right.terms?.position ?? 0, right.path)
  }

  /// Whether a route of one host is tried before another that matches too.
  ///
  /// Routes of the Gateway API come after all others of the host, and those that are tried in the order in which they
  /// are written last: who serves several is not known.
  static func precedes(_ left: Route, _ right: Route) -> Bool {
    guard left.family == right.family else { return left.family < right.family }
    if left.isTriedInOrder { return precedesInOrder(left, right) }
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
      for place in hosts[name] ?? [] {
        guard let route = slots[place]?.route,
          PathRules.matches(route.path, route.pathType, path: path)
        else { continue }
        return route
      }
      if name == wildcard, let route = deepMatch(host, path) { return route }
    }
    return hostDefault(host) ?? wildcard.flatMap(hostDefault) ?? defaultRoute
  }

  /// The route whose wildcard covers several labels of a host.
  private func deepMatch(_ host: String, _ path: Substring) -> Route? {
    deepCandidates(for: host).first { PathRules.matches($0.path, $0.pathType, path: path) }
  }

  private func deepCandidates(for host: String) -> [Route] {
    guard hasDeepWildcards else { return [] }
    return GatewayHostnames.wildcards(covering: host).dropFirst()
      .flatMap { routes(ofHost: $0).filter(\.hasDeepWildcards) }
  }

  /// The routes of hosts that cover a host, in the order in which they are tried, then the defaults; only routes that
  /// are meant, as if there were no others.
  package func candidates(
    for host: String, among isMeant: (Route) -> Bool = { _ in true }
  ) -> [Route] {
    var names = [host]
    if let wildcard = HostRules.wildcard(covering: host) { names.append(wildcard) }
    if !host.isEmpty { names.append("") }
    var found: [Route] = []
    for name in names {
      if name.isEmpty { found += deepCandidates(for: host).filter(isMeant) }
      for place in hosts[name] ?? [] {
        if let route = slots[place]?.route, isMeant(route) { found.append(route) }
      }
    }
    guard hasDefaults else { return found }
    let own = names.compactMap { routes(at: defaultsOfHost[$0]).first(where: isMeant) }
    let defaults = own + (routes(at: defaults).first(where: isMeant).map { [$0] } ?? [])
    var seen: Set<Route.ID> = []
    return found + defaults.filter { seen.insert($0.id).inserted }
  }

  private func routes(at places: [Int]?) -> [Route] {
    (places ?? []).compactMap { slots[$0]?.route }
  }

  /// All routes, by host, path and source, one after the other.
  package var inOrder: some Sequence<Route> { order.lazy.compactMap { slots[$0]?.route } }

  /// All routes, by host, path and source; makes a list of them.
  package var routes: [Route] { routes(at: order) }

  /// The objects that have routes and how many each, unordered.
  package var sources: some Collection<(object: ObjectReference, count: Int)> {
    bySource.lazy.map { ($0.key, $0.value.count) }
  }

  /// Whether there is no route at all.
  package var isEmpty: Bool { order.isEmpty }

  /// The hosts that have routes, unordered; empty for rules without host.
  package var hostNames: some Collection<String> { hosts.keys }

  /// The routes with a path of a host as written, in the order in which they are tried.
  package func routes(ofHost host: String) -> [Route] { routes(at: hosts[host]) }

  /// The routes of a host as written, default ones too, by path and source.
  package func allRoutes(ofHost host: String) -> [Route] {
    (routes(ofHost: host) + defaultRoutes.filter { $0.host == host }).sorted { $0.id < $1.id }
  }

  /// The hosts whose own Ingresses have a default backend, unordered.
  package var hostsWithDefault: some Collection<String> { defaultsOfHost.keys }

  /// The default backend that serves a host of its own Ingress.
  package func hostDefault(_ host: String) -> Route? {
    defaultsOfHost[host]?.first.flatMap { slots[$0]?.route }
  }

  /// The default backend of what no host and path matches.
  package var defaultRoute: Route? { defaults.first.flatMap { slots[$0]?.route } }

  /// Whether there is any default backend.
  package var hasDefaults: Bool { !defaults.isEmpty }

  /// All default backends in the order in which they are tried.
  package var defaultRoutes: [Route] { routes(at: defaults) }

  /// The routes that send requests to a Service.
  package func routes(to service: NamespacedName) -> [Route] { routes(at: byService[service]) }

  /// How many routes send requests to a Service.
  package func countRoutes(to service: NamespacedName) -> Int { byService[service]?.count ?? 0 }

  /// The routes that an object declares.
  package func routes(of source: ObjectReference) -> [Route] { routes(at: bySource[source]) }

  /// The routes that claim the same host, path and type for the same controller, the one that is used first: the
  /// oldest, then by name.
  package func claims(equalTo route: Route) -> [Route] { routes(at: byClaim[ExactClaim(route)]) }

  /// The first of the routes that claim the same as a route does, and how many they are; nil for a default.
  package func firstClaim(equalTo route: Route) -> (route: Route, count: Int)? {
    guard let claims = byClaim[ExactClaim(route)],
      let first = claims.first.flatMap({ slots[$0]?.route })
    else { return nil }
    return (first, claims.count)
  }

  /// Whether any route claims a host and path of a controller.
  package func hasClaim(
    controller: String, host: String, path: String, pathType: Route.PathType
  ) -> Bool {
    byClaim[ExactClaim(controller: controller, host: host, path: path, pathType: pathType)] != nil
  }

  /// One route by its identity.
  package func route(_ id: Route.ID) -> Route? {
    (bySource[id.source] ?? []).lazy.compactMap { slots[$0]?.route }.first { $0.id == id }
  }
}
