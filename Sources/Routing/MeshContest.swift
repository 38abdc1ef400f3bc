package import Topology

/// Where the proxy beside a client sends a request for a Service, by the objects of one mesh.
package struct MeshContest: Sendable {
  /// Whose proxies go by the objects.
  package enum System: Hashable, Sendable, CaseIterable {
    case linkerd, istio
  }

  package let system: System
  /// The object that was asked.
  package let source: ObjectReference
  /// The route that takes the request; nil when none does, which the proxy answers with 404.
  package let chosen: Route?
  /// Rules whose path fits while something else does not.
  package let misses: [GatewayContest.Miss]
  /// Regular expressions that only the proxy can evaluate.
  package let patterns: [Route]

  /// What a mesh makes of a request; nil where none of its objects says more than that it goes to the Service.
  package init?(
    _ system: System, _ request: GatewayRequest, to service: Service, port: Int, from client: Pod,
    _ table: RoutingTable
  ) {
    self.system = system
    switch system {
    case .linkerd:
      let contest = LinkerdContest(
        request, to: service.metadata.key, port: port, from: client.metadata.namespace, table)
      guard contest.isAsked, let source = contest.source else { return nil }
      self.source = source
      (chosen, misses, patterns) = (contest.chosen, contest.misses, contest.patterns)
    case .istio:
      guard
        let contest = IstioSidecarContest(
          request, to: service, port: port, from: client, table)
      else { return nil }
      source = contest.source
      (chosen, misses, patterns) = (contest.chosen, contest.misses, contest.patterns)
    }
  }

  /// Whether any object of a mesh says of requests of clients in a namespace more than that they go to the Service.
  package static func isAsked(
    _ system: System, about service: Service, port: Int, from namespace: String,
    _ table: RoutingTable
  ) -> Bool {
    switch system {
    case .linkerd:
      LinkerdContest.isAsked(
        about: service.metadata.key, port: port, from: namespace, table)
    case .istio:
      IstioSidecarContest.asked(about: service, port: port, from: namespace, table) != nil
    }
  }

  /// Whether the proxy of a mesh stands beside a pod; where it is `planned`, whether one would.
  package static func hasProxy(
    of system: System, beside pod: Pod, in inventory: Inventory, isPlanned: Bool
  ) -> Bool {
    switch system {
    case .linkerd:
      Linkerd.isInjected(pod) || isPlanned && Linkerd.isToBeInjected(pod, in: inventory)
    case .istio: Istio.hasSidecar(pod, in: inventory, isPlanned: isPlanned)
    }
  }
}
