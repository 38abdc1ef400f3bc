import Language
import Routing

/// What becomes of a request among the rules of HTTPProxies.
extension TraceChoice {
  static func losers(_ contour: ContourContest, to chosen: Route?) -> [Trace.Loser] {
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
