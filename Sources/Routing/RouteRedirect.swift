/// Where a rule leads clients instead of to a Service.
package struct RouteRedirect: Hashable, Sendable {
  /// What stands in the place of the path.
  package enum Path: Hashable, Sendable {
    case whole(String)
    /// In the place of the prefix that matched.
    case prefix(String)
  }

  /// nil for the one that was asked by.
  package var scheme: String?
  package var host: String?
  package var port: Int?
  /// Whether the port is the usual one of the scheme, so that none is stated.
  package var isPortUsual = false
  package var path: Path?

  package init() {}

  /// The redirect to https.
  static let secure = {
    var redirect = Self()
    redirect.scheme = "https"
    return redirect
  }()

  /// The place that a client is led to; `replacing` puts a text in the place of the prefix of the request's path.
  func location(of request: GatewayRequest, replacing: (String) -> String) -> String {
    let own = request.isSecure ? "https" : "http"
    let scheme = scheme ?? own
    let keepsPort = host == nil && scheme == own && !isPortUsual
    let port = port ?? (keepsPort ? request.port : nil)
    let path =
      switch path {
      case .whole(let path): path
      case .prefix(let replacement): replacing(replacement)
      case nil: String(PathRules.path(of: request.path))
      }
    let query = request.query.isEmpty || path.contains("?") ? "" : "?\(request.query)"
    return "\(scheme)://\(host ?? request.host)\(port.map { ":\($0)" } ?? "")\(path)\(query)"
  }
}

extension GatewayRequest {
  /// Where the same is asked for by https.
  package var secureLocation: String { RouteRedirect.secure.location(of: self) { $0 } }

  /// The request without the port that it states.
  package var withoutPort: GatewayRequest {
    GatewayRequest(
      method: method, host: host, path: path, query: query, headers: headers, isSecure: isSecure,
      arrival: arrival)
  }
}
