package import Routing
package import Topology

/// Whose traffic is asked for.
package enum TrafficSubject: Hashable, Sendable {
  /// Everything that was counted.
  case total
  case route(Route.ID)
  /// One Service, through whatever way the requests came.
  case service(NamespacedName)
  /// The part of a route that goes to one Service: one side of a canary.
  case routeService(Route.ID, NamespacedName)
  /// One address of one Service.
  case backend(NamespacedName, BackendAddress)
  /// All ports of one IP address, whatever Service the requests came through: a pod.
  case address(String)
  /// One counter as it is read: a backend of a Service of a route. Without long history.
  case key(TrafficKey)

  /// Whether ten minutes of it are kept.
  var hasHistory: Bool {
    if case .key = self { false } else { true }
  }
}

extension TrafficKey {
  /// Everything that a counter belongs to.
  var subjects: [TrafficSubject] {
    switch scope {
    case .route: return [.key(self)] + (route.map { [.route($0)] } ?? [])
    case .backend:
      guard let service, let backend else { return [.key(self)] }
      return [.key(self), .backend(service, backend), .address(backend.address)]
    case .all, .services: break
    }
    var subjects: [TrafficSubject] = [.total, .key(self)]
    if let route, scope == .all { subjects.append(.route(route)) }
    if let service {
      subjects.append(.service(service))
      if let route { subjects.append(.routeService(route, service)) }
      if let backend { subjects.append(.backend(service, backend)) }
    }
    if let backend { subjects.append(.address(backend.address)) }
    return subjects
  }
}
