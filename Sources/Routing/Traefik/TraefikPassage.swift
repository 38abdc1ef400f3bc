package import Topology

/// What the middlewares of a rule make of a request, in their order: the path that is sent on, or a redirect.
///
/// Those that neither change the path nor lead elsewhere are passed without a word.
package struct TraefikPassage: Sendable {
  /// The status and the target of a redirect.
  package private(set) var redirect: (status: Int, location: String)?
  /// The status with which a path is refused that a middleware has made.
  package private(set) var refusal: Int?
  /// What only Traefik can tell: a middleware of another provider, or a regular expression.
  package private(set) var unknown: TraefikReference?

  private var place: TraefikPath
  /// As redirects see it: semicolons are parted once the path has changed.
  private var query: String
  private let request: TraefikRequest

  /// Follows a request that a route takes.
  package init(_ route: Route, _ request: GatewayRequest, _ inventory: Inventory) {
    self.request = TraefikRequest(request)
    place = self.request.asked
    query = self.request.query
    let chain = TraefikMiddlewares(of: route, inventory)
    unknown = chain.elsewhere
    for middleware in chain.steps {
      guard redirect == nil, refusal == nil, unknown == nil else { return }
      apply(middleware.spec, middleware.reference)
    }
  }

  /// The query with `&` in the place of semicolons.
  private var partedQuery: String { request.query.replacing(";", with: "&") }

  private mutating func change(to path: TraefikPath) {
    (place, query) = (path, partedQuery)
  }

  /// The path of the request behind the middlewares, as it is sent.
  package var path: String {
    let path = place.escaped
    return path.isEmpty ? "/" : String(decoding: path, as: UTF8.self)
  }

  /// The path that the Service gets, where it is another than that of the request.
  package var changedPath: String? {
    place == request.asked || redirect != nil || refusal != nil ? nil : path
  }

  /// The query that the Service gets, where it is another: semicolons become `&` (`rewriteRequestBuilder`).
  package var changedQuery: String? {
    request.query.contains(";") ? partedQuery : nil
  }

  private mutating func apply(_ spec: JSONValue, _ reference: TraefikReference) {
    func texts(_ value: JSONValue) -> [String] { value.array.compactMap(\.string).map(\.trimmed) }
    for (form, settings) in spec.object {
      switch form {
      case "addPrefix": change(to: place.adding(prefix: settings["prefix"].string ?? ""))
      case "stripPrefix":
        let prefixes = texts(settings["prefixes"]).map(\.utf8)
        guard let prefix = prefixes.first(where: place.decoded.starts(with:)) else { break }
        strip(prefix.count)
      case "stripPrefixRegex": strip(texts(settings["regex"]), reference)
      case "replacePath": replace(by: settings["path"].string ?? "")
      case "replacePathRegex": replace(settings, reference)
      case "redirectScheme": redirectScheme(settings)
      case "redirectRegex":
        let pattern = TraefikPattern(settings["regex"].string ?? "")
        let url = url(of: request.authority)
        guard
          let target = pattern.replaced(in: url, by: settings["replacement"].string ?? "")
        else {
          unknown = reference
          return
        }
        if target != url { lead(to: target, settings) }
      default: break
      }
    }
  }

  private mutating func strip(_ patterns: [String], _ reference: TraefikReference) {
    let path = String(decoding: place.decoded, as: UTF8.self)
    for pattern in patterns.map(TraefikPattern.init) {
      guard let isFound = pattern.isFound(in: path) else {
        unknown = reference
        return
      }
      // What is found later, and stands at the beginning as well, is taken away there.
      guard isFound, let prefix = pattern.match(in: path), !prefix.isEmpty,
        path.utf8.starts(with: prefix.utf8)
      else { continue }
      strip(prefix.utf8.count)
      return
    }
  }

  private mutating func strip(_ count: Int) {
    change(to: place.stripped(count))
    if place.isRefused { refusal = 400 }
  }

  /// Puts a written path in the place of the path; one that cannot be decoded is an error.
  private mutating func replace(by path: String) {
    guard let replaced = TraefikPath(path) else {
      refusal = 500
      return
    }
    change(to: replaced)
  }

  private mutating func replace(_ settings: JSONValue, _ reference: TraefikReference) {
    let pattern = TraefikPattern((settings["regex"].string ?? "").trimmed)
    let path = String(decoding: place.escaped, as: UTF8.self)
    let replacement = (settings["replacement"].string ?? "").trimmed
    guard let isFound = pattern.isFound(in: path),
      let replaced = pattern.replaced(in: path, by: replacement)
    else {
      unknown = reference
      return
    }
    guard isFound else { return }
    replace(by: replaced)
    if refusal == nil, place.isRefused { refusal = 400 }
  }

  private mutating func redirectScheme(_ settings: JSONValue) {
    let scheme = settings["scheme"].string ?? ""
    let port = settings["port"].string ?? ""
    let isDefault =
      port.isEmpty || scheme == "https" && port == "443" || scheme == "http" && port == "80"
    // Go takes a host with a port apart, and leaves alone what it cannot read (`net.SplitHostPort`).
    let end = request.port.map { ":\($0)" } ?? ""
    let host = request.authority.hasSuffix(end) ? request.authority.dropLast(end.count) : ""
    let target = "\(scheme)://\(host)\(isDefault ? "" : ":\(port)")\(path)\(querySuffix)"
    let isStandard = request.port == (request.isSecure ? 443 : 80)
    if target != url(of: isStandard ? String(host) : request.authority) {
      lead(to: target, settings)
    }
  }

  private mutating func lead(to target: String, _ settings: JSONValue) {
    let isPermanent = settings["permanent"].bool == true
    redirect = (
      request.method == "GET" ? (isPermanent ? 301 : 302) : (isPermanent ? 308 : 307), target
    )
  }

  private var querySuffix: String {
    query.isEmpty && !request.hasBareQuery ? "" : "?\(query)"
  }

  private func url(of authority: String) -> String {
    "\(request.isSecure ? "https" : "http")://\(authority)\(path)\(querySuffix)"
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}
