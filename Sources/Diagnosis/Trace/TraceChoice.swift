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
  /// Rules of Traefik that would go first, but lead to nothing.
  private(set) var leftOut: [Route] = []
  /// Rules of Traefik of which one is as likely to go first as the one that is named.
  private(set) var rivals: [Route] = []

  /// So many losers are told.
  static let mostLosers = 200

  /// Resolves a request by the rules of its kind of routes.
  init(_ request: TraceRequest, in world: TraceWorld) {
    let table = world.routes
    let all = table.candidates(for: request.host)
    let found = Contests(request, in: world)
    let gateway =
      world.isPlayground ? nil : GatewayContest(GatewayRequest(request), table, world.inventory)
    let contour =
      world.isPlayground
      ? nil : ContourContest(GatewayRequest(request), table, isLoaded: world.isTaken)
    let istio = world.isPlayground ? nil : IstioContest(GatewayRequest(request), table)
    let isContour = Self.goesFirst(contour?.chosen, found.chosen ?? gateway?.chosen, request)
    let isTraefik = found.isOfTraefik && !isContour
    route = isContour ? contour?.chosen : found.chosen ?? gateway?.chosen ?? istio?.chosen
    isRedirected = route == istio?.chosen && istio?.isRedirected == true
    if route == nil { refused = contour?.leftOut.first }
    if isTraefik, let traefik = found.traefik {
      rivals = traefik.rivals
      if traefik.chosen != nil { leftOut = traefik.leftOut }
    }
    if route == nil, let unserved = found.idle.chosen {
      (route, isServed) = (unserved, false)
    }
    if let gateway, gateway.chosen == nil { unmet = gateway.misses.first }
    if unmet == nil, contour?.chosen == nil { unmet = contour?.misses.first }
    if route == nil, unmet == nil { unmet = found.traefik?.misses.first ?? istio?.misses.first }
    sample =
      route ?? refused ?? all.first { Contests.isMeant($0) && world.isServed($0) } ?? unmet?.route
      ?? istio?.sample
    if route == nil || isTraefik { opaque = found.traefik?.patterns ?? [] }
    if route == nil || route == gateway?.chosen { opaque += gateway?.patterns ?? [] }
    if route == nil || isContour { opaque += contour?.patterns ?? [] }
    if route == nil || route == istio?.chosen { opaque += istio?.patterns ?? [] }
    losers =
      Self.losers(found, gateway, to: route) + Self.losers(contour, to: route)
      + Self.losers(istio, to: route)
  }

  private static func losers(_ istio: IstioContest?, to chosen: Route?) -> [Trace.Loser] {
    guard let istio else { return [] }
    let first = istio.chosen.flatMap { $0 == chosen ? nil : $0 }
    return [first].compactMap(\.self).map {
      Trace.Loser(route: $0.id, why: "is served by another controller: \($0.server)")
    } + istio.losers.prefix(mostLosers).map { Trace.Loser(route: $0.route.id, why: $0.why) }
  }

  private static func losers(
    _ found: Contests, _ gateway: GatewayContest?, to chosen: Route?
  ) -> [Trace.Loser] {
    let other = { (route: Route) -> Message in "is served by another controller: \(route.server)" }
    var losers = (found.traefik?.losers ?? []).prefix(mostLosers).filter { $0.route != chosen }.map
    {
      Trace.Loser(
        route: $0.route.id,
        why: $0.route.server == chosen?.server ? $0.why : other($0.route))
    }
    if let first = found.traefik?.chosen, first != chosen {
      losers.insert(Trace.Loser(route: first.id, why: other(first)), at: 0)
    }
    losers += found.others.candidates.filter { $0.route != chosen }.prefix(mostLosers).map {
      Trace.Loser(
        route: $0.route.id, why: $0.route.server == chosen?.server ? $0.why : other($0.route))
    }
    losers += found.idle.candidates.filter { $0.route != chosen }.prefix(mostLosers).map {
      Trace.Loser(route: $0.route.id, why: "no controller serves its class")
    }
    guard let gateway else { return losers }
    if let first = gateway.chosen, first != chosen {
      losers.append(Trace.Loser(route: first.id, why: other(first)))
    }
    return losers
      + gateway.losers.prefix(mostLosers).map { Trace.Loser(route: $0.route.id, why: $0.why) }
  }
}

/// What each kind of controller of Ingresses makes of a request.
private struct Contests {
  /// The order of Traefik; nil where the playground answers.
  let traefik: TraefikContest?
  /// The order of networking/v1 among the routes of the others.
  let others: MatchExplanation
  /// The same among routes that nobody serves.
  let idle: MatchExplanation
  /// The route that answers.
  let chosen: Route?
  /// Whether Traefik decides.
  let isOfTraefik: Bool

  static func isMeant(_ route: Route) -> Bool {
    !GatewayAPI.routeKinds.contains(route.source.kind) && !route.isOfIstio
      && TraefikContest.isMeant(route)
  }

  init(_ request: TraceRequest, in world: TraceWorld) {
    let table = world.routes
    let isTraefik = { (route: Route) in
      !world.isPlayground && route.implementation == TraefikContest.controller
    }
    // The playground does not serve HTTPProxies, so that they are no more than rules of nobody.
    let isMeant = { (route: Route) in
      Self.isMeant(route) && (world.isPlayground || !ContourContest.isMeant(route))
    }
    func explanation(_ isWanted: (Route) -> Bool) -> MatchExplanation {
      table.explanation(host: request.host, path: request.path, withMismatches: false) {
        isMeant($0) && isWanted($0)
      }
    }
    others = explanation { !isTraefik($0) && world.isServed($0) }
    idle = explanation { !world.isServed($0) }
    guard !world.isPlayground else {
      (traefik, chosen, isOfTraefik) = (nil, others.chosen, false)
      return
    }
    let keeps = world.keepsEmptyServices
    let contest = TraefikContest(
      GatewayRequest(request), table, world.inventory,
      isLoaded: { world.isLoaded($0, keepingEmpty: keeps) },
      among: { isMeant($0) && world.isServed($0) })
    traefik = contest
    let own = contest.chosen ?? (others.chosen == nil ? contest.leftOut.first : nil)
    guard let own, let other = others.chosen else {
      (chosen, isOfTraefik) = (own ?? others.chosen, own != nil)
      return
    }
    // Which of the two gets the request is for DNS to say: the more specific rule is shown.
    let first = explanation { $0 == own || $0 == other }.chosen ?? other
    (chosen, isOfTraefik) = (first, first == own)
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
