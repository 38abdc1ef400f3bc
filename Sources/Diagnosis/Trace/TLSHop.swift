import Language
import Routing
import Topology

extension TraceWalk {
  /// Which certificate a client of https gets, and whether it accepts it.
  mutating func passTLS(_ route: Route) {
    guard let url = request.url, url.scheme == .https else { return }
    let behaviour = ControllerBehaviour(of: route, in: world)
    guard !behaviour.goesByGreeting || passGreeting(route, url) else { return }
    guard let secured = secured(route, behaviour) else {
      guard !behaviour.hasOtherCertificates else {
        add(
          .tls, .unknown, route.source,
          says: "Whether \(behaviour.name) has a certificate for \(request.host) is not known.")
        return
      }
      missTLS(route, behaviour)
      return
    }
    guard !secured.isOfIstio else { return passIstioTLS(secured) }
    guard let name = secured.tlsSecret else {
      add(
        .tls, .ok, secured.source,
        says: "\(secured.source) names no Secret: clients get the controller's own certificate.")
      return
    }
    judge(name, of: secured)
  }

  /// The route that gives the host its certificate.
  private func secured(_ route: Route, _ behaviour: ControllerBehaviour) -> Route? {
    if route.isTLS { return route }
    guard !behaviour.needsOwnTLS else { return nil }
    return world.routes.candidates(for: request.host).first {
      $0.isTLS && $0.server == route.server && world.isServed($0)
    }
  }

  private mutating func missTLS(_ route: Route, _ behaviour: ControllerBehaviour) {
    let host = request.host
    let isGateway = GatewayAPI.routeKinds.contains(route.source.kind) || route.isOfIstio
    fail(
      .tls, route.source,
      says: isGateway
        ? "No HTTPS listener takes \(host)."
        : "No rule of \(host) has TLS: clients refuse the controller's default certificate.",
      fault: Fault(
        "url-scheme-has-no-listener", .blocker, route.source,
        field: route.isOfIstio ? "spec.gateways" : isGateway ? "spec.parentRefs" : "spec.tls",
        says: isGateway
          ? "https is asked for, and no HTTPS listener of its Gateways takes \(host)."
          : "https is asked for, and no entry of spec.tls is for \(host).",
        fix: isGateway
          ? "Add an HTTPS listener with a certificate for \(host)."
          : "Add \(host) to spec.tls with a Secret, or ask by http."),
      isGateway ? .refused : behaviour.needsOwnTLS ? .status(404) : .certificate)
  }

  private mutating func judge(_ name: NamespacedName, of route: Route) {
    let object = ObjectReference("Secret", name)
    let host = request.host
    guard !world.isUnreadable("Secret") else {
      add(
        .tls, .unknown, object,
        says: "Secrets may not be read: whether \(name.name) fits \(host) is not known.")
      return
    }
    guard let secret = inventory.object("Secret", name) else {
      add(
        .tls, .warning, object,
        says: "Secret \(name.name) does not exist: clients get the controller's own certificate.",
        fault: fault(of: route, ["ingress-tls-secret-missing", "listener-cert-ref-invalid"]))
      return
    }
    guard
      let certificate = secret.object["data"]["tls.crt"].string.flatMap({
        Certificate(secretValue: $0)
      })
    else {
      let malformed = fault(
        of: route, ["ingress-tls-secret-malformed", "listener-cert-ref-invalid"])
      add(
        .tls, malformed == nil ? .unknown : .warning, object,
        says: "The certificate in Secret \(name.name) cannot be read.", fault: malformed)
      return
    }
    judge(certificate, object, of: route)
  }

  private mutating func judge(
    _ certificate: Certificate, _ object: ObjectReference, of route: Route
  ) {
    let name = object.name.name
    guard certificate.covers(request.host) else {
      let hosts = certificate.hosts.prefix(3).joined(separator: ", ")
      add(
        .tls, .warning, object,
        says: hosts.isEmpty
          ? "The certificate of \(name) is for no host at all, so not for \(request.host)."
          : "The certificate of \(name) is for \(hosts), not for \(request.host).",
        fault: fault(of: route, ["ingress-tls-cert-wrong-host", "listener-cert-ref-invalid"]))
      return
    }
    guard world.now > 0 else {
      add(.tls, .ok, object, says: "The certificate of \(name) is for \(request.host).")
      return
    }
    guard
      (certificate.notBefore...max(certificate.notBefore, certificate.notAfter))
        .contains(world.now)
    else {
      let end = Timestamp.text(
        world.now < certificate.notBefore ? certificate.notBefore : certificate.notAfter)
      add(
        .tls, .warning, object,
        says: world.now < certificate.notBefore
          ? "The certificate of \(name) is valid from \(end) only."
          : "The certificate of \(name) expired at \(end).",
        fault: fault(of: route, ["ingress-tls-cert-expired"]))
      return
    }
    let days = Int((certificate.notAfter - world.now) / 86_400)
    add(
      .tls, .ok, object,
      says: days == 1
        ? "The certificate of \(name) is for \(request.host), valid for 1 more day."
        : "The certificate of \(name) is for \(request.host), valid for \(days) more days.")
  }

  /// What the diagnosis says of a route, or of the objects in front of it, with one of these ids.
  func fault(of route: Route, _ ids: [String]) -> Fault? {
    let owners =
      GatewayAPI.routeKinds.contains(route.source.kind)
      ? world.diagnosis.faults(of: gateway(of: route)) : []
    return (world.diagnosis.faults(of: route) + owners).first { ids.contains($0.id) }
  }

  /// The Gateway that serves a route of the Gateway API or of Istio.
  func gateway(of route: Route) -> ObjectReference {
    let parts = route.controller.split(separator: "/").map(String.init)
    return ObjectReference(
      route.isOfIstio ? ResourceKind.istioGateway.keptName : "Gateway",
      parts.count == 2 ? parts[0] : "", parts.count == 2 ? parts[1] : route.controller)
  }
}
