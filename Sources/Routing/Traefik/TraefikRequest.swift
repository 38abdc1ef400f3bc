import Topology

/// What rules of Traefik ask of a request.
package struct TraefikRequest: Sendable {
  package let method: String
  package let host: String
  /// As rules see it: in its shortest form, and what is percent-encoded without need is decoded.
  package let path: String
  /// The same as middlewares get it.
  let asked: TraefikPath
  package let query: String
  private let named: [(name: String, value: String)]
  /// Whether it comes by TLS.
  package let isSecure: Bool
  package let port: Int?
  /// The host as the client wrote it, with its port.
  let authority: String
  /// Whether there is a question mark with nothing behind it.
  let hasBareQuery: Bool
  /// Who asks, where that is known.
  let client: IPAddress?

  /// What the parts of a request are for Traefik.
  package init(_ request: GatewayRequest) {
    method = request.method
    host = request.host
    let written = PathRules.path(of: request.path)
    asked = TraefikPath(asked: written) ?? TraefikPath(unreadable: written)
    path = asked.compared
    query =
      request.query.isEmpty
      ? request.path.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
      : request.query
    named = request.headers
    isSecure = request.isSecure
    port = request.port
    authority =
      request.arrival?.authority ?? request.host + (request.port.map { ":\($0)" } ?? "")
    hasBareQuery = request.arrival?.hasBareQuery ?? false
    client = request.arrival?.client
  }

  /// The values of a header; the host is none for Traefik's matchers.
  func headers(_ name: String) -> [String] {
    let name = name.lowercased()
    return name == "host" ? [] : named.filter { $0.name == name }.map(\.value)
  }

  /// The values of a query parameter, decoded; a semicolon parts them as `&` does (`AllowQuerySemicolons`).
  func parameters(_ name: String) -> [String] {
    query.split { $0 == "&" || $0 == ";" }.compactMap { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { TraefikPath($0.replacing("+", with: " "))?.decoded }
      // What cannot be decoded is left out.
      guard let key = parts[0], !(parts.count == 2 && parts[1] == nil) else { return nil }
      guard key == Array(name.utf8) else { return nil }
      return String(decoding: parts.count == 2 ? parts[1] ?? [] : [], as: UTF8.self)
    }
  }
}
