package import Actions
package import Diagnosis

extension Proposal {
  /// The change that a remedy stands for.
  package init(_ remedy: FaultRemedy) {
    self =
      switch remedy {
      case .setSelector(let service, let labels): .selector(service, labels)
      case .setTargetPort(let service, let port, let target):
        .targetPort(service, port: port, target)
      case .setBackendPort(let ingress, let field, let port):
        .backendPort(ingress, field: field, port)
      case .setBackendService(let ingress, let field, let name):
        .backendService(ingress, field: field, name: name)
      case .setReplicas(let workload, let count): .scale(workload, replicas: count)
      case .setIngressClass(let ingress, let name): .ingressClass(ingress, name)
      case .setField(let edit): .field(edit)
      case .release(let pod, let annotation): .steer(pod, annotation: annotation, value: nil)
      }
  }
}
