package import Routing
package import Topology

/// A change that the user has in mind, before it is known whether and how it can be made.
package enum Proposal: Hashable, Sendable {
  case scale(ObjectReference, replicas: Int)
  case selector(NamespacedName, [String: String])
  /// New weights of a route's backends, by Service.
  case weights(Route.ID, [NamespacedName: Int])
  case deletePod(NamespacedName)
  /// A rolling restart of a workload, as `kubectl rollout restart` does it.
  case restart(ObjectReference)
  /// Playground only: how a pod behaves; a nil value takes the annotation away.
  case steer(NamespacedName, annotation: String, value: String?)
}
