package import Topology

/// What a rule asks of a request besides its host, what it does besides leading to Services, and where it stands.
///
/// Of every route whose adapter reads that, whatever its kind.
package struct RouteTerms: Hashable, Sendable {
  /// The path without what else is asked for.
  package var uri: RoutePath
  /// What parts of the request have to be; all of it has to hold.
  package var conditions: [RouteCondition]
  /// The objects from the one that has the host to the one that states what the rule does.
  package var chain: [ObjectReference]
  /// Where the rule stands in the route's object: `spec.routes[0]`.
  package var field: String
  /// The number of the rule among all that are read with it, in the order in which they are read.
  package var position: Int
  /// The status with which the rule answers by itself; nil where it leads to Services.
  package var status: Int?
  /// Whether the first rule that matches answers, by their positions.
  package var isTriedInOrder = false
  /// Whether it is about connections, so that no request is compared with it.
  package var isOfConnections = false
  /// Whether the proxies beside clients go by it too, though it is one of a gateway.
  package var isOfMeshToo = false
  /// Whether plain HTTP is answered too where the host has TLS.
  package var isPlainAllowed = false
  /// Whether slashes stay single where a prefix is replaced.
  package var joinsSlashes = false
  /// What stands in the place of the path when the request is sent on: of a prefix, or of all of another path.
  package var replacement: String?
  /// The Services that get copies of its requests.
  package var mirrors: [NamespacedName] = []
  /// The same with what a proxy needs to know of them.
  package var copies: [RouteCopy] = []
  /// Where the rule leads clients, besides its status.
  package var redirect: RouteRedirect?
  /// What it answers by itself, besides its status.
  package var body = ""
  /// The host that a Service gets; nil for the one that was asked for.
  package var host: String?
  package var headers = RouteHeaders()
  /// One or none, apart from the rest so that routes of others stay small.
  private var ofSystem: [SystemTerms] = []
  /// What Traefik's rules are besides.
  package var traefik: TraefikTerms? {
    get { if case .traefik(let terms)? = ofSystem.first { terms } else { nil } }
    set { ofSystem = newValue.map { [.traefik($0)] } ?? [] }
  }
  /// What paths of ingress-nginx are besides.
  package var nginx: NginxTerms? {
    get { if case .nginx(let terms)? = ofSystem.first { terms } else { nil } }
    set { ofSystem = newValue.map { [.nginx($0)] } ?? [] }
  }

  /// What only the rules of one system have.
  private enum SystemTerms: Hashable, Sendable {
    case traefik(TraefikTerms)
    case nginx(NginxTerms)
  }

  init(
    _ uri: RoutePath, _ conditions: [RouteCondition], chain: [ObjectReference], field: String,
    position: Int
  ) {
    self.uri = uri
    self.conditions = conditions
    self.chain = chain
    self.field = field
    self.position = position
  }

  /// The terms of a path of an Ingress that has none.
  init(_ route: Route) {
    self.init(
      RoutePath(route.path, route.pathType == .exact ? .exact : .textPrefix), [],
      chain: [route.source], field: "spec.rules", position: 0)
  }

  /// The text of the path.
  package var path: String { uri.text }

  /// Whether every request of the host fits.
  var isCatchAll: Bool { uri == .everything && conditions.isEmpty && !isOfConnections }

  /// The name of the list that the rule stands in: `routes` of `spec.routes[0]`.
  package var list: Substring {
    field.split(separator: ".").dropFirst().first?.prefix { $0 != "[" } ?? ""
  }

  /// The path as the identity of a route has it: what is asked for besides a plain path stands behind it, and no
  /// request is compared with that.
  var written: (path: String, type: Route.PathType) {
    let more = (uri.ignoresCase ? ["(any case)"] : []) + conditions.map(\.text).sorted()
    let isPlain = more.isEmpty && uri.rule != .pattern
    return (
      ([path] + more).joined(separator: " "),
      !isPlain ? .implementationSpecific : uri.rule == .exact ? .exact : .prefix
    )
  }

  /// The path that a Service gets of a request that the rule takes.
  package func rewritten(_ requested: some StringProtocol) -> String {
    guard let replacement else { return String(requested) }
    guard uri.rule == .textPrefix else { return replacement }
    func rest(behind prefix: some StringProtocol) -> String {
      String(decoding: requested.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
    guard joinsSlashes, path != "/" else { return replacement + rest(behind: path) }
    // Contour answers for `/foo` and for `/foo/` with a replacement for each, so that slashes stay single
    // (`expandPrefixMatches`).
    let kept = replacement.hasSuffix("/") ? replacement.dropLast() : replacement[...]
    let tail = rest(behind: path.hasSuffix("/") ? path.dropLast() : path[...])
    return tail.hasPrefix("/") ? kept + tail : (kept.isEmpty ? "/" : kept) + tail
  }

  /// What becomes of a request.
  enum Fit: Hashable {
    case fits, differs
    /// Only the controller can tell.
    case open
    /// Its path fits, but it does not meet a condition.
    case unmet(RouteCondition)
  }

  /// Compares a request with all that is asked for.
  func fit(_ request: GatewayRequest) -> Fit {
    guard !isOfConnections else { return .differs }
    let path = uri.fits(PathRules.path(of: request.path))
    guard path != false else { return .differs }
    var isOpen = path == nil
    for condition in conditions {
      switch condition.isMet(by: request) {
      case true?: continue
      case nil: isOpen = true
      case false?: return path == true ? .unmet(condition) : .differs
      }
    }
    return isOpen ? .open : .fits
  }
}
