package import Topology

/// Every route of a cluster, and which of them answers a request.
///
/// Immutable, so that a proxy on any thread and a pane can hold one. The rules are those of
/// networking/v1: the precise host, then the wildcard of one label, then rules without host, each
/// falling through when no path of it matches; in a host the longest path, Exact before Prefix, then
/// the older object.
package struct RoutingTable: Sendable {
  /// The routes at their places; nil where one was taken out.
  private var slots: [Route?]
  private var free: [Int] = []
  /// The places of all routes, by host, path and source.
  private var order: [Int]
  /// The revisions of the kinds that it was built from.
  private var revisions: [Int]
  /// Routes with a path, by host as written, in the order in which they are tried.
  private var hosts: [String: [Int]]
  /// All default backends in the order in which they are tried, and those of a host's own Ingresses.
  private var defaults: [Int]
  private var defaultsOfHost: [String: [Int]] = [:]
  /// What the objects of the Gateway API have to do with each other.
  package let gateways: GatewayIndex
  /// Whether a wildcard may cover more than one label.
  private let hasDeepWildcards: Bool
  private var byClaim: [Claim: [Int]]
  private var byService: [NamespacedName: [Int]] = [:]
  private var bySource: [ObjectReference: [Int]]
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
    let routes = routes.sorted { $0.id < $1.id }
    slots = routes
    order = Array(routes.indices)
    let precedence = order.sorted { Self.precedes(routes[$0], routes[$1]) }
    let withPath = precedence.filter { !routes[$0].isDefault }
    hosts = Dictionary(grouping: withPath) { routes[$0].host }
    byClaim = Dictionary(grouping: withPath) { Claim(routes[$0]) }
    defaults = precedence.filter { routes[$0].isDefault }
    bySource = Dictionary(grouping: order) { routes[$0].source }
    for place in defaults { noteDefault(place, of: routes[place].source) }
    for place in order {
      for service in Set(routes[place].backends.map(\.service)) {
        byService[service, default: []].append(place)
      }
    }
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
      for place in hosts[name] ?? [] {
        guard let route = slots[place],
          PathRules.matches(route.path, route.pathType, path: path)
        else { continue }
        return route
      }
      if name == wildcard, let route = deepMatch(host, path) { return route }
    }
    return hostDefault(host) ?? wildcard.flatMap(hostDefault) ?? defaultRoute
  }

  /// The route of the Gateway API whose wildcard covers several labels of a host.
  private func deepMatch(_ host: String, _ path: Substring) -> Route? {
    deepCandidates(for: host).first { PathRules.matches($0.path, $0.pathType, path: path) }
  }

  private func deepCandidates(for host: String) -> [Route] {
    guard hasDeepWildcards else { return [] }
    return GatewayHostnames.wildcards(covering: host).dropFirst()
      .flatMap { routes(ofHost: $0).filter(\.isOfGatewayAPI) }
  }

  /// The routes of hosts that cover a host, in the order in which they are tried, then the defaults; only routes that
  /// are meant, as if there were no others.
  package func candidates(
    for host: String, among isMeant: (Route) -> Bool = { _ in true }
  ) -> [Route] {
    var names = [host]
    if let wildcard = HostRules.wildcard(covering: host) { names.append(wildcard) }
    if !host.isEmpty { names.append("") }
    let own = names.compactMap { routes(at: defaultsOfHost[$0]).first(where: isMeant) }
    let defaults = own + (routes(at: defaults).first(where: isMeant).map { [$0] } ?? [])
    var seen: Set<Route.ID> = []
    let found = names.flatMap { name in
      (name.isEmpty ? deepCandidates(for: host) : []) + routes(ofHost: name)
    }
    return found.filter(isMeant) + defaults.filter { seen.insert($0.id).inserted }
  }

  private func routes(at places: [Int]?) -> [Route] { (places ?? []).compactMap { slots[$0] } }

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
    defaultsOfHost[host]?.first.flatMap { slots[$0] }
  }

  /// The default backend of what no host and path matches.
  package var defaultRoute: Route? { defaults.first.flatMap { slots[$0] } }

  /// All default backends in the order in which they are tried.
  package var defaultRoutes: [Route] { routes(at: defaults) }

  /// The routes that send requests to a Service.
  package func routes(to service: NamespacedName) -> [Route] { routes(at: byService[service]) }

  /// The routes that an object declares.
  package func routes(of source: ObjectReference) -> [Route] { routes(at: bySource[source]) }

  /// The routes that claim the same host, path and type for the same controller, the one that is used first: the
  /// oldest, then by name.
  package func claims(equalTo route: Route) -> [Route] { routes(at: byClaim[Claim(route)]) }

  /// The first of the routes that claim the same as a route does, and how many they are; nil for a default.
  package func firstClaim(equalTo route: Route) -> (route: Route, count: Int)? {
    guard let claims = byClaim[Claim(route)], let first = claims.first.flatMap({ slots[$0] })
    else { return nil }
    return (first, claims.count)
  }

  /// Whether any route claims a host and path of a controller.
  package func hasClaim(
    controller: String, host: String, path: String, pathType: Route.PathType
  ) -> Bool {
    byClaim[Claim(controller: controller, host: host, path: path, pathType: pathType)] != nil
  }

  /// One route by its identity.
  package func route(_ id: Route.ID) -> Route? {
    (bySource[id.source] ?? []).lazy.compactMap { slots[$0] }.first { $0.id == id }
  }
}

