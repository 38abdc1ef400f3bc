import Language
import Topology

/// Workloads whose pods want the same port of a node, and more of them than there are nodes.
///
/// Each node has room for one such pod, wherever the others may stand: what does not fit is never scheduled.
struct HostPortFaults: FaultFamily {
  let needs = ["Node"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.workloads.filter {
      !(cluster.inventory.workload($0)?.template.hostPorts.isEmpty ?? true)
    }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (.node?, nil), (nil, .node?): return .all
    case (.workload(let before)?, .workload(let after)?)
    where before.template.hostPorts == after.template.hostPorts
      && before.replicas == after.replicas
      && (before.metadata.owner == nil)
        == (after.metadata.owner == nil)
      && before.metadata.creationTimestamp == after.metadata.creationTimestamp:
      return .none
    case (_, .workload?), (.workload?, nil):
      let ports = change.versions.flatMap { version -> [Int] in
        guard case .workload(let workload) = version else { return [] }
        return workload.template.hostPorts.map(\.hostPort)
      }
      guard !ports.isEmpty else { return .none }
      let rivals = ports.flatMap { cluster.inventory.workloads(withHostPort: $0) }
      return .some((change.reference.map { [$0] } ?? []) + rivals.map(\.reference))
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    let nodes = cluster.inventory.counts.nodes
    guard let workload = cluster.inventory.workload(object), workload.metadata.owner == nil,
      workload.replicas > 0, nodes > 0
    else { return [] }
    for port in workload.template.hostPorts {
      let earlier = cluster.inventory.workloads(withHostPort: port.hostPort).filter { other in
        other.metadata.owner == nil && other.replicas > 0 && Self.precedes(other, workload)
          && other.template.hostPorts.contains { $0.takesSameHostPort(as: port) }
      }
      let taken = earlier.reduce(0) { min(nodes, $0 + $1.replicas) }
      guard workload.replicas > nodes - taken else { continue }
      return [fault(workload, port, beside: earlier.first, nodes: nodes)]
    }
    return []
  }

  private func fault(
    _ workload: Workload, _ port: PodTemplate.Port, beside other: Workload?, nodes: Int
  ) -> Fault {
    let says: Message =
      other.map {
        "It wants port \(port.hostPort) of its nodes, which \($0.reference) takes, and the pods "
          + "of both are more than the \(nodes) nodes."
      }
      ?? "Each of its \(workload.replicas) pods wants port \(port.hostPort) of its node, and "
      + "there are \(nodes) nodes."
    return Fault(
      "pod-host-port-conflict", .blocker, workload.reference,
      field: workload.template.usesHostNetwork
        ? "spec.template.spec.hostNetwork" : "spec.template.spec.containers[].ports[].hostPort",
      says: says,
      fix: "Use a Service instead of the node's port, another port, or fewer pods.")
  }

  /// The order in which they are taken to have come: the oldest first.
  private static func precedes(_ left: Workload, _ right: Workload) -> Bool {
    (left.metadata.creationTimestamp, left.reference)
      < (right.metadata.creationTimestamp, right.reference)
  }
}
