/// What a matcher's values mean in the languages of Traefik (v3 `pkg/muxer/http/matcher.go`, v2 `matcher_v2.go`,
/// `pkg/muxer/tcp/matcher.go`).
extension TraefikMatcher {
  /// The matchers of a language.
  static func names(of syntax: TraefikSyntax) -> [Name] {
    switch syntax {
    case .v3:
      [
        .host, .hostPattern, .path, .pathPrefix, .pathPattern, .header, .headerPattern, .query,
        .queryPattern, .method, .client,
      ]
    case .v2:
      [
        .host, .hostHeader, .hostPattern, .path, .pathPrefix, .headers, .headersPattern, .query,
        .method, .client,
      ]
    case .tcp: [.serverName, .serverNamePattern, .protocolName, .client]
    }
  }

  /// A matcher with its values; `error` makes one of a problem with the value of a number.
  static func expression(
    _ name: Name, _ values: [String], _ syntax: TraefikSyntax,
    error: (TraefikRuleError.Problem, Int?) -> TraefikRuleError
  ) throws(TraefikRuleError) -> TraefikExpression {
    let range = name.counts(syntax)
    guard range.contains(values.count) else {
      let allowed =
        range.upperBound == .max
        ? "\(range.lowerBound) or more"
        : Set([range.lowerBound, range.upperBound]).sorted().map(String.init)
          .joined(separator: " or ")
      throw error(
        .valueCount(name.rawValue, allowed: allowed, found: values.count), nil)
    }
    for (number, value) in values.enumerated() {
      if let problem = name.problem(with: value, number, syntax) { throw error(problem, number) }
    }
    guard syntax != .v3, !name.takesPair else {
      return .matcher(Self(name: name, values: values))
    }
    let parts = values.map { value in TraefikExpression.matcher(single(name, value, syntax)) }
    guard parts.count > 1 else { return parts[0] }
    return name == .query ? .all(parts) : .any(parts)
  }

  private static func single(_ name: Name, _ value: String, _ syntax: TraefikSyntax) -> Self {
    guard name == .query else {
      var matcher = Self(name: name, values: [value])
      matcher.isTemplate =
        syntax == .v2
        && (name == .hostPattern || [.path, .pathPrefix].contains(name) && value.contains("{"))
      return matcher
    }
    let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    // Without a value gorilla asks for the parameter only.
    return parts.count == 2 && !parts[1].isEmpty
      ? Self(name: .query, values: parts) : Self(name: .queryPattern, values: [parts[0], ""])
  }
}

extension TraefikMatcher.Name {
  /// Whether it has two values that belong together.
  fileprivate var takesPair: Bool {
    [.header, .headerPattern, .headers, .headersPattern].contains(self)
  }

  /// How many values it takes.
  fileprivate func counts(_ syntax: TraefikSyntax) -> ClosedRange<Int> {
    if takesPair { return 2...2 }
    if syntax == .v2 { return 1...Int.max }
    if syntax == .tcp { return self == .client ? 1...1 : 1...Int.max }
    return [.query, .queryPattern].contains(self) ? 1...2 : 1...1
  }

  /// Why a value is refused.
  fileprivate func problem(
    with value: String, _ number: Int, _ syntax: TraefikSyntax
  ) -> TraefikRuleError.Problem? {
    switch self {
    case .host, .hostHeader, .hostPattern, .serverName, .serverNamePattern:
      if !value.utf8.allSatisfy({ $0 < 128 }) { return .notASCII(value) }
    case .path, .pathPrefix:
      if !value.hasPrefix("/") { return .noSlash(value) }
    default: break
    }
    let isPattern =
      [.hostPattern, .pathPattern, .serverNamePattern].contains(self)
      || [.headerPattern, .headersPattern, .queryPattern].contains(self) && number == 1
    return isPattern && TraefikPattern(value).isRefused ? .refusedPattern(value) : nil
  }
}
