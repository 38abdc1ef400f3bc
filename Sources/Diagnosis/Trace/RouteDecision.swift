package import Routing
import Topology

/// What whoever serves the routes does with a request: what a proxy has to do, as a trace tells it.
package struct RouteDecision: Sendable {
  /// The route that takes it; nil where none does, or where a gateway answers before it looks at the routes.
  package let route: Route?
  /// The answer of the proxy itself; nil where Services are asked.
  package let answer: RouteAnswer?
  /// What becomes of the request on its way to a Service.
  package let action: RouteAction?

  /// Whether routes are matched by more than the rules of networking/v1, so that this has to be asked.
  package static func isAsked(about route: Route) -> Bool { !RouteContests.isPlain(route) }

  /// Decides about a request.
  package init(_ request: GatewayRequest, in world: TraceWorld) {
    let contests = RouteContests(request, in: world)
    let chosen = contests.chosen
    guard !contests.isRedirected else {
      (route, action) = (chosen, nil)
      answer = RouteAnswer(301, location: request.secureLocation)
      return
    }
    guard let chosen, world.isHeard(chosen, request) else {
      (route, action, answer) = (nil, nil, RouteAnswer(404))
      return
    }
    guard world.traefikRefusal(of: chosen) == nil else {
      (route, action, answer) = (nil, nil, RouteAnswer(404))
      return
    }
    let behaviour = ControllerBehaviour(of: chosen, in: world)
    route = chosen
    guard !contests.isLeftOut else {
      (action, answer) = (nil, RouteAnswer(behaviour.noEndpoints ?? 404))
      return
    }
    if !request.isSecure, ContourContest.isMeant(chosen), let status = behaviour.redirect {
      action = nil
      answer = RouteAnswer(status, location: request.secureLocation)
      return
    }
    let action = world.action(of: chosen, request)
    self.action = action
    answer =
      action.answer
      ?? (world.nginxLeadsToHTTPS(chosen, request, behaviour)
        ? RouteAnswer(308, location: request.secureLocation) : nil)
  }
}

/// What whoever serves a route makes of its backends.
package struct RouteService: Sendable {
  /// The route without backends that leave their share to the others.
  package let route: Route
  /// The status for what has no Service or port.
  package let withoutService: Int
  /// The status for what gets nothing of the requests, by all of its weights.
  package let withoutWeight: Int
  /// The status for what has nobody behind it.
  package let withoutEndpoints: Int
  /// The status where the connection to an endpoint is refused.
  package let refused: Int
  private let world: TraceWorld

  /// Reads what a route has.
  package init(_ route: Route, in world: TraceWorld) {
    let behaviour = ControllerBehaviour(of: route, in: world)
    self.world = world
    let served = world.asServed(route, behaviour)
    self.route = route.isOfMesh && !route.isOfIstio ? served.withoutIdle(in: world) : served
    withoutService = behaviour.noService ?? 503
    withoutEndpoints = behaviour.noEndpoints ?? 503
    refused = behaviour.refused ?? 502
    withoutWeight = route.implementation == TraefikContest.controller ? 503 : withoutEndpoints
  }

  /// Whether the route may lead to a backend; one that it may not lead to is as one that is not there.
  package func permits(_ backend: Route.Backend) -> Bool { world.permits(route, backend) }
}

extension Route {
  /// A route without the Services that Contour cannot resolve, as long as there are others: they get their share.
  func withoutUnresolved(in world: TraceWorld) -> Route {
    guard !world.isUnreadable("Service") else { return self }
    var left = self
    left.backends = backends.filter { backend in
      world.inventory.service(backend.service)?.port(backend.port) != nil
    }
    guard !left.backends.isEmpty else { return self }
    if left.backends.allSatisfy({ $0.weight == 0 }) {
      for index in left.backends.indices { left.backends[index].weight = 1 }
    }
    return left
  }
}

extension Route {
  /// A route of a mesh without the Services that nobody is behind, as long as there are others: they get their share.
  fileprivate func withoutIdle(in world: TraceWorld) -> Route {
    var left = self
    left.backends = backends.filter { backend in
      guard let service = world.inventory.service(backend.service),
        backend.port(of: service) != nil
      else { return true }
      return !ExpectedShares(backend, in: world.inventory).shares.isEmpty
    }
    return left.backends.isEmpty ? self : left
  }
}

extension TraceWorld {
  /// What becomes of a request that a route takes, also by the middlewares of Traefik.
  func action(of route: Route, _ request: GatewayRequest) -> RouteAction {
    var action = RouteAction(route, request, routes)
    guard route.implementation == TraefikContest.controller else { return action }
    let passage = TraefikPassage(route, request, inventory)
    action.path = passage.path
    action.query = passage.changedQuery
    let isAnswered = passage.redirect != nil || passage.refusal != nil
    // What leads to nothing is left out with its middlewares.
    guard !isAnswered || isLoaded(route, keepingEmpty: true) else { return action }
    if let redirect = passage.redirect {
      action.answer = RouteAnswer(redirect.status, location: redirect.location)
    } else if let refusal = passage.refusal {
      action.answer = RouteAnswer(refusal)
    } else if route.backends.isEmpty, route.terms?.traefik?.internalService == "noop@internal" {
      action.answer = RouteAnswer(418)
    }
    return action
  }

  /// Who gets copies of the requests that a route takes.
  package func copies(of route: Route) -> [RouteCopy] {
    RouteAction(route, GatewayRequest(method: "GET", host: route.host, path: "/"), routes).copies
  }

  /// Whether a route may lead to a backend: of the Gateway API only where its own namespace or a ReferenceGrant has it.
  func permits(_ route: Route, _ backend: Route.Backend) -> Bool {
    let namespace = route.source.name.namespace
    guard GatewayAPI.routeKinds.contains(route.source.kind), backend.service.namespace != namespace,
      !isUnreadable("ReferenceGrant"), diagnosis.extent != .namespace, let number = route.rule,
      let document = routes.gateways.document(route.source),
      document.rules.indices.contains(number)
    else { return true }
    let references = document.rules[number].backends.map(\.reference)
    guard let reference = references.first(where: { $0.isService && $0.name == backend.service })
    else { return true }
    return routes.gateways.permits(document.resource, reference)
  }

  /// Whether somebody listens for a route by the scheme of a request, on whatever port.
  func isHeard(_ route: Route, _ request: GatewayRequest) -> Bool {
    if route.isOfIstio {
      guard let gateway = routes.istio.gateway(of: route) else { return false }
      return gateway.servers.contains {
        $0.isForRequests && $0.isSecure == request.isSecure
          && gateway.serves(request.host, by: $0, for: route.source.name.namespace)
      }
    }
    guard GatewayAPI.routeKinds.contains(route.source.kind),
      let document = routes.gateways.document(route.source)
    else { return true }
    let wanted = request.isSecure ? ["HTTPS", "TLS"] : ["HTTP"]
    return routes.gateways.listeners(of: document, in: inventory).flatMap(\.listeners).contains {
      wanted.contains($0.protocolName)
    }
  }
}
