package import Routing
package import Topology

/// What a counter counts: the requests of a route, by Service and backend.
package struct TrafficKey: Hashable, Sendable {
  /// For whom the requests count, where a system counts some of them twice.
  package enum Scope: UInt8, Hashable, Sendable {
    /// For everybody whom the key names, and for the total.
    case all
    /// For the route alone: what its Services get of them is counted elsewhere.
    case route
    /// For all but the route as a whole, which is counted elsewhere, or of which this is not all.
    case services
    /// For the backend alone.
    case backend
  }

  /// nil for traffic that came to a Service without a route (ClusterIP, NodePort).
  package var route: Route.ID?
  /// nil when the request matched a route without usable Service, or none.
  package var service: NamespacedName?
  /// The backend's address; nil when the proxy answered itself (404, 503).
  package var backend: BackendAddress?
  package var scope = Scope.all

  package init(
    route: Route.ID? = nil, service: NamespacedName? = nil, backend: BackendAddress? = nil,
    scope: Scope = .all
  ) {
    self.scope = scope
    self.route = route
    self.service = service
    self.backend = backend
  }
}
