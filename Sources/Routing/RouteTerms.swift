package import Topology

/// What a rule asks of a request besides its host, and what it does besides leading to Services.
package struct RouteTerms: Hashable, Sendable {
  /// How the path is compared.
  package enum PathRule: Int, Hashable, Sendable {
    /// Letter by letter: `/v1` matches `/v12`.
    case textPrefix
    /// A regular expression, which is not evaluated.
    case pattern
    case exact
  }

  /// The path without what else is asked for.
  package var path: String
  package var pathRule: PathRule
  /// What headers and query parameters have to be; all of it has to hold.
  package var conditions: [RouteCondition]
  /// The objects from the one that has the host to the one that states the rule.
  package var chain: [ObjectReference]
  /// Where the rule stands: `spec.routes[0]`.
  package var field: String
  /// The number of the rule among all of its host, in the order in which they are read.
  package var position: Int
  /// The status with which the rule answers by itself; nil where it leads to Services.
  package var status: Int?
  /// Whether plain HTTP is answered too where the host has TLS.
  package var isPlainAllowed = false
  /// What stands in the place of the path's prefix when the request is sent on.
  package var replacement: String?
  /// The Services that get copies of its requests.
  package var mirrors: [NamespacedName] = []
  /// One or none, apart from the rest so that routes of others stay small.
  var traefikTerms: [TraefikTerms] = []
  /// What Traefik's rules are besides.
  package var traefik: TraefikTerms? {
    get { traefikTerms.first }
    set { traefikTerms = newValue.map { [$0] } ?? [] }
  }

  /// The path that a Service gets of a request that the rule takes.
  package func rewritten(_ requested: some StringProtocol) -> String {
    guard let replacement, pathRule == .textPrefix else { return String(requested) }
    guard path != "/" else { return replacement + requested.dropFirst() }
    // Contour answers for `/foo` and for `/foo/` with a replacement for each, so that slashes stay single
    // (`expandPrefixMatches`).
    let prefix = path.hasSuffix("/") ? path.dropLast() : path[...]
    let kept = replacement.hasSuffix("/") ? replacement.dropLast() : replacement[...]
    let rest = String(decoding: requested.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    return rest.hasPrefix("/") ? kept + rest : (kept.isEmpty ? "/" : kept) + rest
  }

  /// Whether a path of a request fits; nil where only the controller can tell.
  func fits(_ requested: Substring) -> Bool? {
    switch pathRule {
    case .exact: return path == requested
    case .textPrefix: return requested.utf8.starts(with: path.utf8)
    case .pattern: return requested.utf8.starts(with: Self.beginning(of: path).utf8) ? nil : false
    }
  }

  /// The letters with which everything begins that a regular expression matches.
  private static func beginning(of pattern: String) -> Substring {
    guard !pattern.contains("|") else { return "" }
    let plain = pattern.prefix { !#".^$*+?()[]{}\"#.contains($0) }
    let next = pattern[plain.endIndex...].first
    return next.map { "*?{".contains($0) } == true ? plain.dropLast() : plain
  }
}

/// What a header or a query parameter has to be.
package struct RouteCondition: Hashable, Sendable {
  /// How a value is compared.
  package enum Comparison: String, Hashable, Sendable {
    case exact, prefix, suffix, contains
    /// A regular expression, which is not evaluated.
    case regex
    case present
  }

  /// Whether it is about a header, else about a query parameter.
  package var isHeader: Bool
  /// In lower case for headers.
  package var name: String
  package var comparison: Comparison
  package var value: String
  /// Whether the comparison must not hold.
  package var isNegated = false
  package var ignoresCase = false
  /// Whether a header that is missing is read as an empty one where the comparison must not hold.
  package var isMissingEmpty = false

  /// What it asks for in a form that people can read: `x-env=canary`, `?debug`, `!x-env`.
  package var text: String {
    let sign =
      switch comparison {
      case .exact: "="
      case .prefix: "^="
      case .suffix: "$="
      case .contains: "*="
      case .regex: "~"
      case .present: ""
      }
    return (isNegated ? "!" : "") + (isHeader ? "" : "?") + name + sign + value
  }

  /// Whether a request meets it; nil where only the controller can tell.
  func isMet(by request: GatewayRequest) -> Bool? {
    let found =
      isHeader ? request.headers.first { $0.name == name }?.value : request.parameter(name)
    if comparison == .present { return (found != nil) != isNegated }
    guard let actual = found ?? (isMissingEmpty ? "" : nil) else { return false }
    guard comparison != .regex else { return nil }
    let (left, right) =
      ignoresCase ? (actual.lowercased(), value.lowercased()) : (actual, value)
    let holds =
      switch comparison {
      case .prefix: left.hasPrefix(right)
      case .suffix: left.hasSuffix(right)
      case .contains: left.contains(right)
      default: left == right
      }
    return holds != isNegated
  }
}
