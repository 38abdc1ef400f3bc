import Topology

/// One matcher of a rule of Traefik with the values that it compares, as `PathPrefix` with `/api`.
package struct TraefikMatcher: Hashable, Sendable {
  /// The matchers of Traefik v3, and those of v2 that are written otherwise; the last four are of connections.
  package enum Name: String, Hashable, Sendable, CaseIterable {
    case host = "Host"
    case hostHeader = "HostHeader"
    case hostPattern = "HostRegexp"
    case path = "Path"
    case pathPrefix = "PathPrefix"
    case pathPattern = "PathRegexp"
    case header = "Header"
    case headerPattern = "HeaderRegexp"
    case headers = "Headers"
    case headersPattern = "HeadersRegexp"
    case query = "Query"
    case queryPattern = "QueryRegexp"
    case method = "Method"
    case client = "ClientIP"
    case serverName = "HostSNI"
    case serverNamePattern = "HostSNIRegexp"
    case protocolName = "ALPN"
  }

  package var name: Name
  /// One or two values; for a query of v2 the parameter and what it has to be.
  package var values: [String]
  /// Whether the first value of a host or a path is a template of v2: `/{id:[0-9]+}`.
  package var isTemplate = false

  private var value: String { values.last ?? "" }
  private var key: String { values.first ?? "" }

  /// The host that it names alone, in lower case; nil where it names another thing, or a star.
  var plainHost: String? {
    guard [.host, .hostHeader, .serverName].contains(name), !value.contains("*"), !isTemplate
    else { return nil }
    let host = value.lowercased()
    return host.hasSuffix(".") ? String(host.dropLast()) : host
  }

  /// The path that it names, and how it compares; nil where it is no path or a pattern.
  var plainPath: (path: String, type: Route.PathType)? {
    guard !isTemplate else { return nil }
    return name == .path ? (value, .exact) : name == .pathPrefix ? (value, .prefix) : nil
  }

  /// What it asks for in a form that people can read: `x-env=canary`, `?debug=1`, `GET`.
  package var text: String {
    switch name {
    case .header, .headers: "\(key.lowercased())=\(value)"
    case .headerPattern, .headersPattern: "\(key.lowercased())~\(value)"
    case .query: values.count == 1 ? "?\(key)" : "?\(key)=\(value)"
    case .queryPattern: "?\(key)~\(value)"
    case .method: value.uppercased()
    default: "\(name.rawValue)(`\(value)`)"
    }
  }

  /// Whether a request meets it; nil where only Traefik can tell.
  func isMet(by request: TraefikRequest) -> Bool? {
    switch name {
    case .host, .hostHeader:
      if let plainHost { return plainHost == request.host }
      // A star stands for a label since 3.7, and for itself before; what has no star may be a template of v2.
      guard value.hasPrefix("*."), !isTemplate,
        HostRules.wildcard(covering: request.host) != value.lowercased()
      else { return nil }
      return false
    case .hostPattern:
      return isTemplate
        ? TraefikPattern(template: value, isHost: true).isFound(in: request.host)
        : TraefikPattern(value).isFound(in: request.host)
    case .path, .pathPrefix:
      if isTemplate {
        return TraefikPattern(template: value, isHost: false, isWhole: name == .path)
          .isFound(in: request.path)
      }
      return name == .path
        ? request.path == value : request.path.utf8.starts(with: value.utf8)
    case .pathPattern: return TraefikPattern(value).isFound(in: request.path)
    case .header, .headers: return request.headers(key).contains(value)
    case .headerPattern, .headersPattern: return isAnyFound(in: request.headers(key))
    case .query:
      return request.parameters(key).contains(values.count == 1 ? "" : value)
    case .queryPattern: return isAnyFound(in: request.parameters(key))
    case .method: return request.method == value.uppercased()
    case .client:
      // Which address Traefik sees is for what stands before it to say, where that is not known.
      return request.client.map { Self.holds(value, $0) } ?? nil
    case .serverName, .serverNamePattern, .protocolName: return nil
    }
  }

  /// Whether an address is the one of a text, or in its block; nil for a text that is neither.
  private static func holds(_ text: String, _ address: IPAddress) -> Bool? {
    guard text.contains("/") else { return IPAddress(text).map { $0 == address } }
    return CIDRBlock(text).map { $0.contains(address) }
  }

  private func isAnyFound(in texts: [String]) -> Bool? {
    let pattern = TraefikPattern(value)
    let found = texts.map(pattern.isFound)
    return found.contains(true) ? true : found.contains(nil) ? nil : false
  }
}
