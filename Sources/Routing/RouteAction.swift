import Topology

/// What a rule answers without asking any Service.
package struct RouteAnswer: Hashable, Sendable {
  package var status: Int
  /// Where the client is led; nil for what is no redirect.
  package var location: String?
  package var body: String

  package init(_ status: Int, location: String? = nil, body: String = "") {
    self.status = status
    self.location = location
    self.body = body
  }
}

/// A Service that gets copies of the requests of a rule; what it answers is dropped.
package struct RouteCopy: Hashable, Sendable {
  package var backend: Route.Backend
  /// 0…1 of the requests.
  package var share: Double

  package init(_ backend: Route.Backend, share: Double = 1) {
    self.backend = backend
    self.share = min(max(0, share), 1)
  }
}

/// What becomes of a request that a rule takes: what a proxy does, and what a trace tells.
package struct RouteAction: Hashable, Sendable {
  /// What the client gets at once; nil where Services are asked.
  package var answer: RouteAnswer?
  /// The path that a Service gets, without query.
  package var path: String
  /// The query that a Service gets, without question mark; nil for that of the request.
  package var query: String?
  /// Whether only the controller can tell which path a Service gets.
  package private(set) var isPathOpen = false
  /// The host that a Service gets; nil for the one that was asked for.
  package var host: String?
  package var headers = RouteHeaders()
  package var copies: [RouteCopy] = []

  /// What a route does with a request; the table must be the one that has the route.
  package init(_ route: Route, _ request: GatewayRequest, _ table: RoutingTable) {
    path = String(PathRules.path(of: request.path))
    if let terms = route.terms {
      take(terms, request)
    } else if route.isOfMesh {
      take(route, of: table.linkerd.document(route.source), request)
    } else if GatewayAPI.routeKinds.contains(route.source.kind) {
      take(route, of: table.gateways.document(route.source), request)
    }
  }

  private mutating func take(_ terms: RouteTerms, _ request: GatewayRequest) {
    copies = terms.copies
    headers = terms.headers
    host = terms.host
    if let nginx = terms.nginx { return take(nginx, terms, request) }
    let asked = path
    path = terms.rewritten(asked)
    guard let status = terms.status else { return }
    answer = RouteAnswer(status, body: terms.body)
    guard let redirect = terms.redirect else { return }
    answer?.location = redirect.location(of: request) { replacement in
      var terms = terms
      terms.replacement = replacement
      terms.joinsSlashes = terms.uri.rule == .textPrefix
      return terms.rewritten(asked)
    }
  }

  /// What the annotations of ingress-nginx ask for: redirects go before everything else.
  private mutating func take(
    _ nginx: NginxTerms, _ terms: RouteTerms, _ request: GatewayRequest
  ) {
    answer = nginx.redirect
    if answer == nil, let root = nginx.appRoot, path == "/" {
      var redirect = RouteRedirect()
      redirect.path = .whole(root)
      let asked = GatewayRequest(
        method: request.method, host: request.host, path: path, isSecure: request.isSecure,
        port: request.port)
      answer = RouteAnswer(302, location: redirect.location(of: asked) { $0 })
    }
    guard let rewritten = nginx.rewritten(path, by: terms.path) else {
      isPathOpen = true
      return
    }
    // A target that is a URL is a redirect (ngx_http_rewrite_module).
    if answer == nil, rewritten != path, rewritten.hasPrefix("http") {
      answer = RouteAnswer(302, location: rewritten)
    } else {
      path = rewritten
    }
  }

  /// What the filters of a rule of the Gateway API ask for (apis/v1, `HTTPRouteFilter`).
  private mutating func take(
    _ route: Route, of document: GatewayRouteDocument?, _ request: GatewayRequest
  ) {
    guard let document, let number = route.rule, document.rules.indices.contains(number) else {
      return
    }
    let rule = document.rules[number]
    let asked = path
    let prefix = rule.matches.filter {
      $0.pathType == "PathPrefix" && PathRules.prefix($0.path, matches: asked)
    }.map(\.path).max { $0.utf8.count < $1.utf8.count }
    copies = rule.copies
    for filter in document.filters(ofRule: number) {
      switch filter["type"].string {
      case "RequestRedirect":
        answer = Self.redirect(filter["requestRedirect"], request, prefix)
      case "URLRewrite":
        let rewrite = filter["urlRewrite"]
        host = rewrite["hostname"].string
        path = Self.path(rewrite["path"], asked, prefix) ?? path
      case "RequestHeaderModifier": headers.add(filter["requestHeaderModifier"])
      default: break
      }
    }
  }

  private static func redirect(
    _ filter: JSONValue, _ request: GatewayRequest, _ prefix: String?
  ) -> RouteAnswer {
    var redirect = RouteRedirect()
    redirect.scheme = filter["scheme"].string
    redirect.host = filter["hostname"].string
    let scheme = redirect.scheme ?? (request.isSecure ? "https" : "http")
    // The usual port of a scheme is left out.
    let usual = scheme == "https" ? 443 : 80
    redirect.port = filter["port"].integer.flatMap { $0 == usual ? nil : $0 }
    redirect.isPortUsual = filter["port"].integer == usual
    let asked = String(PathRules.path(of: request.path))
    redirect.path = path(filter["path"], asked, prefix).map(RouteRedirect.Path.whole)
    return RouteAnswer(
      filter["statusCode"].integer ?? 302, location: redirect.location(of: request) { $0 })
  }

  /// The path that a modifier makes; nil where it changes nothing (`HTTPPathModifier`).
  private static func path(_ modifier: JSONValue, _ asked: String, _ prefix: String?) -> String? {
    switch modifier["type"].string {
    case "ReplaceFullPath": return modifier["replaceFullPath"].string
    case "ReplacePrefixMatch":
      guard let prefix else { return nil }
      let kept = modifier["replacePrefixMatch"].string ?? ""
      let cut = prefix.hasSuffix("/") ? prefix.dropLast() : prefix[...]
      let rest = String(decoding: asked.utf8.dropFirst(cut.utf8.count), as: UTF8.self)
      let start = kept.hasSuffix("/") ? String(kept.dropLast()) : kept
      guard !rest.isEmpty else { return kept.isEmpty ? "/" : kept }
      return start + (rest.hasPrefix("/") ? rest : "/\(rest)")
    default: return nil
    }
  }
}
