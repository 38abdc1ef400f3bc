import Topology

/// The router that Traefik makes of a route: the rule that it writes, and the priority that a rule has by its length.
///
/// Read in v3.0.4 (`pkg/provider/kubernetes/ingress` `loadRouter`, `pkg/muxer/http` `GetRulePriority`) and alike up to
/// v3.6; v3.7 writes `Host("*.test")` for a wildcard, which is shorter, so that a host of its length goes first there.
struct TraefikRouter: Sendable {
  /// How the rule compares the path.
  enum Matcher: String {
    case exact = "Path"
    /// Letter by letter: `/v1` matches `/v12`.
    case prefix = "PathPrefix"
    case pattern = "PathRegexp"
  }

  let route: Route
  /// What identifies it among those of its object.
  let rule: String
  let priority: Int
  /// What an Ingress's rule says of the path; nil where the terms of the route are compared.
  private let matcher: Matcher?
  /// Entry points and the rest, of IngressRoutes.
  private let terms: TraefikTerms?

  private static let prefix = "traefik.ingress.kubernetes.io/router."

  /// The router of an Ingress's path or of its default backend; nil where Traefik makes none.
  init?(ingress route: Route, _ object: GenericResource) {
    self.route = route
    terms = nil
    if route.isDefault {
      // Beside rules a default backend is not read.
      guard object.object["spec"]["rules"].array.isEmpty else { return nil }
      (rule, priority, matcher) = ("", Int(Int32.min), .prefix)
      return
    }
    let annotations = object.metadata.annotations
    let matcher: Matcher
    switch route.pathType {
    case .exact: matcher = .exact
    case .prefix: matcher = .prefix
    case .implementationSpecific:
      matcher = annotations["\(Self.prefix)pathmatcher"].flatMap(Matcher.init) ?? .prefix
    }
    self.matcher = matcher
    let isWritten = !Self.isWithoutPath(route, object)
    let parts = [
      route.host.isEmpty ? nil : Self.rule(ofHost: route.host),
      isWritten ? "\(matcher.rawValue)(`\(route.path)`)" : nil,
    ].compactMap(\.self)
    // A rule that asks for nothing is refused.
    guard !parts.isEmpty else { return nil }
    rule = parts.joined(separator: " && ")
    let stated = annotations["\(Self.prefix)priority"].flatMap { Int($0) } ?? 0
    priority = stated == 0 ? rule.utf8.count : stated
  }

  /// The router of a rule of an IngressRoute; nil where Traefik cannot read it.
  init?(_ route: Route, _ terms: TraefikTerms) {
    if let error = terms.error, error.problem != .tooDeep { return nil }
    self.route = route
    self.terms = terms
    rule = terms.rule
    priority = terms.priority
    matcher = nil
  }

  /// Whether it takes a request for a host that its route covers; nil where only Traefik can tell.
  func takes(_ request: TraefikRequest) -> Bool? {
    if let terms { return terms.expression.map { $0.isMet(by: request) } ?? nil }
    guard !route.isDefault else { return true }
    switch matcher {
    case .exact: return request.path == route.path
    case .pattern: return TraefikPattern(route.path).isFound(in: request.path)
    default: return request.path.utf8.starts(with: route.path.utf8)
    }
  }

  /// Whether its entry points are for the scheme of a request.
  func isFor(_ request: TraefikRequest) -> Bool {
    terms?.takes(isSecure: request.isSecure, hasTLS: route.isTLS) ?? true
  }

  private static func rule(ofHost host: String) -> String {
    guard host.hasPrefix("*.") else { return "Host(`\(host)`)" }
    let quoted = host.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
      .joined(separator: #"\."#)
    return #"HostRegexp(`^[a-zA-Z0-9-]+\.\#(quoted)$`)"#
  }

  /// Whether the Ingress states no path where the route has `/`.
  private static func isWithoutPath(_ route: Route, _ object: GenericResource) -> Bool {
    guard route.path == "/", route.pathType == .implementationSpecific else { return false }
    return object.object["spec"]["rules"].array.contains { rule in
      (rule["host"].string ?? "").lowercased() == route.host
        && rule["http"]["paths"].array.contains { ($0["path"].string ?? "").isEmpty }
    }
  }
}
