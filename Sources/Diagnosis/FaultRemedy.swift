package import Topology

/// One edit that mends a fault, as data: the actions make a plan of it, with preview and undo.
///
/// Only what follows from the objects without a guess is offered. Indirect, since most faults have none.
package indirect enum FaultRemedy: Hashable, Sendable {
  /// The labels that a Service asks for.
  case setSelector(NamespacedName, [String: String])
  /// The target port of a Service's port, by its place in `spec.ports`.
  case setTargetPort(NamespacedName, port: Int, PortReference)
  /// The port of an Ingress backend, by its place: `spec.rules[0].http.paths[1].backend`.
  case setBackendPort(ObjectReference, field: String, PortReference)
  /// The Service of an Ingress backend, by its place.
  case setBackendService(ObjectReference, field: String, name: String)
  /// How many pods a workload runs.
  case setReplicas(ObjectReference, Int)
  /// The class that serves an Ingress.
  case setIngressClass(NamespacedName, String)
  /// Another value for a field that has no edit of its own.
  case setField(FieldEdit)
  /// Playground only: an annotation that makes a pod fail is taken away.
  case release(NamespacedName, annotation: String)

  /// The object that is edited.
  package var object: ObjectReference {
    switch self {
    case .setSelector(let service, _), .setTargetPort(let service, _, _):
      ObjectReference("Service", service)
    case .setBackendPort(let object, _, _), .setBackendService(let object, _, _): object
    case .setReplicas(let workload, _): workload
    case .setIngressClass(let ingress, _): ObjectReference("Ingress", ingress)
    case .setField(let edit): edit.object
    case .release(let pod, _): ObjectReference("Pod", pod)
    }
  }
}
