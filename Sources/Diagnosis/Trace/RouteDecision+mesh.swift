package import Routing
package import Topology

extension RouteDecision {
  /// Decides about a request of a pod for a Service, as the proxy beside the pod does; nil where the request goes to the
  /// Service, since no object asks for more, or no such proxy is there.
  package init?(
    _ request: GatewayRequest, to service: NamespacedName, port: Int, from pod: Pod,
    in world: TraceWorld
  ) {
    guard let service = world.inventory.service(service) else { return nil }
    let contest = MeshContest.System.allCases.lazy.filter { world.isMeshed(pod, by: $0) }
      .compactMap { MeshContest($0, request, to: service, port: port, from: pod, world.routes) }
      .first
    guard let contest else { return nil }
    route = contest.chosen
    action = contest.chosen.map { world.action(of: $0, request) }
    answer = contest.chosen == nil ? RouteAnswer(404) : action?.answer
  }
}

extension TraceWorld {
  /// Whether a proxy of a mesh stands beside a pod.
  ///
  /// Where nothing runs, and on the playground, which plays the proxies, annotations and labels tell that one will.
  package func isMeshed(_ pod: Pod, by system: MeshContest.System) -> Bool {
    MeshContest.hasProxy(
      of: system, beside: pod, in: inventory,
      isPlanned: diagnosis.extent == .manifests || isPlayground)
  }

  /// The meshes whose proxy stands beside a pod.
  package func meshes(of pod: Pod) -> [MeshContest.System] {
    MeshContest.System.allCases.filter { isMeshed(pod, by: $0) }
  }
}
