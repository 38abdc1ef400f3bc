package import Routing
package import Topology

/// What a counter counts: the requests of a route, by Service and backend.
package struct TrafficKey: Hashable, Sendable {
  /// nil for traffic that came to a Service without a route (ClusterIP, NodePort).
  package var route: Route.ID?
  /// nil when the request matched a route without usable Service, or none.
  package var service: NamespacedName?
  /// The backend's address; nil when the proxy answered itself (404, 503).
  package var backend: BackendAddress?

  package init(
    route: Route.ID? = nil, service: NamespacedName? = nil, backend: BackendAddress? = nil
  ) {
    self.route = route
    self.service = service
    self.backend = backend
  }
}
