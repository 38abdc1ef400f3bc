import Language
import Routing
import Topology

/// What proxies beside the clients do with requests for a Service, as those of Linkerd and of Istio do.
extension TraceWalk {
  /// Where a request for a Service goes in the end, by the proxy beside the client; nil where it goes there.
  mutating func passMesh(
    _ service: NamespacedName, _ port: PortReference?, _ door: TraceDoor
  ) -> [TraceLeg]? {
    guard case .clusterIP = door, case .number(let number)? = port, let pod = client.pod,
      request.url?.scheme != .https, let service = inventory.service(service)
    else { return nil }
    let asked = GatewayRequest(request)
    let contests = MeshContest.System.allCases.compactMap {
      MeshContest($0, asked, to: service, port: number, from: pod, world.routes)
    }
    guard let first = contests.first else { return nil }
    guard let contest = contests.first(where: { world.isMeshed(pod, by: $0.system) }) else {
      add(
        .route, .ok, first.source,
        says: "\(first.source) is for clients in the mesh, and \(pod.metadata.name) is not in it.")
      return nil
    }
    controller = contest.system == .linkerd ? .linkerd : .sidecar
    if let open = contest.patterns.first,
      contest.chosen == nil || contest.chosen == open
        || contest.system == .istio
    {
      add(
        .route, .unknown, open.source,
        says: "The rule \(open.path) asks for more than host and path, and may go first.")
      return nil
    }
    guard let chosen = contest.chosen else {
      missMesh(contest)
      return nil
    }
    route = chosen
    return legs(of: chosen, asked, number, contest.system)
  }

  private mutating func missMesh(_ contest: MeshContest) {
    let source = contest.source
    guard let miss = contest.misses.first else {
      fail(
        .route, source, says: "No rule of \(source) takes the request: the proxy answers 404.",
        fault: nil, .status(404))
      return
    }
    ending = .status(404)
    missCondition(miss)
  }

  /// The Services that the proxy chooses from.
  private mutating func legs(
    of route: Route, _ asked: GatewayRequest, _ number: Int, _ system: MeshContest.System
  ) -> [TraceLeg]? {
    let action = world.action(of: route, asked)
    if let answer = action.answer {
      let rule = rule(route)
      add(
        .route, .ok, route.source,
        says: answer.location.map { "\(rule) answers with \(answer.status), a redirect to \($0)." }
          ?? "\(rule) answers with \(answer.status) by itself.")
      ending = .status(answer.status)
      return nil
    }
    let reader = TraceLegReader(world: world, client: client, door: .clusterIP)
    let read = shares(of: route).map { backend, share -> TraceLeg in
      var backend = backend
      // Without a port of its own it is the one that the client asks for.
      if backend.takesOnlyPort, system == .linkerd || hasSeveralPorts(backend.service) {
        (backend.port, backend.takesOnlyPort) = (.number(number), false)
      }
      return reader.leg(backend, share: share)
    }
    let left = system == .linkerd ? withoutIdle(read) : read
    var says: Message = "\(rule(route)) of \(route.source) leads to \(targets(of: route))."
    if left.count < read.count {
      let names = read.filter { leg in !left.contains { $0.name == leg.name } }
        .map(\.name.name).joined(separator: ", ")
      says = "\(says) Nobody is behind \(names), so the others get its share."
    }
    let path = action.path
    if path != PathRules.path(of: request.path) {
      says = "\(says) The Service gets the path \(path)."
    }
    add(.route, left.count < read.count ? .warning : .ok, route.source, says: says)
    return left
  }

  private func hasSeveralPorts(_ name: NamespacedName) -> Bool {
    inventory.service(name).map { $0.ports.count > 1 } ?? false
  }

  /// Proxies of Linkerd let Services that nobody is behind leave their share to the others.
  private func withoutIdle(_ legs: [TraceLeg]) -> [TraceLeg] {
    let used = legs.filter { leg in leg.problem.map { $0.hop == .service } ?? true }
    let sum = used.reduce(0) { $0 + $1.share }
    guard sum > 0 else { return legs }
    return used.map { leg in
      var leg = leg
      leg.share /= sum
      return leg
    }
  }
}
