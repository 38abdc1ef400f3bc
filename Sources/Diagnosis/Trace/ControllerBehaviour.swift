import Language
import Routing
import Topology

/// What a program that serves routes answers by itself.
///
/// A small table: what is not in it is not known, and said so.
struct ControllerBehaviour: Hashable {
  /// What people call it.
  private(set) var name: Message
  /// No host and path matches.
  var noRoute: Int? = 404
  /// The Service does not exist, or has no such port.
  var noService: Int?
  /// Nobody is behind the port.
  var noEndpoints: Int?
  /// The backend refuses the connection, or nothing comes back.
  var refused: Int? = 502
  var timeout: Int? = 504
  /// The status with which plain HTTP is led to https where the host has TLS.
  var redirect: Int?
  /// Whether certificates may stand elsewhere than in the routes.
  var hasOtherCertificates = false
  /// Whether https works only for routes that state TLS themselves, and not for the whole host.
  var needsOwnTLS = false
  /// Whether ports of other transports than TCP are connected to all the same.
  var ignoresTransport = false
  /// Whether hosts of TLS are known by the name in the greeting alone.
  var goesByGreeting = false
  /// Whether backends that are not there leave their share to the others.
  var leavesOutUnresolved = false
  /// Whether something listens on other ports too.
  var takesAnyPort = false

  /// The behaviour of whoever serves a route.
  init(of route: Route, in world: TraceWorld) {
    self.init(outsideOfPlaygrounds: route, in: world)
    guard world.isPlayground else { return }
    guard !RouteContests.isPlain(route) && route.terms?.nginx == nil else {
      self = .playground
      if route.usesClusterIP(in: world.inventory) { noEndpoints = 502 }
      return
    }
    // The playground's proxy does as the controllers do, at any port and by any scheme.
    name = Self.playground.name
    takesAnyPort = true
    goesByGreeting = false
    needsOwnTLS = false
    hasOtherCertificates = false
    ignoresTransport = false
  }

  private init(outsideOfPlaygrounds route: Route, in world: TraceWorld) {
    if route.isOfMesh, !route.isOfIstio {
      self = .linkerd
      return
    }
    if GatewayAPI.routeKinds.contains(route.source.kind) {
      self = .gateway
      return
    }
    if route.isOfIstio {
      self = route.isOfMesh ? .sidecar : .istio
      return
    }
    self.init(route.implementation, in: world)
    if route.usesClusterIP(in: world.inventory) { noEndpoints = refused }
    guard ContourContest.isMeant(route), let terms = route.terms else { return }
    goesByGreeting = true
    leavesOutUnresolved = true
    // A rule of an HTTPProxy stays when its Services are missing, a path of an Ingress does not.
    noService = 503
    redirect = route.isTLS && !terms.isPlainAllowed ? 301 : nil
  }

  /// The behaviour of the program with a controller string.
  init(_ implementation: String, in world: TraceWorld) {
    let known = IngressControllers.controller(implementation)
    switch known?.name {
    case "ingress-nginx"?:
      self = .nginx
      // Of manifests it is not known who will serve them, the playground or a cluster.
      if world.diagnosis.extent == .manifests { redirect = nil }
    case "Traefik"?:
      self = .traefik
      noEndpoints = world.keepsEmptyServices ? 503 : 404
    case "Contour"?: self = .contour
    case let name:
      self.init(name: name.map { "\($0)" } ?? Self.nameless, hasOtherCertificates: true)
    }
  }

  init(
    name: Message, noService: Int? = nil, noEndpoints: Int? = nil,
    hasOtherCertificates: Bool = false
  ) {
    self.name = name
    self.noService = noService
    self.noEndpoints = noEndpoints
    self.hasOtherCertificates = hasOtherCertificates
  }

  /// What a controller is called of which nothing is known.
  static let nameless: Message = "the controller"

  /// The playground's own proxy.
  static let playground = {
    var own = ControllerBehaviour(name: "the playground's proxy", noService: 503, noEndpoints: 503)
    own.takesAnyPort = true
    return own
  }()

  /// ingress-nginx: a location without Service or endpoints stays and answers 503.
  static let nginx = {
    var nginx = ControllerBehaviour(name: "ingress-nginx", noService: 503, noEndpoints: 503)
    nginx.redirect = 308
    return nginx
  }()

  /// Traefik leaves out what has no Service, and what has no endpoints unless it is told to keep it.
  ///
  /// `TraceWorld.keepsEmptyServices` tells which; the page Controllers tells what else it does in its own way.
  static let traefik = {
    var traefik = ControllerBehaviour(name: "Traefik", noService: 404)
    traefik.needsOwnTLS = true
    traefik.ignoresTransport = true
    return traefik
  }()

  /// Contour leaves out paths without Service.
  static let contour = {
    var contour = ControllerBehaviour(name: "Contour", noService: 404, noEndpoints: 503)
    contour.refused = 503
    return contour
  }()

  /// Istio answers 503 without cluster (NC) and without healthy host (UH).
  static let istio = {
    var istio = ControllerBehaviour(
      name: "the gateway of Istio", noService: 503, noEndpoints: 503)
    istio.refused = 503
    return istio
  }()

  /// The proxy beside a client of Istio, which is the same program as its gateways.
  static let sidecar = {
    var sidecar = istio
    sidecar.name = "the proxy of Istio beside the client"
    return sidecar
  }()

  /// The proxy beside a client of Linkerd: what has nobody behind it fails fast.
  static let linkerd = ControllerBehaviour(
    name: "the proxy of Linkerd beside the client", noService: 500, noEndpoints: 504)

  /// What the Gateway API asks of everybody (HTTPRoute, `backendRefs`).
  static let gateway = ControllerBehaviour(name: "the gateway", noService: 500, noEndpoints: 503)
}
