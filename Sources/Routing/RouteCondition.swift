/// What a part of a request has to be, besides its host and path.
package struct RouteCondition: Hashable, Sendable {
  /// Where the part is looked for.
  package enum Part: Hashable, Sendable {
    case header, parameter, method, scheme, authority, port
    /// A label of the pod that asks, which is known of requests only where the proxy beside it decides.
    case source
    /// The namespace of that pod.
    case sourceNamespace
  }

  /// How a value is compared.
  package enum Comparison: String, Hashable, Sendable {
    case exact, prefix, suffix, contains
    /// A regular expression of the whole value; only the simplest ones are evaluated.
    case regex
    case present
  }

  package var part: Part
  /// In lower case for headers.
  package var name: String
  package var comparison: Comparison
  package var value: String
  /// Whether the comparison must not hold.
  package var isNegated = false
  package var ignoresCase = false
  /// Whether a header that is missing is read as an empty one where the comparison must not hold.
  package var isMissingEmpty = false

  package init(
    _ part: Part, _ name: String, _ comparison: Comparison = .present, _ value: String = ""
  ) {
    self.part = part
    self.name = name
    self.comparison = comparison
    self.value = value
  }

  /// What it asks for in a form that people can read: `x-env=canary`, `?debug`, `!x-env`, `GET`.
  package var text: String {
    if part == .method, comparison == .exact { return value }
    let sign =
      switch comparison {
      case .exact: "="
      case .prefix: "^="
      case .suffix: "$="
      case .contains: "*="
      case .regex: "~"
      case .present: ""
      }
    return (isNegated ? "!" : "") + (part == .parameter ? "?" : "") + name + sign + value
  }

  /// Whether a request meets it; nil where only the controller can tell.
  func isMet(by request: GatewayRequest) -> Bool? {
    if part == .source || part == .sourceNamespace, request.client == nil { return nil }
    let found = value(in: request)
    if comparison == .present { return (found != nil) != isNegated }
    guard let actual = found ?? (isMissingEmpty ? "" : nil) else { return false }
    let (left, right) =
      ignoresCase ? (actual.lowercased(), value.lowercased()) : (actual, value)
    let holds: Bool? =
      switch comparison {
      case .prefix: left.hasPrefix(right)
      case .suffix: left.hasSuffix(right)
      case .contains: left.contains(right)
      case .regex: RoutePath.pattern(value, matches: actual)
      default: left == right
      }
    return holds.map { $0 != isNegated }
  }

  private func value(in request: GatewayRequest) -> String? {
    switch part {
    case .header: request.headers.first { $0.name == name }?.value
    case .parameter: request.parameter(name)
    case .method: request.method
    case .scheme: request.isSecure ? "https" : "http"
    case .authority: request.host
    // The port that is listened at is known where the URL states it.
    case .port: "\(request.port ?? (request.isSecure ? 443 : 80))"
    case .source: request.client?.labels[name]
    case .sourceNamespace: request.client?.namespace
    }
  }

  /// Whether it is about the same as another one.
  func isAbout(_ other: Self) -> Bool {
    part == other.part && name == other.name && isNegated == other.isNegated
  }

  /// Whether all requests meet it that meet another one, as far as that is certain.
  func covers(_ other: Self) -> Bool {
    guard isAbout(other), !isNegated else { return self == other }
    return switch (comparison, other.comparison) {
    case (.present, _): true
    case (.prefix, .exact), (.prefix, .prefix): other.value.utf8.starts(with: value.utf8)
    default: self == other
    }
  }
}
