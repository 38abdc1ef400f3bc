import Topology

/// What a proxy of the playground counts apart: the route, the Service and the backend of a request.
package struct ProxyCounterKey: Hashable, Sendable, Comparable {
  /// `namespace/name` of the Ingress, `kind/namespace/name` of another object that declares the route; empty for
  /// traffic straight to a Service.
  package var ingress: String
  /// The rule's host as written; empty for every host.
  package var host: String
  /// The rule's path as written; empty for a default backend.
  package var path: String
  /// The rule's pathType; empty for traffic straight to a Service.
  package var pathType: String
  /// `namespace/name` of the Service; empty when the proxy answered itself.
  package var service: String
  /// `address:port` as the endpoints name it; empty when the proxy answered itself.
  package var backend: String

  package init(
    ingress: String = "", host: String = "", path: String = "", pathType: String = "",
    service: String = "", backend: String = ""
  ) {
    self.ingress = ingress
    self.host = host
    self.path = path
    self.pathType = pathType
    self.service = service
    self.backend = backend
  }

  /// What `ingress` says of the object that declares a route.
  static func label(of source: ObjectReference) -> String {
    source.kind == ResourceKind.ingress.kind
      ? source.name.description : "\(source.kind)/\(source.name)"
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.ingress, left.host, left.path, left.pathType, left.service, left.backend)
      < (right.ingress, right.host, right.path, right.pathType, right.service, right.backend)
  }
}
