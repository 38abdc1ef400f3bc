package import Language
import Topology

/// Which rule of Contour's HTTPProxies takes a request.
///
/// The host decides first, and a wildcard answers only where nobody has the host itself. In a host an exact path goes
/// before a pattern, a pattern before a prefix, then the longer path, then more headers, then more query parameters
/// (Contour's `routeSorter`); of what asks for the same the rule that is read last is taken (`VirtualHost.AddRoute`).
package struct ContourContest: Sendable {
  /// What the controller strings of Contour's classes begin with.
  static let prefix = "projectcontour.io/"
  /// The controller string of Contour where no class states one.
  package static let controller = "projectcontour.io/ingress-controller"

  /// The route that answers; nil when none does.
  package private(set) var chosen: Route?
  /// Routes that match and go later.
  package private(set) var losers: [(route: Route, why: Message)] = []
  /// Routes that would match, were the objects valid that lead to them.
  package private(set) var leftOut: [Route] = []
  /// In the order in which they are tried.
  package private(set) var misses: [GatewayContest.Miss] = []
  /// Rules with a regular expression that go before the one that answers if they match.
  package private(set) var patterns: [Route] = []

  /// Whether Contour alone serves a route.
  package static func isMeant(_ route: Route) -> Bool {
    route.source.kind == ResourceKind.httpProxy.kind
  }

  private struct Entry {
    let route: Route
    let terms: RouteTerms
  }

  /// A contest without any routes.
  package init() {}

  /// Resolves a request among the routes of HTTPProxies; `isLoaded` tells whether Contour takes the objects of a route.
  package init(
    _ request: GatewayRequest, _ table: RoutingTable, isLoaded: (Route) -> Bool
  ) {
    let all = table.candidates(for: request.host).compactMap { route in
      Self.isMeant(route) ? route.terms.map { Entry(route: route, terms: $0) } : nil
    }
    guard !all.isEmpty else { return }
    let path = PathRules.path(of: request.path)
    let loaded = all.filter { isLoaded($0.route) }
    leftOut = all.filter { $0.terms.uri.fits(path) == true && !isLoaded($0.route) }.map(\.route)
    let precise = loaded.filter { $0.route.host == request.host }
    var matching: [Entry] = []
    var open: [Entry] = []
    for entry in precise.isEmpty ? loaded : precise {
      switch entry.terms.fit(request) {
      case .fits: matching.append(entry)
      case .open: open.append(entry)
      case .differs: break
      case .unmet(let condition):
        misses.append(
          GatewayContest.Miss(
            route: entry.route, path: entry.terms.path, condition: condition.text,
            field: "\(entry.terms.field).conditions"))
      }
    }
    matching.sort(by: Self.precedes)
    misses.sort { $0.path.utf8.count > $1.path.utf8.count }
    guard let winner = matching.first else {
      patterns = open.map(\.route)
      losers = leftOut.map { ($0, Self.invalid) }
      return
    }
    chosen = winner.route
    patterns = open.filter { Self.precedes($0, winner) }.map(\.route)
    losers =
      leftOut.map { ($0, Self.invalid) }
      + matching.dropFirst().map { ($0.route, Self.why(winner, $0)) }
  }

  private static let invalid: Message = "is left out, since Contour refuses the HTTPProxy"

  private static func order(_ terms: RouteTerms) -> [Int] {
    let headers = terms.conditions.count { $0.part == .header }
    return [
      terms.uri.rule == .exact ? 2 : terms.uri.rule == .pattern ? 1 : 0, terms.path.utf8.count,
      headers, terms.conditions.count - headers,
    ]
  }

  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    let (one, other) = (order(left.terms), order(right.terms))
    if one.prefix(2) != other.prefix(2) {
      return one[0] == other[0] ? one[1] > other[1] : one[0] > other[0]
    }
    if left.terms.path != right.terms.path { return left.terms.path > right.terms.path }
    if one != other { return one[2] == other[2] ? one[3] > other[3] : one[2] > other[2] }
    let keys = (keys(left.terms), keys(right.terms))
    return keys.0 == keys.1
      ? left.terms.position > right.terms.position
      : keys.0.lexicographicallyPrecedes(keys.1)
  }

  /// The conditions one by one, headers first, as they are compared between rules that have as many.
  private static func keys(_ terms: RouteTerms) -> [String] {
    terms.conditions.map { condition in
      let ranks: [RouteCondition.Comparison] =
        [.exact, .regex, .prefix, .suffix, .contains, .present]
      let rank = ranks.firstIndex(of: condition.comparison) ?? 0
      return (condition.part == .header ? "0 " : "1 ")
        + "\(condition.name) \(rank) \(condition.value) \(condition.isNegated ? 1 : 0)"
    }.sorted()
  }

  private static func why(_ winner: Entry, _ loser: Entry) -> Message {
    if winner.route.host != loser.route.host { return "would match, less specific host" }
    let (one, other) = (order(winner.terms), order(loser.terms))
    if one[0] != other[0] {
      return one[0] == 2 ? "would match, Exact goes first" : "would match, a pattern goes first"
    }
    if one[1] != other[1] { return "would match, shorter" }
    if one[2] != other[2] { return "would match, more headers go first" }
    if one[3] != other[3] { return "would match, more query parameters go first" }
    return keys(winner.terms) == keys(loser.terms)
      ? "is stated again by \(winner.route.source), which is read later"
      : "would match, its conditions are compared later"
  }
}
