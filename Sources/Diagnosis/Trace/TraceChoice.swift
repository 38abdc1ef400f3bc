import Language
import Routing
import Topology

/// Which rule takes a request: the winner, those that lose, and those of which nothing is known.
struct TraceChoice {
  /// The rule that takes it.
  private(set) var route: Route?
  /// Any rule of the host, which tells how the host is served.
  private(set) var sample: Route?
  private(set) var losers: [Trace.Loser] = []
  /// Rules that ask for more than host and path and are not evaluated here; they may go first.
  private(set) var opaque: [Route] = []
  /// Whether a controller serves the rule's class.
  private(set) var isServed = true
  /// A rule whose path fits, and the condition of it that the request does not meet.
  private(set) var unmet: GatewayContest.Miss?

  /// So many losers are told.
  private static let mostLosers = 200

  /// Resolves a request by the rules of its kind of routes.
  init(_ request: TraceRequest, in world: TraceWorld) {
    let table = world.routes
    let all = table.candidates(for: request.host)
    let isIngress = { (route: Route) in !GatewayAPI.routeKinds.contains(route.source.kind) }
    let found = table.explanation(
      host: request.host, path: request.path, withMismatches: false
    ) { isIngress($0) && world.isServed($0) }
    let idle = table.explanation(
      host: request.host, path: request.path, withMismatches: false
    ) { isIngress($0) && !world.isServed($0) }
    let gateway =
      world.isPlayground ? nil : GatewayContest(GatewayRequest(request), table, world.inventory)
    route = found.chosen ?? gateway?.chosen
    if route == nil, let unserved = idle.chosen {
      (route, isServed) = (unserved, false)
    }
    if let gateway, gateway.chosen == nil { unmet = gateway.misses.first }
    sample = route ?? all.first { isIngress($0) && world.isServed($0) } ?? unmet?.route
    opaque = all.filter { route in
      route.source.kind == "IngressRoute" && !route.isDefault && !route.path.hasPrefix("/")
        && world.isServed(route) && (self.route == nil || self.route?.server == route.server)
    }
    if route == nil || route == gateway?.chosen { opaque += gateway?.patterns ?? [] }
    losers = Self.losers(found, idle, gateway, to: route)
  }

  private static func losers(
    _ found: MatchExplanation, _ idle: MatchExplanation, _ gateway: GatewayContest?,
    to chosen: Route?
  ) -> [Trace.Loser] {
    var losers = found.losers.prefix(mostLosers).map { candidate in
      let other: Message = "is served by another controller: \(candidate.route.server)"
      return Trace.Loser(
        route: candidate.route.id,
        why: candidate.route.server == chosen?.server ? candidate.why : other)
    }
    losers += idle.candidates.filter { $0.route != chosen }.prefix(mostLosers).map {
      Trace.Loser(route: $0.route.id, why: "no controller serves its class")
    }
    guard let gateway else { return losers }
    if let first = gateway.chosen, first != chosen {
      losers.append(
        Trace.Loser(route: first.id, why: "is served by another controller: \(first.server)"))
    }
    return losers
      + gateway.losers.prefix(mostLosers).map { Trace.Loser(route: $0.route.id, why: $0.why) }
  }
}

extension GatewayRequest {
  /// The parts of a request that the Gateway API's matches ask for.
  init(_ request: TraceRequest) {
    self.init(
      method: request.method, host: request.host, path: request.path,
      query: request.url?.query ?? "",
      headers: request.headers.map { ($0.name.lowercased(), $0.value) },
      isSecure: request.url?.scheme == .https, port: request.url?.statedPort)
  }
}
