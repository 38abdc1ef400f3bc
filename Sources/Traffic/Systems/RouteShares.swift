import Routing
import Topology

/// Which routes of one controller lead to which Services, to tell whose requests a Service gets.
///
/// What a Service gets is a route's only where no other route of the controller leads to it, and no copies do.
struct RouteShares: Sendable {
  /// A port of a Service; 0 where ports are not told apart.
  private struct Place: Hashable {
    let service: NamespacedName
    let port: Int
  }

  private var routes: [Place: Set<Route.ID>] = [:]
  private var copied: Set<Place> = []
  private var places: [Route.ID: Set<Place>] = [:]
  private let hasPorts: Bool

  init(
    _ table: RoutingTable, _ inventory: Inventory, byPort hasPorts: Bool,
    where isMeant: (Route) -> Bool
  ) {
    self.hasPorts = hasPorts
    for route in table.inOrder where isMeant(route) {
      for backend in route.backends {
        let place = place(of: backend, inventory)
        routes[place, default: []].insert(route.id)
        places[route.id, default: []].insert(place)
      }
      for copy in route.terms?.copies ?? [] { copied.insert(place(of: copy.backend, inventory)) }
    }
  }

  private func place(of backend: Route.Backend, _ inventory: Inventory) -> Place {
    guard hasPorts else { return Place(service: backend.service, port: 0) }
    var port = 0
    if case .number(let number) = backend.port { port = number }
    if let known = inventory.service(backend.service).flatMap(backend.port(of:)) {
      port = known.number
    }
    return Place(service: backend.service, port: port)
  }

  /// The key of what a Service got.
  func key(of service: NamespacedName, port: Int = 0) -> TrafficKey {
    let place = Place(service: service, port: hasPorts ? port : 0)
    guard isOfOneRoute(place), let route = routes[place]?.first else {
      return TrafficKey(service: service)
    }
    let isWhole = (places[route] ?? []).allSatisfy(isOfOneRoute)
    return TrafficKey(route: route, service: service, scope: isWhole ? .all : .services)
  }

  private func isOfOneRoute(_ place: Place) -> Bool {
    routes[place]?.count == 1 && !copied.contains(place)
  }
}

extension Inventory {
  /// The address of a pod with the port that it serves a Service on; nil where there are several.
  func backend(of service: NamespacedName, _ pod: NamespacedName) -> BackendAddress? {
    guard let address = self.pod(pod)?.address else { return nil }
    let slices = slices(of: service).filter { slice in
      slice.endpoints.contains { $0.pod == pod }
    }
    let ports = Set(slices.flatMap(\.ports).map(\.number))
    guard ports.count == 1, let port = ports.first.flatMap({ $0 }) else { return nil }
    return BackendAddress(address: address, port: port)
  }

  /// The only Service that selects a pod.
  func onlyService(of pod: NamespacedName) -> NamespacedName? {
    guard let pod = self.pod(pod) else { return nil }
    let found = services(in: pod.metadata.namespace, selecting: pod.metadata.labels)
    return found.count == 1 ? found[0].metadata.key : nil
  }
}
