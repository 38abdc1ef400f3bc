import Language
import Routing
import Topology

extension TraceWalk {
  /// Takes down who wins and who loses.
  mutating func take(_ choice: TraceChoice) {
    route = choice.route
    // The object of the route has faults of its other rules too, which are not on the way.
    objects +=
      choice.route.map { route in route.terms?.chain.filter { $0 != route.source } ?? [] }
      ?? choice.refused?.terms?.chain ?? []
    trace.losers = choice.losers
    trace.matched = choice.route.map { match($0) }
  }

  private func match(_ route: Route) -> Trace.Match {
    var match = Trace.Match(route: route.id)
    guard let object = inventory.object(route.source.kind, route.source.name) else { return match }
    let place = RulePlace(of: route, in: object)
    match.rule = place?.rule
    match.count = place?.count ?? 0
    match.field = place?.field
    return match
  }

  /// The rule by which the request goes on; nil when it does not.
  mutating func passRoute(_ choice: TraceChoice) -> Route? {
    guard let route = choice.route else {
      missRoute(choice)
      return nil
    }
    if let first = choice.opaque.first {
      doubt(first)
      return route
    }
    guard passRouter(route, rule(route)) else { return nil }
    let action = world.action(of: route, GatewayRequest(request))
    if let answer = action.answer {
      self.answer(route, with: answer)
      return nil
    }
    if let rival = choice.rivals.first {
      add(
        .route, .unknown, route.source,
        says: "\(rule(route)) leads to \(targets(of: route)), and \(rule(rival)) of "
          + "\(rival.source) is as long: which of them goes first is not defined.")
      return route
    }
    if action.isPathOpen || !choice.isEvaluated && isPattern(route) {
      add(
        .route, .unknown, route.source,
        says: action.isPathOpen
          ? "\(rule(route)) is rewritten in a way that only ingress-nginx can tell."
          : "\(rule(route)) is a pattern of the controller, and read as a prefix here.")
      return route
    }
    let place: Message =
      (trace.matched?.rule).map { "rule \($0 + 1) of \(trace.matched?.count ?? 0)" } ?? "default"
    let plain: Message = "\(rule(route)) leads to \(targets(of: route)) (\(place))."
    let sent = sent(action).map { "\(plain) The Service gets the path \($0)." } ?? plain
    let copied = copies(of: route, action).map { "\(sent) Copies go to \($0)." } ?? sent
    let says = nginxNotes(on: route).reduce(copied) { "\($0) \($1)" }
    guard let other = choice.leftOut.first else {
      add(.route, .ok, route.source, says: says)
      return route
    }
    add(
      .route, .warning, route.source,
      says: "\(says) \(rule(other)) of \(other.source) would go first, but leads to nothing.",
      fault: fault(ofEmpty: other))
    return route
  }

  /// A rule that needs no Service.
  private mutating func answer(_ route: Route, with answer: RouteAnswer) {
    let status = answer.status
    if route.terms?.nginx != nil {
      add(
        .route, .ok, route.source,
        says: "\(rule(route)) answers with \(status), a redirect to \(answer.location ?? "").")
      ending = .status(status)
      return
    }
    guard route.rule != nil else { return missInclude(route, rule(route), status) }
    add(
      .route, .ok, route.source,
      says: (300..<400).contains(status)
        ? "\(rule(route)) answers with \(status), a redirect."
        : "\(rule(route)) answers with \(status) by itself.")
    ending = .status(status)
  }

  /// The path that a Service gets, where it is another than that of the request.
  private func sent(_ action: RouteAction) -> String? {
    action.path == PathRules.path(of: request.path) ? nil : action.path
  }

  /// The Services that get copies of what the rule takes.
  private func copies(of route: Route, _ action: RouteAction) -> String? {
    let copies = action.copies.map(\.backend.service)
    let services = copies.isEmpty ? route.terms?.mirrors ?? [] : copies
    return services.isEmpty ? nil : services.map(\.name).joined(separator: ", ")
  }

  /// Why a rule leads to nothing.
  private func fault(ofEmpty route: Route) -> Fault? {
    let services = route.backends.map { ObjectReference("Service", $0.service) }
    return
      (world.diagnosis.faults(of: route).filter { FaultCatalogue.kind($0.id)?.hop == .service }
      + services.flatMap(world.diagnosis.faults)).first { $0.grade == .blocker }
  }

  /// Rules that are not evaluated here may go first.
  private mutating func doubt(_ rule: Route) {
    add(
      .route, .unknown, rule.source,
      says: "The rule \(rule.path) asks for more than host and path, and may go first.")
  }

  /// `/pay Prefix`.
  func rule(_ route: Route) -> Message {
    route.isDefault ? "The default backend" : "\(route.path) \(route.pathType.rawValue)"
  }

  /// `api-v1:80 (90 %) and api-v2:80 (10 %)`.
  func targets(of route: Route) -> Message {
    let shares = self.shares(of: route)
    guard let first = shares.first else { return "no Service" }
    guard shares.count > 1 else { return "\(target(first.0))" }
    let list = shares.map { backend, share in "\(target(backend)) (\(Self.percent(share)))" }
    let all = list.dropLast().joined(separator: ", ")
    return "\(all) and \(list[list.count - 1])"
  }

  /// `api-v1:80`, with the subset as `api@v1:80`; without port where the only one is meant, and there is none.
  private func target(_ backend: Route.Backend) -> String {
    guard backend.takesOnlyPort else { return "\(backend.key.name):\(backend.port)" }
    let port = inventory.service(backend.service).flatMap(backend.port(of:))
    return backend.key.name + (port.map { ":\($0.number)" } ?? "")
  }

  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }

  /// The share of each backend, as weights or a header or cookie of the request decide.
  func shares(of route: Route) -> [(Route.Backend, Double)] {
    let behaviour = ControllerBehaviour(of: route, in: world)
    let route = world.asServed(route, behaviour)
    let weighted = route.backends.map { ($0, route.share(of: $0)) }
    let positive = weighted.filter { $0.1 > 0 }
    guard let canary = route.canary, route.backends.count > 1 else {
      return positive.isEmpty ? weighted : positive
    }
    let decision = canary.decision(
      headerValue: canary.header.isEmpty ? nil : request.value(of: canary.header),
      cookieValue: canary.cookie.isEmpty ? nil : request.cookie(canary.cookie))
    switch decision {
    case .canary: return route.backends.suffix(1).map { ($0, 1) }
    case .primary: return route.backends.prefix(1).map { ($0, 1) }
    case .byWeight: return positive.isEmpty ? weighted : positive
    }
  }

  /// Whether the path may be a regular expression of the controller.
  private func isPattern(_ route: Route) -> Bool {
    guard route.pathType == .implementationSpecific, !route.isDefault, route.terms == nil
    else { return false }
    if GatewayAPI.routeKinds.contains(route.source.kind) { return false }
    // Traefik's patterns are told as such elsewhere.
    if route.implementation == TraefikContest.controller { return false }
    let annotations =
      inventory.object(route.source.kind, route.source.name)?.metadata.annotations ?? [:]
    return annotations["\(IngressControllers.nginxPrefix)use-regex"] == "true"
      || route.path.contains(where: { "()[]{}*+?^$|\\".contains($0) })
  }
}
