import Topology

/// The annotations of an Ingress that ingress-nginx reads (`internal/ingress/annotations`).
struct NginxAnnotations {
  private let values: [String: String]
  private let ingress: GenericResource

  /// Reads those of an Ingress; nil where there are none besides those of a canary.
  init?(_ ingress: GenericResource) {
    values = ingress.metadata.annotations.filter { name, _ in
      name.hasPrefix(NginxTerms.prefix) && !name.hasPrefix(Canary.annotation(""))
    }
    self.ingress = ingress
    guard !values.isEmpty else { return nil }
  }

  private func text(_ name: String) -> String? {
    values[NginxTerms.prefix + name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A truth value as Go writes it.
  private func flag(_ name: String) -> Bool? {
    switch text(name) {
    case "1", "t", "T", "TRUE", "true", "True": true
    case "0", "f", "F", "FALSE", "false", "False": false
    default: nil
    }
  }

  /// Other hosts of the rules of one host.
  func aliases(besides host: String) -> [String] {
    guard !host.isEmpty else { return [] }
    let names = (text("server-alias") ?? "").split(separator: ",").map {
      $0.filter { !$0.isWhitespace }.lowercased()
    }
    // Patterns of nginx stand behind a tilde.
    return Set(names).filter { !$0.isEmpty && !$0.hasPrefix("~") && $0 != host }.sorted()
  }

  /// What a path of the Ingress is; a default backend is one for everything.
  func terms(path: String, type: Route.PathType, field: String) -> RouteTerms? {
    var nginx = NginxTerms()
    let target = text("rewrite-target")
    nginx.rewriteTarget = target == path ? nil : target
    nginx.usesRegex = flag("use-regex") == true || nginx.rewriteTarget != nil
    nginx.redirect = redirect
    nginx.appRoot = text("app-root").flatMap { $0.hasPrefix("/") ? $0 : nil }
    nginx.leadsToHTTPS = flag("ssl-redirect")
    nginx.forcesHTTPS = flag("force-ssl-redirect") == true
    let spoken = (text("backend-protocol") ?? "").uppercased()
    nginx.backendProtocol =
      ["HTTPS", "GRPC", "GRPCS", "FCGI", "AUTO_HTTP"].contains(spoken) ? spoken : nil
    nginx.hasAffinity = text("affinity") == "cookie"
    nginx.keepsCanary = text("affinity-canary-behavior") != "legacy"
    nginx.defaultBackend = text("default-backend").map {
      NamespacedName(ingress.metadata.namespace, $0)
    }
    nginx.usesClusterIP = flag("service-upstream") == true
    let isPattern = nginx.usesRegex && path.contains { #"\.+*?()[]{}|^$"#.contains($0) }
    var terms = RouteTerms(
      RoutePath(path, isPattern ? .pattern : type == .exact ? .exact : .textPrefix), [],
      chain: [ingress.reference], field: field, position: 0)
    terms.host = text("upstream-vhost")
    if nginx.rewriteTarget != nil, let prefix = text("x-forwarded-prefix") {
      terms.headers.add(["set": ["X-Forwarded-Prefix": .string(prefix)]])
    }
    guard nginx != NginxTerms() || terms.host != nil else { return nil }
    terms.nginx = nginx
    return terms
  }

  /// The redirect of all requests; the temporal one goes first.
  private var redirect: RouteAnswer? {
    for (name, usual) in [("temporal-redirect", 302), ("permanent-redirect", 301)] {
      // Others than URLs of http are refused.
      guard let target = text(name), target.hasPrefix("http") else { continue }
      let stated = text("\(name)-code").flatMap { Int($0) } ?? usual
      let status = (300...308).contains(stated) ? stated : usual
      return RouteAnswer(status, location: target)
    }
    return nil
  }
}
