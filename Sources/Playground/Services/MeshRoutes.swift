import Diagnosis
import HashTreeCollections
import Routing
package import Topology

/// Where a pod of a mesh connects to: the proxy beside it decides about each of its requests.
package struct MeshDestination: Hashable, Sendable {
  /// The Service that the pod names.
  package var service: NamespacedName
  /// The port of the Service.
  package var port: Int
  /// The pod.
  package var client: Pod
}

/// What the proxies beside the pods of a mesh do with requests for Services.
///
/// The playground has no such proxies: the listeners on the addresses of Services play them for the pods that would have
/// one, which their source addresses tell.
package struct MeshRoutes: Sendable {
  /// The routes, with the endpoints of their backends.
  let configuration: IngressConfiguration
  private let world: TraceWorld
  /// The pods with a proxy beside them, by their addresses, and of which meshes it is.
  private let clients: [String: Client]

  private struct Client {
    let pod: Pod
    let meshes: [MeshContest.System]
  }

  /// Reads what an inventory asks for; nil where no object does.
  package init?(_ inventory: Inventory, resolution: IngressConfiguration.Resolution) {
    let routes = ServedRoutes(inventory, serving: \.isServedByMesh)
    guard let world = routes.decider?.world else { return nil }
    self.world = world
    configuration = IngressConfiguration(
      routes, certificates: IngressCertificates(), resolution: resolution)
    var clients: [String: Client] = [:]
    for pod in inventory.pods.values {
      let meshes = world.meshes(of: pod)
      guard !meshes.isEmpty else { continue }
      for address in pod.addresses { clients[address] = Client(pod: pod, meshes: meshes) }
    }
    self.clients = clients
  }

  /// Where a connection from an address is led; nil where it goes to the Service as it is.
  func destination(from address: String, to listener: ServiceListener) -> MeshDestination? {
    guard listener.entry == .clusterIP, let client = clients[address] else { return nil }
    let destination = MeshDestination(
      service: listener.service, port: listener.address.port, client: client.pod)
    return isLed(destination) ? destination : nil
  }

  /// Whether any object says more of a destination than that requests go there.
  func isLed(_ destination: MeshDestination) -> Bool {
    guard let service = world.inventory.service(destination.service),
      let client = destination.client.addresses.lazy.compactMap({ clients[$0] }).first
    else { return false }
    return client.meshes.contains { system in
      MeshContest.isAsked(
        system, about: service, port: destination.port,
        from: destination.client.metadata.namespace, world.routes)
    }
  }

  /// Whether a listener has to be open though nobody is behind it: requests may be led to other Services.
  func keepsOpen(_ listener: ServiceListener) -> Bool {
    guard listener.entry == .clusterIP, let service = world.inventory.service(listener.service)
    else { return false }
    return world.routes.linkerd.services.contains(listener.service)
      || MeshContest.isAsked(
        .istio, about: service, port: listener.address.port,
        from: listener.service.namespace, world.routes)
  }
}
