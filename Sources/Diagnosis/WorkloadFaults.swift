import Language
import Topology

/// Workloads that do not run what they should.
struct WorkloadFaults: FaultFamily {
  let kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Service", "Pod", "Node"]
  let needs = ["Deployment", "Service", "Pod"]

  func faults(in cluster: DiagnosedCluster) -> [Fault] {
    let services = Dictionary(
      grouping: cluster.inventory.sortedServices.filter(\.isSelecting), by: \.metadata.namespace)
    return cluster.inventory.sortedWorkloads.filter { $0.metadata.owner == nil }.flatMap {
      faults(of: $0, services: services[$0.metadata.namespace] ?? [], in: cluster)
    }
  }

  private func faults(
    of workload: Workload, services: [Service], in cluster: DiagnosedCluster
  ) -> [Fault] {
    var faults: [Fault] = []
    let object = workload.reference
    if !workload.selector.matches(workload.templateLabels) {
      faults.append(
        Fault(
          "workload-selector-mismatch", .blocker, object, field: "spec.selector",
          says: "Its selector does not match the labels of its own pods.",
          fix: "Make spec.selector.matchLabels equal to labels of spec.template."))
    }
    if workload.replicas == 0, workload.kind != .daemonSet {
      if let service = services.first(where: { selects($0, workload) }) {
        faults.append(
          Fault(
            "workload-scaled-to-zero", .blocker, object, field: "spec.replicas",
            says: "It is scaled to 0, and Service \(service.metadata.name) has nobody else.",
            fix: "Scale it: kubectl scale -n \(object.name.namespace) "
              + "\(object.kind.lowercased())/\(object.name.name) --replicas=1."))
      }
    } else if workload.readyReplicas < workload.replicas {
      let pods = cluster.inventory.pods(
        in: workload.metadata.namespace, matching: workload.selector.labels)
      faults.append(
        Fault(
          "workload-unavailable", workload.readyReplicas == 0 ? .blocker : .degraded, object,
          field: "status.readyReplicas",
          says: "\(workload.readyReplicas) of \(workload.replicas) pods are ready.",
          fix: "Look at the pods that are not ready."
        ).caused(by: cluster.worst(of: pods)))
    }
    return faults
  }

  /// Whether a Service would find the pods of a workload, and finds no others that are scaled up.
  private func selects(_ service: Service, _ workload: Workload) -> Bool {
    service.selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
  }
}
