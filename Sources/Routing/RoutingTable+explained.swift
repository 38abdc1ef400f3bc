package import Language

/// Why a request goes where it goes: every route that could have answered, with its reason.
package struct MatchExplanation: Sendable {
  /// What became of one route.
  package enum Outcome: Hashable, Sendable {
    case chosen
    /// It matches, but another one is preferred.
    case loses
    case doesNotMatch
  }

  /// One route with its reason.
  package struct Candidate: Sendable {
    package let route: Route
    package let outcome: Outcome
    /// A phrase: `longest matching prefix`, `would match, shorter`.
    package let why: Message
  }

  /// The host and path that were asked for, normalized.
  package let host: String
  package let path: String
  /// The chosen route first, then the losers in their order, then what does not match.
  package let candidates: [Candidate]

  /// The route that answers; nil is the controller's own 404.
  package var chosen: Route? {
    candidates.first { $0.outcome == .chosen }?.route
  }

  /// The routes that matched and lost.
  package var losers: [Candidate] { candidates.filter { $0.outcome == .loses } }
}

extension RoutingTable {
  /// The match of a request with all its losers: what the Routes pane shows as match order.
  ///
  /// Only routes that are meant take part; those that do not match may be left out, since there are many of them.
  package func explanation(
    host: some StringProtocol, path target: some StringProtocol,
    withMismatches: Bool = true, among isMeant: (Route) -> Bool = { _ in true }
  ) -> MatchExplanation {
    let host = HostRules.normalized(host)
    let path = PathRules.path(of: target)
    let all = candidates(for: host, among: isMeant)
    let matching = all.filter {
      $0.isDefault || PathRules.matches($0.path, $0.pathType, path: path)
    }
    guard let chosen = matching.first else {
      return MatchExplanation(
        host: host, path: String(path),
        candidates: !withMismatches
          ? []
          : all.map {
            .init(route: $0, outcome: .doesNotMatch, why: Self.mismatch($0, path: path))
          })
    }
    let losers = matching.dropFirst().map {
      MatchExplanation.Candidate(route: $0, outcome: .loses, why: Self.loss($0, to: chosen))
    }
    let others = (withMismatches ? all : []).filter {
      !$0.isDefault && !PathRules.matches($0.path, $0.pathType, path: path)
    }.map {
      MatchExplanation.Candidate(
        route: $0, outcome: .doesNotMatch, why: Self.mismatch($0, path: path))
    }
    let first = MatchExplanation.Candidate(
      route: chosen, outcome: .chosen, why: Self.win(chosen, among: matching))
    return MatchExplanation(host: host, path: String(path), candidates: [first] + losers + others)
  }

  private static func win(_ route: Route, among matching: [Route]) -> Message {
    if route.isDefault { return "no path matches, the default backend answers" }
    guard let second = matching.dropFirst().first, !second.isDefault else {
      return route.pathType == .exact ? "equals the path" : "the only match"
    }
    if second.host != route.host { return "the more specific host" }
    let lengths = [route, second].map { PathRules.length($0.path, $0.pathType) }
    if lengths[0] != lengths[1] {
      return route.pathType == .exact ? "equals the path" : "longest matching prefix"
    }
    if route.pathType != second.pathType, route.pathType == .exact { return "Exact before Prefix" }
    return "the older of two equal paths"
  }

  private static func loss(_ route: Route, to chosen: Route) -> Message {
    if route.isDefault { return "would answer if no path matched" }
    if route.host != chosen.host { return "would match, less specific host" }
    if PathRules.length(route.path, route.pathType)
      != PathRules.length(chosen.path, chosen.pathType)
    {
      return "would match, shorter"
    }
    if chosen.pathType == .exact, route.pathType != .exact {
      return "would match, Exact goes first"
    }
    return "duplicate of \(chosen.source), which is older"
  }

  /// Why a route does not match a path.
  package static func mismatch(_ route: Route, path: Substring) -> Message {
    if route.pathType == .exact {
      if route.path + "/" == path || route.path == path + "/" {
        return "differs in the final slash"
      }
      if PathRules.prefix(route.path, matches: path) { return "Exact, and the path goes on" }
    }
    if PathRules.matches(route.path.lowercased(), route.pathType, path: path.lowercased()) {
      return "differs in upper and lower case"
    }
    if route.pathType != .exact, path.utf8.starts(with: route.path.utf8) {
      return "prefixes match whole path elements only"
    }
    return "does not match"
  }
}
