import Language
import Routing
import Topology

extension TraceWalk {
  /// Where the name leads when a controller answers.
  mutating func passName(_ choice: TraceChoice) {
    guard let url = request.url, !trace.hops.contains(where: { $0.hop == .dns }) else { return }
    // Contour writes its addresses into the HTTPProxy that has the host.
    let source = choice.sample?.terms?.chain.first ?? choice.sample?.source
    let addresses = source.map(addresses) ?? []
    // Nothing runs where manifests are: what stands in their status was derived here.
    let isKnown = world.diagnosis.extent != .manifests && !addresses.isEmpty
    if NameRules.isAddress(url.host) {
      let isOwn = isKnown && addresses.contains(url.host)
      add(
        .dns, isOwn ? .ok : .unknown, isOwn ? source : nil,
        says: isOwn
          ? "\(url.host) is the address of the controller."
          : "Whose address \(url.host) is, is not known here.")
    } else if isKnown {
      add(
        .dns, .ok, source,
        says: "\(url.host) has to lead to \(addresses[0]), the address of the controller.")
    } else {
      add(.dns, .unknown, says: "Where DNS leads \(url.host) is not known here.")
    }
  }

  /// The addresses that controllers have written into the status of a route, or of its Gateway.
  private func addresses(of source: ObjectReference) -> [String] {
    if ["Ingress", "HTTPProxy"].contains(source.kind) {
      let status = inventory.object(source.kind, source.name)?.object["status"] ?? .null
      return status["loadBalancer"]["ingress"].array.compactMap {
        $0["ip"].string ?? $0["hostname"].string
      }
    }
    let gateways = world.routes.routes(of: source).first.map { [gateway(of: $0)] } ?? []
    return gateways.flatMap { gateway in
      (inventory.object(gateway.kind, gateway.name)?.object["status"]["addresses"].array ?? [])
        .compactMap { $0["value"].string }
    }
  }

  /// Whether somebody listens at the port, and for rules of this class.
  mutating func passListener(_ route: Route, _ choice: TraceChoice) {
    guard !isBroken, let url = request.url else { return }
    let behaviour = ControllerBehaviour(of: route, in: world)
    controller = behaviour
    let isGateway = GatewayAPI.routeKinds.contains(route.source.kind)
    if let broken = unserved(route, choice) {
      fail(
        .listener, broken.object, says: broken.says, fault: broken,
        choice.isServed ? .notKnown : answerOfOthers())
      return
    }
    guard choice.isServed else {
      fail(
        .listener, route.source, says: "No controller here serves the class \(route.controller).",
        fault: nil, answerOfOthers())
      return
    }
    if isGateway { return passGateway(route, url) }
    if route.isOfIstio {
      return passIstio(route, url, isRedirected: choice.isRedirected)
    }
    guard !isOfUnknownClass(route) else {
      add(
        .listener, .unknown, route.source,
        says: "Who serves the class \(route.controller) is not known: no IngressClass has its name."
      )
      return
    }
    guard url.scheme != .http || url.port != 443, url.scheme != .https || url.port != 80
    else { return mixUp(url, route) }
    guard behaviour.takesAnyPort || [80, 443].contains(url.port) else {
      return passPort(url, route, behaviour)
    }
    if url.scheme == .http, redirects(route, behaviour, choice) {
      redirect = behaviour.redirect ?? 308
    }
    let name: Message =
      route.controller.isEmpty
      ? behaviour.name : "\(behaviour.name), the controller of class \(route.controller)"
    add(
      .listener, .ok,
      route.controller.isEmpty ? nil : ObjectReference("IngressClass", "", route.controller),
      says: redirect == nil
        ? "Port \(url.port) of \(name)." : "Port \(url.port) of \(name), which leads to https.")
  }

  /// Whether only an annotation names the class, and no object says which program it is.
  private func isOfUnknownClass(_ route: Route) -> Bool {
    route.source.kind == "Ingress" && route.implementation.isEmpty && !route.controller.isEmpty
      && !world.isUnreadable("IngressClass") && !world.isPlayground
      && world.diagnosis.extent != .manifests
  }

