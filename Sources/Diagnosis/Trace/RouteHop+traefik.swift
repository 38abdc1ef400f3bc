import Language
import Routing
import Topology

/// What is peculiar to the rules of Traefik: middlewares, and what keeps a rule from being served.
extension TraceWalk {
  /// What the middlewares of a rule make of the request; nil where Traefik does not serve it.
  func passage(of route: Route) -> TraefikPassage? {
    guard route.implementation == TraefikContest.controller else { return nil }
    return TraefikPassage(route, GatewayRequest(request), inventory)
  }

  /// Whether a rule of Traefik leads on to Services; of other controllers all do.
  mutating func passRouter(_ route: Route, _ rule: Message) -> Bool {
    guard let passage = passage(of: route) else { return true }
    if let fault = world.traefikRefusal(of: route) {
      fail(
        .route, fault.object, says: "Traefik does not serve \(rule): \(fault.says)", fault: fault,
        .status(404))
      return false
    }
    // What leads to nothing is left out with its middlewares: its Services tell why.
    guard world.isLoaded(route, keepingEmpty: true) || passage.redirect == nil else { return true }
    if let refusal = passage.refusal {
      add(
        .route, .warning, route.source,
        says: "\(rule) answers with \(refusal): its middlewares make a path that Traefik refuses.")
      ending = .status(refusal)
      return false
    }
    if let redirect = passage.redirect {
      add(
        .route, .ok, route.source,
        says: "\(rule) answers with \(redirect.status), a redirect to \(redirect.location).")
      ending = .status(redirect.status)
      return false
    }
    if let unknown = passage.unknown {
      add(
        .route, .unknown, route.source,
        says: "\(rule) passes the middleware \(unknown.key ?? unknown.name.name), of which only "
          + "Traefik can tell what it does.")
      return true
    }
    guard route.backends.isEmpty, let own = route.terms?.traefik?.internalService else {
      return true
    }
    let isNothing = own == "noop@internal"
    add(
      .route, isNothing ? .warning : .ok, route.source,
      says: "\(rule) leads to \(own), which Traefik answers by itself.")
    ending = isNothing ? .status(418) : .notKnown
    return false
  }

  /// The rule that takes connections by TLS to a host, without looking at requests.
  func connection(to host: String) -> Route? {
    guard !world.isPlayground, request.url?.scheme == .https else { return nil }
    return world.routes.routes(ofHost: host).first {
      $0.terms?.isOfConnections == true && world.traefikRefusal(of: $0) == nil
    }
  }
}
