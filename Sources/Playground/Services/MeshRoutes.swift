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
  private let clients: [String: Pod]
  private let services: Set<NamespacedName>

  /// Reads what an inventory asks for; nil where no object does.
  package init?(_ inventory: Inventory, resolution: IngressConfiguration.Resolution) {
    let routes = ServedRoutes(inventory, serving: Self.isMeant)
    guard let world = routes.decider?.world else { return nil }
    self.world = world
    configuration = IngressConfiguration(
      routes, certificates: IngressCertificates(), resolution: resolution)
    services = world.routes.linkerd.services
    var clients: [String: Pod] = [:]
    for pod in inventory.pods.values where world.isMeshed(pod) {
      for address in pod.addresses { clients[address] = pod }
    }
    self.clients = clients
  }

  /// Whether proxies beside the clients of Services go by a route.
  static func isMeant(_ route: Route) -> Bool { route.isOfMesh && !route.isOfIstio }

  /// Where a connection from an address is led; nil where it goes to the Service as it is.
  func destination(from address: String, to listener: ServiceListener) -> MeshDestination? {
    guard listener.entry == .clusterIP, let client = clients[address] else { return nil }
    let destination = MeshDestination(
      service: listener.service, port: listener.address.port, client: client)
    return isLed(destination) ? destination : nil
  }

  /// Whether any object says more of a destination than that requests go there.
  func isLed(_ destination: MeshDestination) -> Bool {
    destination.client.addresses.contains { clients[$0] != nil }
      && LinkerdContest.isAsked(
        about: destination.service, port: destination.port,
        from: destination.client.metadata.namespace, world.routes)
  }

  /// Whether a listener has to be open though nobody is behind it: requests may be led to other Services.
  func keepsOpen(_ listener: ServiceListener) -> Bool {
    listener.entry == .clusterIP && services.contains(listener.service)
  }
}