  /// What a request gets whose rule no controller takes up: it reaches the one that is there all the same.
  private mutating func answerOfOthers() -> Ending {
    guard !world.isPlayground else { return .status(404) }
    guard let other = world.onlyController, let status = other.noRoute else { return .notKnown }
    controller = other
    return .status(status)
  }
  private static let conflict = "ingress-class-annotation-conflict"

  /// What keeps a controller from taking up the rule.
  private func unserved(_ route: Route, _ choice: TraceChoice) -> Fault? {
    // The playground's proxy serves all kinds itself.
    if world.isPlayground, choice.isServed, route.source.kind != "Ingress" { return nil }
    let own = world.diagnosis.faults(of: route).filter {
      $0.grade == .blocker && FaultCatalogue.kind($0.id)?.hop == .listener
    }
    if !choice.isServed, let fault = own.first { return fault }
    let owner =
      GatewayAPI.routeKinds.contains(route.source.kind) || route.isOfIstio
      ? gateway(of: route) : ObjectReference("IngressClass", "", route.controller)
    let fatal = [
      "ingress-class-no-controller", "ingress-controller-down", "gateway-class-not-found",
      "gateway-class-not-accepted", "gateway-not-accepted", "gateway-not-programmed",
      "istio-gateway-no-workload",
    ]
    // The playground goes by the field, as networking/v1 has it; ingress-nginx leaves such an Ingress out.
    let mute = ["ingress-no-address"] + (world.isPlayground ? [] : [Self.conflict])
    return world.diagnosis.faults(of: owner).first { fatal.contains($0.id) }
      ?? own.first { mute.contains($0.id) }
  }

  /// Plain HTTP to the port of TLS, or TLS to the port of plain HTTP.
  private mutating func mixUp(_ url: TraceURL, _ route: Route) {
    let isPlain = url.scheme == .http
    fail(
      .listener, route.source,
      says: isPlain
        ? "Port 443 speaks TLS, and the request does not." : "Port 80 speaks no TLS.",
      fault: Fault(
        "url-scheme-has-no-listener", .blocker, route.source,
        says: "\(url.scheme.rawValue) is asked for on port \(url.port), which speaks the other.",
        fix: "Write \(isPlain ? "https" : "http"), or leave the port out."),
      isPlain ? .status(400) : .certificate)
  }

  /// Whether plain HTTP is led to https: the host has TLS, and no annotation says otherwise.
  private func redirects(
    _ route: Route, _ behaviour: ControllerBehaviour, _ choice: TraceChoice
  ) -> Bool {
    // What no rule of an HTTPProxy takes gets 404 as it is.
    if ContourContest.isMeant(route) { return behaviour.redirect != nil && choice.route == route }
    let route = choice.route ?? route
    let asked = GatewayRequest(request)
    return world.action(of: route, asked).answer == nil
      && world.nginxLeadsToHTTPS(route, asked, behaviour)
  }

  /// A port that only a Service of the controller can open.
  private mutating func passPort(
    _ url: TraceURL, _ route: Route, _ behaviour: ControllerBehaviour
  ) {
    let known = IngressControllers.controller(route.implementation)
    let services = (known?.homes.map(\.name.namespace) ?? []).flatMap { namespace in
      inventory.services(in: namespace).filter { known?.isNamed(in: $0.metadata.name) ?? false }
    }
    let ports = services.flatMap(\.ports)
    if ports.contains(where: { $0.number == url.port || $0.nodePort == url.port }) {
      add(.listener, .ok, says: "Port \(url.port) of the Service of \(behaviour.name).")
      return
    }
    guard let first = services.first else {
      add(
        .listener, .unknown,
        says: "Whether \(behaviour.name) listens on port \(url.port) is not known here.")
      return
    }
    let open = Set(ports.flatMap { [$0.number, $0.nodePort] }).subtracting([0]).sorted()
    let list = open.map(String.init).joined(separator: ", ")
    let object = ObjectReference("Service", first.metadata.key)
    fail(
      .listener, object, says: "The Service of \(behaviour.name) has no port \(url.port).",
      fault: Fault(
        "url-port-not-exposed", .blocker, object, field: "spec.ports",
        says: "Port \(url.port) is asked for, and it has \(list).",
        fix: "Leave the port out, or use one of \(list)."), .refused)
  }
}
