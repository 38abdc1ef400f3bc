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
      return nil
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
    // Which address Traefik sees is for what stands before it to say.
    case .client, .serverName, .serverNamePattern, .protocolName: return nil
    }
  }

  private func isAnyFound(in texts: [String]) -> Bool? {
    let pattern = TraefikPattern(value)
    let found = texts.map(pattern.isFound)
    return found.contains(true) ? true : found.contains(nil) ? nil : false
  }
}

/// What rules of Traefik ask of a request.
package struct TraefikRequest: Sendable {
  package let method: String
  package let host: String
  /// As rules see it: what is percent-encoded without need is decoded.
  package let path: String
  /// As it came.
  package let written: String
  package let query: String
  private let named: [(name: String, value: String)]
  /// Whether it comes by TLS.
  package let isSecure: Bool
  package let port: Int?

  /// What the parts of a request are for Traefik.
  package init(_ request: GatewayRequest) {
    method = request.method
    host = request.host
    written = String(PathRules.path(of: request.path))
    path = Self.decoded(PathRules.path(of: request.path))
    query =
      request.query.isEmpty
      ? request.path.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
      : request.query
    named = request.headers
    isSecure = request.isSecure
    port = request.port
  }

  /// The values of a header; the host is none for Traefik's matchers.
  func headers(_ name: String) -> [String] {
    let name = name.lowercased()
    return name == "host" ? [] : named.filter { $0.name == name }.map(\.value)
  }

  /// The values of a query parameter, decoded.
  func parameters(_ name: String) -> [String] {
    query.split(separator: "&").compactMap { pair in
      guard !pair.contains(";") else { return nil }
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { Self.decoded($0.replacing("+", with: " "), keeping: "") }
      return parts[0] == name ? (parts.count == 2 ? parts[1] : "") : nil
    }
  }

  /// A text whose percent-encoded bytes are decoded, but for those that stay.
  private static func decoded(
    _ text: some StringProtocol, keeping kept: String = ":/?#[]@!$&'()*+,;="
  ) -> String {
    guard text.contains("%") else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        !kept.utf8.contains(code)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
