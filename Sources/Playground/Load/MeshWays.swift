import Routing
package import Topology

/// How a pod of a mesh reaches a Service.
package struct MeshWay: Hashable, Sendable {
  /// The address of the pod, from which the connection has to come.
  package var source: String
  /// The cluster IP of the Service with its port.
  package var destination: BackendAddress
}

/// Finds pods of a mesh that can send requests by its routes.
struct MeshWays {
  private let inventory: Inventory
  private let table: RoutingTable

  init(_ inventory: Inventory, _ table: RoutingTable) {
    self.inventory = inventory
    self.table = table
  }

  /// From a ready pod of the route's own namespace to its Service; nil where there is none.
  func way(to route: Route) -> MeshWay? {
    let namespace = route.source.name.namespace
    let system = route.isOfIstio ? MeshContest.System.istio : .linkerd
    guard let name = Linkerd.service(of: route.host)?.name,
      let service = inventory.service(name), !service.clusterIP.isEmpty, !service.isHeadless,
      let port = service.ports.first(where: { port in
        port.transport == .tcp
          && MeshContest.isAsked(
            system, about: service, port: port.number, from: namespace, table)
      }), let source = client(of: system, in: namespace)?.addresses.first
    else { return nil }
    return MeshWay(
      source: source,
      destination: BackendAddress(address: service.clusterIP, port: port.number))
  }

  /// A pod that nobody sends requests to, else any.
  private func client(of system: MeshContest.System, in namespace: String) -> Pod? {
    let pods = inventory.pods(in: namespace).filter { pod in
      pod.isReady && !pod.isFinished && !pod.addresses.isEmpty
        && MeshContest.hasProxy(of: system, beside: pod, in: inventory, isPlanned: true)
    }.sorted { $0.metadata.name < $1.metadata.name }
    return pods.first { pod in
      inventory.services(in: namespace, selecting: pod.metadata.labels).isEmpty
    } ?? pods.first
  }
}
