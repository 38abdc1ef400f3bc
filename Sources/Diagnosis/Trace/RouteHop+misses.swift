import Language
import Routing
import Topology

extension TraceWalk {
  /// No rule takes the request: which one comes nearest, and why it does not match.
  mutating func missRoute(_ choice: TraceChoice) {
    let host = request.host
    ending = .status(controller?.noRoute ?? 404)
    if controller == nil {
      controller =
        world.isPlayground
        ? .playground : ControllerBehaviour(name: ControllerBehaviour.nameless)
    }
    if let refused = choice.refused { return missRefused(refused) }
    if let route = connection(to: host) {
      add(
        .route, .unknown, route.source,
        says: "\(route.path) takes connections to \(host) as they are, so that no rule of requests "
          + "is asked.")
      ending = .notKnown
      return
    }
    for kind in ["Ingress", "HTTPRoute", "IngressRoute", "HTTPProxy"] where world.isUnreadable(kind)
    {
      guard kind == "Ingress" || world.routes.isEmpty else { continue }
      add(.route, .unknown, says: "Objects of kind \(kind) may not be read.")
      ending = .notKnown
      return
    }
    if let rule = choice.opaque.first {
      add(
        .route, .unknown, rule.source,
        says: "The rule \(rule.path) asks for more than host and path, and may match.")
      ending = .notKnown
      return
    }
    guard world.diagnosis.extent != .namespace else {
      add(
        .route, .unknown, says: "No rule of this namespace takes \(host)\(request.path).")
      ending = .notKnown
      return
    }
    if let miss = choice.unmet { return missCondition(miss) }
    let rules = world.routes.candidates(for: host).filter {
      !$0.isDefault && world.isServed($0) && $0.path.hasPrefix("/")
        // Istio looks no further than at the most specific host.
        && (!$0.isOfIstio || $0.host == choice.sample?.host)
    }
    guard rules.isEmpty else { return missPath(rules) }
    missHost(host)
  }

  /// A rule whose path fits while it asks for more; what the client gets is set before.
  mutating func missCondition(_ miss: GatewayContest.Miss) {
    fail(
      .route, miss.route.source,
      says: "\(miss.path) fits, but the rule asks for \(miss.condition).",
      fault: Fault(
        "url-method-or-header-not-matched", .blocker, miss.route.source, field: miss.field,
        says: "Its rule for \(miss.path) asks for \(miss.condition), which the request has not.",
        fix: "Send what the rule asks for, or add a rule without it."), ending)
  }

  private mutating func missPath(_ rules: [Route]) {
    let path = PathRules.path(of: request.path)
    let near = NearPath(of: path, among: rules)
    let why = RoutingTable.mismatch(near.route, path: path)
    let rule: Message = "\(near.route.path) \(near.route.pathType.rawValue)"
    let place = inventory.object(near.route.source.kind, near.route.source.name).flatMap {
      RulePlace(of: near.route, in: $0)
    }
    fail(
      .route, near.route.source, says: "No path of \(request.host) matches \(path).",
      fault: Fault(
        "url-path-not-matched", .blocker, near.route.source, field: place?.field,
        says: "No path of \(request.host) matches \(path); the nearest, \(rule), \(why).",
        fix: near.isExactPrefix
          ? "Make the path a Prefix, or ask for \(near.route.path)."
          : "Add a path that matches, or ask for \(near.route.path)."
      ).mended(by: place.flatMap { near.isExactPrefix ? prefix($0, near.route.source) : nil }),
      ending)
  }

  /// An Exact path of an Ingress that is to take what is below it too.
  private func prefix(_ place: RulePlace, _ source: ObjectReference) -> FaultRemedy? {
    guard source.kind == "Ingress" else { return nil }
    return .setField(
      FieldEdit(source, field: "\(place.field).pathType", from: "Exact", to: "Prefix"))
  }

  private mutating func missHost(_ host: String) {
    if let wildcard = wildcard(nearTo: host) {
      let object = world.routes.routes(ofHost: wildcard).first?.source
      fail(
        .route, object,
        says: "\(wildcard) covers exactly one label, and \(host) has another depth.",
        fault: object.map {
          Fault(
            "ingress-wildcard-depth", .blocker, $0,
            says: "\(wildcard) covers one label in place of the star, so not \(host).",
            fix: "Add a rule for \(host), or for a wildcard of its depth.")
        }, ending)
      return
    }
    let known = world.routes.hostNames.filter { $0 != host }
    let near = Spelling.nearest(to: host, among: known)
    let first = near ?? known.filter { !$0.isEmpty }.min()
    let object =
      first.flatMap { world.routes.routes(ofHost: $0).first?.source }
      ?? ObjectReference("Host", "", host)
    let fix: Message =
      near.map { "Write \($0), or add \(host) to a rule." }
      ?? first.map { "Add \(host) to a rule, or use a host that is served, such as \($0)." }
      ?? "Create a route for \(host)."
    fail(
      .route, near == nil ? nil : object, says: "No rule serves the host \(host).",
      fault: Fault(
        "url-host-not-served", .blocker, object, says: "No rule serves the host \(host).", fix: fix
      ), ending)
  }

  /// A wildcard of an Ingress whose name the host ends with, at another depth.
  private func wildcard(nearTo host: String) -> String? {
    func isOfIngress(_ pattern: String) -> Bool {
      world.routes.routes(ofHost: pattern).contains { $0.source.kind == "Ingress" }
    }
    if isOfIngress("*.\(host)") { return "*.\(host)" }
    var rest = host[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if isOfIngress("*.\(rest)") { return "*.\(rest)" }
    }
    return nil
  }
}

/// The rule whose path is nearest to one that nothing matches.
struct NearPath {
  let route: Route
  /// Whether it would match as a Prefix.
  let isExactPrefix: Bool

  /// The rule that differs least: in how it compares, then in its letters, then in where it begins to differ.
  init(of path: Substring, among routes: [Route]) {
    let lowered = path.lowercased()
    let alike = routes.first {
      PathRules.prefix($0.path, matches: path)
        || PathRules.prefix($0.path.lowercased(), matches: lowered)
        || $0.path == path + "/"
    }
    let chosen: Route
    if let alike {
      chosen = alike
    } else if let near = Spelling.nearest(to: String(path), among: routes.lazy.map(\.path)),
      let route = routes.first(where: { $0.path == near })
    {
      chosen = route
    } else {
      chosen = routes.max { Self.common($0.path, path) < Self.common($1.path, path) } ?? routes[0]
    }
    route = chosen
    isExactPrefix = chosen.pathType == .exact && PathRules.prefix(chosen.path, matches: path)
  }

  private static func common(_ rule: String, _ path: Substring) -> Int {
    zip(rule.utf8, path.utf8).prefix { $0 == $1 }.count
  }
}
