import Routing
import Topology

/// What each system makes of a request, and which of them has the route that answers.
///
/// A trace and the proxy of the playground both ask this, so that they cannot differ.
struct RouteContests {
  /// Whose order decides.
  enum Family {
    case traefik, nginx, contour, gateway, istio
    /// The order of networking/v1.
    case others
  }

  let traefik: TraefikContest
  let nginx: NginxContest
  /// The order of networking/v1 among the routes of all that have no order of their own.
  let others: MatchExplanation
  let gateway: GatewayContest
  let contour: ContourContest
  let istio: IstioContest
  /// The route that answers.
  private(set) var chosen: Route?
  private(set) var family = Family.others
  /// Whether it is of Traefik, and leads to nothing, so that nobody answers.
  var isLeftOut: Bool { family == .traefik && traefik.chosen == nil }
  /// Whether a gateway of Istio leads the host to https.
  private(set) var isRedirected = false

  /// Whether a route is served by one of its class, and not at a gateway.
  static func hasClass(_ route: Route) -> Bool {
    !GatewayAPI.routeKinds.contains(route.source.kind) && !route.isOfIstio && !route.isOfMesh
      && TraefikContest.isMeant(route)
  }

  /// Whether a route is of a system without an order of its own, or of Traefik.
  static func isMeant(_ route: Route) -> Bool {
    hasClass(route) && !ContourContest.isMeant(route)
  }

  /// Whether the order of networking/v1 alone decides about a route.
  static func isPlain(_ route: Route) -> Bool {
    isMeant(route) && route.implementation != TraefikContest.controller
      && route.terms?.nginx == nil
  }

  init(_ request: GatewayRequest, in world: TraceWorld) {
    // The playground's proxy serves every port.
    let request = world.isPlayground ? request.withoutPort : request
    let table = world.routes
    let systems = HostSystems(request.host, table)
    gateway =
      systems.hasGateway ? GatewayContest(request, table, world.inventory) : GatewayContest()
    contour =
      systems.hasContour
      ? ContourContest(request, table, isLoaded: world.isTaken) : ContourContest()
    istio = systems.hasIstio ? IstioContest(request, table) : IstioContest()
    let nginx =
      systems.hasNginx
      ? NginxContest(request, table) { Self.isMeant($0) && world.isServed($0) } : NginxContest()
    self.nginx = nginx
    others = Self.explanation(request.host, request.path, table) { route in
      Self.isMeant(route) && world.isServed(route)
        && route.implementation != TraefikContest.controller
        && !(nginx.isAsked && route.implementation == NginxContest.controller)
    }
    traefik =
      systems.hasTraefik
      ? TraefikContest(
        request, table, world.inventory,
        isLoaded: { world.isLoaded($0, keepingEmpty: world.keepsEmptyServices) },
        isMade: { world.isMade($0, keepingEmpty: world.keepsEmptyServices) },
        among: { Self.isMeant($0) && world.isServed($0) }) : TraefikContest()
    choose(request, table)
  }

  private mutating func choose(_ request: GatewayRequest, _ table: RoutingTable) {
    var first = traefik.chosen ?? (others.chosen == nil ? traefik.leftOut.first : nil)
    family = first == nil ? .others : .traefik
    if let own = first, let other = others.chosen {
      // Which of the two gets the request is for DNS to say: the more specific rule is shown.
      first =
        Self.explanation(request.host, request.path, table) { $0 == own || $0 == other }.chosen
        ?? other
      family = first == own ? .traefik : .others
    }
    first = first ?? others.chosen
    if Self.goesFirst(nginx.chosen, first, request) { (first, family) = (nginx.chosen, .nginx) }
    if first == nil, let chosen = gateway.chosen { (first, family) = (chosen, .gateway) }
    if Self.goesFirst(contour.chosen, first, request) {
      (first, family) = (contour.chosen, .contour)
    }
    if first == nil, let chosen = istio.chosen { (first, family) = (chosen, .istio) }
    chosen = first
    isRedirected = first == istio.chosen && istio.isRedirected
  }

  private static func explanation(
    _ host: String, _ path: String, _ table: RoutingTable, among isMeant: (Route) -> Bool
  ) -> MatchExplanation {
    table.explanation(host: host, path: path, withMismatches: false, among: isMeant)
  }

  /// The same among routes that nobody serves.
  static func idle(_ host: String, _ path: String, in world: TraceWorld) -> MatchExplanation {
    explanation(host, path, world.routes) { isMeant($0) && !world.isServed($0) }
  }

  /// Whether a rule of an HTTPProxy, or a location of ingress-nginx, is the one that is shown.
  ///
  /// Which of two controllers gets the request is for DNS to say: the more specific rule is shown.
  private static func goesFirst(_ own: Route?, _ other: Route?, _ request: GatewayRequest) -> Bool {
    guard let own else { return false }
    guard let other else { return true }
    func rank(_ route: Route) -> [Int] {
      let path = route.terms?.path ?? route.path
      return [route.host == request.host ? 2 : route.host.isEmpty ? 0 : 1, path.utf8.count]
    }
    return !rank(own).lexicographicallyPrecedes(rank(other))
  }
}

/// Which systems have routes that may take requests to a host, so that the others need not be asked.
private struct HostSystems {
  private(set) var hasTraefik: Bool
  private(set) var hasNginx: Bool
  private(set) var hasIstio: Bool
  private(set) var hasGateway = false
  private(set) var hasContour = false

  init(_ host: String, _ table: RoutingTable) {
    // A default of one system may stand behind that of another one.
    (hasTraefik, hasNginx, hasIstio) = (table.hasDefaults, table.hasDefaults, table.hasDefaults)
    for route in table.candidates(for: host) {
      if route.isOfIstio {
        hasIstio = true
      } else if GatewayAPI.routeKinds.contains(route.source.kind) {
        hasGateway = true
      } else if ContourContest.isMeant(route) {
        hasContour = true
      } else if route.implementation == TraefikContest.controller {
        hasTraefik = true
      } else if route.implementation == NginxContest.controller {
        hasNginx = true
      }
    }
  }
}
