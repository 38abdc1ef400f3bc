/// What a rule of Traefik asks of a request or a connection.
package indirect enum TraefikExpression: Hashable, Sendable {
  case matcher(TraefikMatcher)
  case not(TraefikExpression)
  case all([TraefikExpression])
  case any([TraefikExpression])

  /// Whether a request meets it; nil where only Traefik can tell.
  func isMet(by request: TraefikRequest) -> Bool? {
    switch self {
    case .matcher(let matcher): return matcher.isMet(by: request)
    case .not(let inner): return inner.isMet(by: request).map { !$0 }
    case .all(let parts):
      var isKnown = true
      for part in parts {
        switch part.isMet(by: request) {
        case false?: return false
        case nil: isKnown = false
        case true?: continue
        }
      }
      return isKnown ? true : nil
    case .any(let parts):
      var isKnown = true
      for part in parts {
        switch part.isMet(by: request) {
        case true?: return true
        case nil: isKnown = false
        case false?: continue
        }
      }
      return isKnown ? false : nil
    }
  }

  /// What it asks for in a form that people can read.
  var text: String {
    switch self {
    case .matcher(let matcher): matcher.text
    case .not(let inner): "!\(inner.text)"
    case .all(let parts): "(\(parts.map(\.text).joined(separator: " && ")))"
    case .any(let parts): "(\(parts.map(\.text).joined(separator: " || ")))"
    }
  }

  /// A matcher that has to hold, or must not.
  struct Literal: Hashable, Sendable {
    var matcher: TraefikMatcher
    var isNegated: Bool

    var text: String { (isNegated ? "!" : "") + matcher.text }
    var expression: TraefikExpression { isNegated ? .not(.matcher(matcher)) : .matcher(matcher) }
  }

  /// More ways than these are not written out.
  static let mostWays = 64
  /// Nor are ways of more matchers than these.
  static let mostMatchers = 128

  /// The ways to satisfy it, each of matchers that all have to hold; nil where they are too many.
  func ways(isNegated: Bool = false) -> [[Literal]]? {
    switch self {
    case .matcher(let matcher): return [[Literal(matcher: matcher, isNegated: isNegated)]]
    case .not(let inner): return inner.ways(isNegated: !isNegated)
    case .any(let parts) where !isNegated: return Self.sum(parts, isNegated)
    case .all(let parts) where isNegated: return Self.sum(parts, isNegated)
    case .any(let parts), .all(let parts): return Self.product(parts, isNegated)
    }
  }

  private static func sum(_ parts: [Self], _ isNegated: Bool) -> [[Literal]]? {
    var found: [[Literal]] = []
    for part in parts {
      guard let more = part.ways(isNegated: isNegated), found.count + more.count <= mostWays
      else { return nil }
      found += more
    }
    return found
  }

  private static func product(_ parts: [Self], _ isNegated: Bool) -> [[Literal]]? {
    guard parts.count <= mostMatchers else { return nil }
    var found: [[Literal]] = [[]]
    for part in parts {
      guard let more = part.ways(isNegated: isNegated), found.count * more.count <= mostWays,
        (found.map(\.count).max() ?? 0) + (more.map(\.count).max() ?? 0) <= mostMatchers
      else { return nil }
      found = found.flatMap { left in more.map { left + $0 } }
    }
    return found
  }
}
