import Language
import Routing

/// What becomes of a request among the rules of HTTPProxies.
extension TraceChoice {
  /// Whether a rule of an HTTPProxy is the one that is shown.
  ///
  /// Which of two controllers gets the request is for DNS to say: the more specific rule is shown.
  static func goesFirst(_ own: Route?, _ other: Route?, _ request: TraceRequest) -> Bool {
    guard let own else { return false }
    guard let other else { return true }
    func rank(_ route: Route) -> [Int] {
      let path = route.terms?.path ?? route.path
      return [route.host == request.host ? 2 : route.host.isEmpty ? 0 : 1, path.utf8.count]
    }
    return !rank(own).lexicographicallyPrecedes(rank(other))
  }

  static func losers(_ contour: ContourContest?, to chosen: Route?) -> [Trace.Loser] {
    guard let contour else { return [] }
    var losers: [Trace.Loser] = contour.losers.prefix(mostLosers).map {
      Trace.Loser(route: $0.route.id, why: $0.why)
    }
    if let first = contour.chosen, first != chosen {
      let isSame = first.server == chosen?.server
      losers.insert(
        Trace.Loser(
          route: first.id,
          why: isSame
            ? "would match, shorter" : "is served by another controller: \(first.server)"), at: 0)
    }
    return losers
  }
}
