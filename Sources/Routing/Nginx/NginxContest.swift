package import Language
import Topology

/// Which location of ingress-nginx takes a request where annotations change the order of networking/v1.
///
/// If any Ingress of a host asks for regular expressions, all paths of the host are compared as such, in any case and
/// from the longest to the shortest one; the first that fits answers (`template.go`, `buildLocation`).
package struct NginxContest: Sendable {
  /// The `spec.controller` of its classes.
  package static let controller = "k8s.io/ingress-nginx"

  /// Whether this order decides; else that of networking/v1 does.
  package private(set) var isAsked = false
  /// The route that answers; nil when none does.
  package private(set) var chosen: Route?
  package private(set) var losers: [(route: Route, why: Message)] = []
  /// Regular expressions that only the controller can evaluate, which go before the one that answers.
  package private(set) var patterns: [Route] = []

  /// A contest without any routes.
  package init() {}

  /// Resolves a request among the Ingresses that are meant.
  package init(
    _ request: GatewayRequest, _ table: RoutingTable, among isMeant: (Route) -> Bool
  ) {
    let all = table.candidates(for: request.host) {
      $0.implementation == Self.controller && $0.source.kind == ResourceKind.ingress.kind
        && isMeant($0)
    }
    isAsked = all.contains { $0.terms?.nginx?.isOfOrder == true }
    guard isAsked else { return }
    let path = PathRules.path(of: request.path)
    var hosts: [String] = []
    for route in all where !route.isDefault && hosts.last != route.host { hosts.append(route.host) }
    for host in hosts { take(Self.locations(of: all.filter { $0.host == host }), path) }
    for route in all where route.isDefault {
      if chosen == nil {
        chosen = route
      } else {
        losers.append((route, "would answer if no path matched"))
      }
    }
  }

  /// The locations of one server in the order in which they are tried, and whether they are regular expressions.
  private static func locations(of routes: [Route]) -> (routes: [Route], areRegex: Bool) {
    let paths = routes.filter { !$0.isDefault }
    // An alias counts only where no rule has the host.
    let own = paths.filter { $0.terms?.nginx?.aliasOf == nil }
    let locations = own.isEmpty ? paths : own
    guard locations.contains(where: { $0.terms?.nginx?.usesRegex == true }) else {
      return (locations, false)
    }
    let sorted = locations.enumerated().sorted { left, right in
      let lengths = (left.element.path.utf8.count, right.element.path.utf8.count)
      if lengths.0 != lengths.1 { return lengths.0 > lengths.1 }
      if left.element.path != right.element.path { return left.element.path > right.element.path }
      return left.offset < right.offset
    }
    return (sorted.map(\.element), true)
  }

  private mutating func take(_ locations: (routes: [Route], areRegex: Bool), _ path: Substring) {
    for route in locations.routes {
      let fits =
        locations.areRegex
        ? NginxTerms.pattern(route.path).isFound(in: String(path))
        : PathRules.matches(route.path, route.pathType, path: path)
      switch fits {
      case false?: continue
      case nil: if chosen == nil { patterns.append(route) }
      case true?:
        guard let first = chosen else {
          chosen = route
          continue
        }
        let isSameHost = first.host == route.host
        losers.append(
          (route, isSameHost ? "would match, shorter" : "would match, less specific host"))
      }
    }
  }
}
