package import Routing
package import Topology

/// A change that the user has in mind, before it is known whether and how it can be made.
package enum Proposal: Hashable, Sendable {
  case scale(ObjectReference, replicas: Int)
  case selector(NamespacedName, [String: String])
  /// New weights of a route's backends, by Service.
  case weights(Route.ID, [NamespacedName: Int])
  /// The target port of a Service's port, by its place in `spec.ports`.
  case targetPort(NamespacedName, port: Int, PortReference)
  /// The port of an Ingress backend, by its place: `spec.rules[0].http.paths[1].backend`.
  case backendPort(ObjectReference, field: String, PortReference)
  /// The Service of an Ingress backend, by its place.
  case backendService(ObjectReference, field: String, name: String)
  /// The class of an Ingress; nil takes the name away.
  case ingressClass(NamespacedName, String?)
  /// Another value for a field that has no edit of its own.
  case field(FieldEdit)
  case deletePod(NamespacedName)
  /// A rolling restart of a workload, as `kubectl rollout restart` does it.
  case restart(ObjectReference)
  /// Playground only: how a pod behaves; a nil value takes the annotation away.
  case steer(NamespacedName, annotation: String, value: String?)
}
