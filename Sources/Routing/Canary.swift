package import Topology

/// The second backend of a route, as the `nginx.ingress.kubernetes.io/canary*` annotations state it.
///
/// ingress-nginx asks the header, then the cookie, then the weight.
package struct Canary: Hashable, Sendable {
  /// What a request's header and cookie decide.
  package enum Decision: Hashable, Sendable {
    case canary
    case primary
    /// Neither decides: the weight does.
    case byWeight
  }

  /// The Ingress with the annotations.
  package var source: ObjectReference
  package var service: NamespacedName
  package var port: PortReference
  /// Requests out of `total`.
  package var weight: Int
  package var total: Int
  /// Empty when no header decides.
  package var header: String
  /// The value that means "canary"; empty for `always` and `never`.
  package var headerValue: String
  /// A regular expression for the header's value; ignored when `headerValue` is set.
  package var headerPattern: String
  /// Empty when no cookie decides.
  package var cookie: String

  package init(
    source: ObjectReference, service: NamespacedName, port: PortReference,
    annotations: [String: String]
  ) {
    func text(_ name: String) -> String { annotations[Self.annotation(name)] ?? "" }
    self.source = source
    self.service = service
    self.port = port
    total = max(100, Int(text("weight-total")) ?? 100)
    weight = min(max(0, Int(text("weight")) ?? 0), total)
    header = text("by-header")
    headerValue = header.isEmpty ? "" : text("by-header-value")
    headerPattern = header.isEmpty || !headerValue.isEmpty ? "" : text("by-header-pattern")
    cookie = text("by-cookie")
  }

  /// The full key of an annotation: `weight` is `nginx.ingress.kubernetes.io/canary-weight`.
  package static func annotation(_ name: String) -> String {
    "nginx.ingress.kubernetes.io/canary" + (name.isEmpty ? "" : "-\(name)")
  }

  /// Whether anything but the weight can decide.
  package var isSteered: Bool { !header.isEmpty || !cookie.isEmpty }

  /// What the values of the header and of the cookie decide; nil is "the request has none".
  package func decision(headerValue value: String?, cookieValue: String?) -> Decision {
    if !header.isEmpty, let value {
      if !headerValue.isEmpty {
        if value == headerValue { return .canary }
      } else if !headerPattern.isEmpty {
        guard let pattern = try? Regex(headerPattern) else { return .primary }
        if value.firstMatch(of: pattern) != nil { return .canary }
      } else if value == "always" {
        return .canary
      } else if value == "never" {
        return .primary
      }
    }
    guard !cookie.isEmpty, let cookieValue else { return .byWeight }
    return cookieValue == "always" ? .canary : cookieValue == "never" ? .primary : .byWeight
  }
}
