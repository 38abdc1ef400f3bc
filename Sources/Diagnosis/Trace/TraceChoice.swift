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

  /// A rule that would answer, did Contour not refuse an HTTPProxy that leads to it.
  private(set) var refused: Route?
  /// Whether the gateway leads the host to https.
  private(set) var isRedirected = false
  /// Whether regular expressions of ingress-nginx were compared as such.
  private(set) var isEvaluated = false
  /// Rules of Traefik that would go first, but lead to nothing.
  private(set) var leftOut: [Route] = []
  /// Rules of Traefik of which one is as likely to go first as the one that is named.
  private(set) var rivals: [Route] = []

  /// So many losers are told.
  static let mostLosers = 200

  /// Resolves a request by the rules of its kind of routes.
  init(_ request: TraceRequest, in world: TraceWorld) {
    let all = world.routes.candidates(for: request.host)
    let found = RouteContests(GatewayRequest(request), in: world)
    let (gateway, contour, istio) = (found.gateway, found.contour, found.istio)
    let isContour = found.family == .contour
    let isTraefik = found.family == .traefik
    route = found.chosen
    isRedirected = found.isRedirected
    if route == nil { refused = contour.leftOut.first }
    if isTraefik {
      rivals = found.traefik.rivals
      if found.traefik.chosen != nil { leftOut = found.traefik.leftOut }
    }
    let idle = RouteContests.idle(request.host, request.path, in: world)
    if route == nil, let unserved = idle.chosen { (route, isServed) = (unserved, false) }
    if gateway.chosen == nil { unmet = gateway.misses.first }
    if unmet == nil, contour.chosen == nil { unmet = contour.misses.first }
    if route == nil, unmet == nil { unmet = found.traefik.misses.first ?? istio.misses.first }
    sample =
      route ?? refused ?? all.first { RouteContests.hasClass($0) && world.isServed($0) }
      ?? unmet?.route ?? istio.sample
    if route == nil || isTraefik { opaque = found.traefik.patterns }
    isEvaluated = found.family == .nginx
    if route == nil || isEvaluated { opaque += found.nginx.patterns }
    if route == nil || route == gateway.chosen { opaque += gateway.patterns }
    if route == nil || isContour { opaque += contour.patterns }
    if route == nil || route == istio.chosen { opaque += istio.patterns }
    losers =
      Self.losers(found, idle, to: route) + Self.losers(contour, to: route)
      + Self.losers(istio, to: route)
  }

  private static func losers(_ istio: IstioContest, to chosen: Route?) -> [Trace.Loser] {
    let first = istio.chosen.flatMap { $0 == chosen ? nil : $0 }
    return [first].compactMap(\.self).map {
      Trace.Loser(route: $0.id, why: "is served by another controller: \($0.server)")
    } + istio.losers.prefix(mostLosers).map { Trace.Loser(route: $0.route.id, why: $0.why) }
  }

  private static func losers(
    _ found: RouteContests, _ idle: MatchExplanation, to chosen: Route?
  ) -> [Trace.Loser] {
    let other = { (route: Route) -> Message in "is served by another controller: \(route.server)" }
    var losers = found.traefik.losers.prefix(mostLosers).filter { $0.route != chosen }.map {
      Trace.Loser(
        route: $0.route.id,
        why: $0.route.server == chosen?.server ? $0.why : other($0.route))
    }
    if let first = found.traefik.chosen, first != chosen {
      losers.insert(Trace.Loser(route: first.id, why: other(first)), at: 0)
    }
    losers += found.others.candidates.filter { $0.route != chosen }.prefix(mostLosers).map {
      Trace.Loser(
        route: $0.route.id, why: $0.route.server == chosen?.server ? $0.why : other($0.route))
    }
    if let first = found.nginx.chosen, first != chosen {
      losers.append(Trace.Loser(route: first.id, why: other(first)))
    }
    losers += found.nginx.losers.prefix(mostLosers).map {
      Trace.Loser(route: $0.route.id, why: $0.why)
    }
    losers += idle.candidates.filter { $0.route != chosen }.prefix(mostLosers).map {
      Trace.Loser(route: $0.route.id, why: "no controller serves its class")
    }
    let gateway = found.gateway
    if let first = gateway.chosen, first != chosen {
      losers.append(Trace.Loser(route: first.id, why: other(first)))
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
