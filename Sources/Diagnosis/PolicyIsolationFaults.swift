import Language
import Routing
import Topology

/// Pods that stay open in a namespace where policies isolate others.
struct PolicyIsolationFaults: FaultFamily {
  let needs = ["NetworkPolicy", "Pod"]

  /// Labels that tell the pods of one workload apart, or its versions.
  private static let ordinal = [
    "pod-template-hash", "controller-revision-hash", "pod-template-generation",
    "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid", "controller-uid", "batch.kubernetes.io/job-name",
    "job-name",
  ]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.policies.namespaces.map { ObjectReference("Namespace", "", $0) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch change.after ?? change.before {
    case .namespace: return .some([reference])
    case .node: return change.hasOtherNodeAddress ? .all : .none
    case .pod where !change.isNewsForPolicies: return .none
    case .pod: return .some([ObjectReference("Namespace", "", reference.name.namespace)])
    case .generic where reference.kind == "NetworkPolicy":
      return .some([ObjectReference("Namespace", "", reference.name.namespace)])
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    let name = object.name.name
    let policies = cluster.policies.policies(in: name).filter { $0.types.contains(.ingress) }
    guard !policies.isEmpty, cluster.inventory.namespace(name) != nil else { return [] }
    let sets = cluster.inventory.labelSets(in: name).map(\.labels)
    let open = sets.filter { labels in !policies.contains { $0.selects(labels) } }
    guard open.count < sets.count,
      let example = open.filter({ isRunning($0, in: name, of: cluster) }).map(Self.text).min()
    else { return [] }
    return [
      Fault(
        "pod-not-isolated", .info, object,
        says: example.isEmpty
          ? "Policies isolate some of its pods for ingress, but none the pods without labels."
          : "Policies isolate some of its pods for ingress, but none those with \(example).",
        fix: "If that is not meant, add a policy with an empty podSelector and without rules.")
    ]
  }

  /// Whether there is such a pod that policies could isolate.
  private func isRunning(
    _ labels: [String: String], in namespace: String, of cluster: DiagnosedCluster
  ) -> Bool {
    cluster.inventory.containsPod(in: namespace, matching: LabelSelector(labels: labels)) {
      !$0.isFinished && $0.metadata.labels == labels && !cluster.inventory.usesHostNetwork($0)
    }
  }

  private static func text(_ labels: [String: String]) -> String {
    LabelSelector(labels: labels.filter { !ordinal.contains($0.key) }).text
  }
}
