import Language
import Topology

/// Workloads that do not run what they should.
struct WorkloadFaults: FaultFamily {
  let needs = ["Deployment", "Service", "Pod"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.inventory.workloadNamespaces.flatMap { namespace in
      cluster.inventory.workloads(in: namespace).map(\.reference)
    }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .workload(let workload)?), (.workload(let workload)?, nil):
      return .some([workload.reference])
    case (_, .service?), (.service?, nil):
      return .some(change.versions.flatMap { Self.workloads(selectedBy: $0, in: cluster) })
    case (_, .pod?), (.pod?, nil):
      return .some(change.versions.flatMap { Self.workloads(running: $0, in: cluster) })
    default: return .none
    }
  }

  private static func workloads(
    selectedBy version: Resource, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    guard case .service(let service) = version, service.isSelecting else { return [] }
    return cluster.inventory.workloads(in: service.metadata.namespace).filter { workload in
      service.selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
    }.map(\.reference)
  }

  private static func workloads(
    running version: Resource, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    guard case .pod(let pod) = version else { return [] }
    guard pod.metadata.owner == nil else {
      return cluster.inventory.workload(of: pod).map { [$0.reference] } ?? []
    }
    return cluster.inventory.workloads(in: pod.metadata.namespace).filter {
      $0.selector.matches(pod.metadata.labels)
    }.map(\.reference)
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    cluster.inventory.pod(object.name).map {
      object.kind == "Pod" ? Self.workloads(running: .pod($0), in: cluster) : []
    } ?? []
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let workload = cluster.inventory.workload(object), workload.metadata.owner == nil else {
      return []
    }
    var faults: [Fault] = []
    if !workload.selector.matches(workload.templateLabels) {
      faults.append(
        Fault(
          "workload-selector-mismatch", .blocker, object, field: "spec.selector",
          says: "Its selector does not match the labels of its own pods.",
          fix: "Make spec.selector.matchLabels equal to labels of spec.template."))
    }
    if workload.replicas == 0, workload.kind != .daemonSet {
      let services = cluster.inventory.services(
        in: object.name.namespace, selecting: workload.templateLabels)
      if let service = services.first {
        faults.append(
          Fault(
            "workload-scaled-to-zero", .blocker, object, field: "spec.replicas",
            says: "It is scaled to 0, and Service \(service.metadata.name) has nobody else.",
            fix: "Scale it: kubectl scale -n \(object.name.namespace) "
              + "\(object.kind.lowercased())/\(object.name.name) --replicas=1."
          ).mended(by: .setReplicas(object, 1)))
      }
    } else if workload.readyReplicas < workload.replicas {
      let pods = cluster.inventory.pods(
        in: workload.metadata.namespace, matching: workload.selector.labels
      ).filter { pod in
        pod.metadata.owner == nil
          || cluster.inventory.workload(of: pod)?.reference == workload.reference
      }
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
}