extension RoutingTable {
  /// Takes in what changed in an inventory since the table was built of it.
  ///
  /// The log must hold every change since then. Ingresses are read again one by one; where another kind of object
  /// changed that routes come from, or a canary, everything is.
  package mutating func follow(_ inventory: Inventory, changes: ChangeLog) {
    guard !isCurrent(for: inventory) else { return }
    let now = Self.revisions(inventory)
    guard !changes.isOverflown, now.count == revisions.count,
      let ingresses = Self.ingresses(of: changes),
      RouteAdapters.kinds.indices.allSatisfy({
        RouteAdapters.kinds[$0].kind == ResourceKind.ingress.kind || now[$0] == revisions[$0]
      })
    else {
      self = RoutingTable(inventory)
      return
    }
    let adapter = IngressAdapter.Reader(inventory, canaries: canaries)
    for source in ingresses {
      remove(source)
      if let ingress = inventory.object(source.kind, source.name) {
        insert(adapter.routes(of: ingress), of: source)
      }
    }
    revisions = now
  }

  /// The Ingresses that changed; nil where one of them is or was a canary, or they are so many that building the
  /// table anew is faster.
  private static func ingresses(of changes: ChangeLog) -> Set<ObjectReference>? {
    var ingresses: Set<ObjectReference> = []
    for change in changes.changes {
      for case .generic(let object) in change.versions
      where object.kind.kind == ResourceKind.ingress.kind {
        guard !IngressDocument.isCanary(object) else { return nil }
        ingresses.insert(object.reference)
      }
    }
    return ingresses.count > 50 ? nil : ingresses
  }

  private mutating func remove(_ source: ObjectReference) {
    let places = bySource.removeValue(forKey: source) ?? []
    let own = Set(places)
    let routes = places.compactMap { slots[$0] }
    for (place, route) in zip(places, routes) {
      if let index = index(of: place, route) { order.remove(at: index) }
      for service in Set(route.backends.map(\.service)) { byService.take(own, outOf: service) }
      defaultsOfHost.take(own, outOf: route.host)
      if route.isDefault {
        defaults.removeAll { $0 == place }
      } else {
        hosts.take(own, outOf: route.host)
        byClaim.take(own, outOf: Claim(route))
      }
    }
    for place in places { slots[place] = nil }
    free += places
  }

  private mutating func insert(_ routes: [Route], of source: ObjectReference) {
    let routes = routes.sorted { $0.id < $1.id }
    let places = routes.map { route in
      let place = free.popLast() ?? slots.count
      if place == slots.count { slots.append(route) } else { slots[place] = route }
      return place
    }
    guard !places.isEmpty else { return }
    bySource[source] = places
    for (place, route) in zip(places, routes) {
      insert(place, into: &order) { $0.id < $1.id }
      for service in Set(route.backends.map(\.service)) {
        insert(place, into: &byService[service, default: []]) { $0.id < $1.id }
      }
      guard !route.isDefault else {
        insert(place, into: &defaults, by: Self.isTriedBefore)
        continue
      }
      insert(place, into: &hosts[route.host, default: []], by: Self.isTriedBefore)
      insert(place, into: &byClaim[Claim(route), default: []], by: Self.isTriedBefore)
    }
    for place in places where slots[place]?.isDefault == true { noteDefault(place, of: source) }
  }

  /// Whether a route is tried before another, whatever their hosts are.
  private static func isTriedBefore(_ left: Route, _ right: Route) -> Bool {
    precedes(left, right) || !precedes(right, left) && left.id < right.id
  }

  /// Puts a route behind those of a sorted list that come before it or are equal.
  private func insert(
    _ place: Int, into list: inout [Int], by comesBefore: (Route, Route) -> Bool
  ) {
    guard let route = slots[place] else { return }
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      let isBehind = slots[list[middle]].map { comesBefore(route, $0) } ?? false
      if isBehind { high = middle } else { low = middle + 1 }
    }
    list.insert(place, at: low)
  }

  /// Where a route stands in the order of all.
  private func index(of place: Int, _ route: Route) -> Int? {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      let isBefore = slots[order[middle]].map { $0.id < route.id } ?? false
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return order[low...].firstIndex(of: place)
  }

  /// Notes the default backend of an object for the hosts of that object.
  private mutating func noteDefault(_ place: Int, of source: ObjectReference) {
    let hosts = Set((bySource[source] ?? []).compactMap { slots[$0]?.host })
    for host in hosts.subtracting([""]) {
      insert(place, into: &defaultsOfHost[host, default: []], by: Self.isTriedBefore)
    }
  }
}

extension Dictionary where Value == [Int] {
  /// Takes places out of the list of a key, and the key with its last one.
  fileprivate mutating func take(_ places: Set<Int>, outOf key: Key) {
    self[key]?.removeAll(where: places.contains)
    if self[key]?.isEmpty == true { self[key] = nil }
  }
}
