package import Routing
package import Topology

extension RouteDecision {
  /// Decides about a request of a pod for a Service, as the proxy beside the pod does; nil where the request goes to the
  /// Service, since no object asks for more, or no such proxy is there.
  package init?(
    _ request: GatewayRequest, to service: NamespacedName, port: Int, from pod: Pod,
    in world: TraceWorld
  ) {
    let contest = LinkerdContest(
      request, to: service, port: port, from: pod.metadata.namespace, world.routes)
    guard contest.isAsked, world.isMeshed(pod) else { return nil }
    route = contest.chosen
    action = contest.chosen.map { world.action(of: $0, request) }
    answer = contest.chosen == nil ? RouteAnswer(404) : action?.answer
  }
}
