import Language
import Routing
package import Topology

/// What proxies beside the clients do with requests for a Service, as those of Linkerd do.
extension TraceWalk {
  /// Where a request for a Service goes in the end, by the proxy beside the client; nil where it goes there.
  mutating func passMesh(
    _ service: NamespacedName, _ port: PortReference?, _ door: TraceDoor
  ) -> [TraceLeg]? {
    guard case .clusterIP = door, case .number(let number)? = port, let pod = client.pod,
      request.url?.scheme != .https
    else { return nil }
    let asked = GatewayRequest(request)
    let contest = LinkerdContest(
      asked, to: service, port: number, from: pod.metadata.namespace, world.routes)
    guard contest.isAsked, let source = contest.source else { return nil }
    guard world.isMeshed(pod) else {
      add(
        .route, .ok, source,
        says: "\(source) is for clients in the mesh, and \(pod.metadata.name) is not in it.")
      return nil
    }
    controller = .linkerd
    if let open = contest.patterns.first, contest.chosen == nil || contest.chosen == open {
      add(
        .route, .unknown, open.source,
        says: "The rule \(open.path) asks for more than host and path, and may go first.")
      return nil
    }
    guard let chosen = contest.chosen else {
      missMesh(contest, source)
      return nil
    }
    route = chosen
    return legs(of: chosen, asked, number)
  }

  private mutating func missMesh(_ contest: LinkerdContest, _ source: ObjectReference) {
    guard let miss = contest.misses.first else {
      fail(
        .route, source, says: "No rule of \(source) takes the request: the proxy answers 404.",
        fault: nil, .status(404))
      return
    }
    fail(
      .route, miss.route.source,
      says: "\(miss.path) fits, but the rule asks for \(miss.condition).",
      fault: Fault(
        "url-method-or-header-not-matched", .blocker, miss.route.source, field: miss.field,
        says: "Its rule for \(miss.path) asks for \(miss.condition), which the request has not.",
        fix: "Send what the rule asks for, or add a rule without it."), .status(404))
  }

  /// The Services that the proxy chooses from; those that nobody is behind leave their share to the others.
  private mutating func legs(
    of route: Route, _ asked: GatewayRequest, _ number: Int
  ) -> [TraceLeg]? {
    let action = world.action(of: route, asked)
    if let answer = action.answer {
      add(
        .route, .ok, route.source,
        says: "\(rule(route)) answers with \(answer.status), a redirect to "
          + "\(answer.location ?? "").")
      ending = .status(answer.status)
      return nil
    }
    let all = shares(of: route)
    let reader = TraceLegReader(world: world, client: client, door: .clusterIP)
    let read = all.map { backend, share in
      let reference = backend.takesOnlyPort ? .number(number) : backend.port
      return (backend, reference, share, reader.leg(backend.service, reference, share: share))
    }
    let isEmpty = { (leg: TraceLeg) in leg.problem.map { $0.hop != .service } ?? false }
    let used = read.filter { !isEmpty($0.3) }
    let left = used.isEmpty ? read : used
    let sum = left.reduce(0) { $0 + $1.2 }
    var says: Message = "\(rule(route)) of \(route.source) leads to \(targets(of: route))."
    if left.count < read.count {
      let names = read.filter { isEmpty($0.3) }.map(\.0.service.name).joined(separator: ", ")
      says = "\(says) Nobody is behind \(names), so the others get its share."
    }
    let path = action.path
    if path != PathRules.path(of: request.path) {
      says = "\(says) The Service gets the path \(path)."
    }
    add(.route, left.count < read.count ? .warning : .ok, route.source, says: says)
    guard sum > 0 else { return read.map(\.3) }
    return left.map { reader.leg($0.0.service, $0.1, share: $0.2 / sum) }
  }
}

extension TraceWorld {
  /// Whether a proxy of Linkerd stands beside a pod.
  ///
  /// Where nothing runs, and on the playground, which plays the proxies, the annotation tells that one will.
  package func isMeshed(_ pod: Pod) -> Bool {
    Linkerd.isInjected(pod)
      || (diagnosis.extent == .manifests || isPlayground)
        && Linkerd.isToBeInjected(pod, in: inventory)
  }
}
