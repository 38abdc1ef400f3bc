import Language
import Routing
import Topology

/// Policies in a cluster whose network plugin is known to ignore them.
struct PolicyEnforcementFaults: FaultFamily {
  let needs = ["NetworkPolicy", "DaemonSet"]

  /// Where the manifests and the chart of flannel, which enforces nothing, put it.
  private static let flannel = ["kube-flannel", "kube-system"].map {
    ObjectReference("DaemonSet", $0, "kube-flannel-ds")
  }
  /// Parts of the names of agents that enforce policies, alone or beside another plugin.
  private static let enforcing = [
    "calico", "canal", "cilium", "weave", "antrea", "kube-router", "azure-npm", "network-polic",
    "netpol", "ovn", "aws-node", "anetd", "kindnet", "romana", "contrail", "nsx", "nuage",
    "kube-ovn", "terway",
  ]

  /// Whether an agent enforces policies that is none of the plugins that are known in detail.
  static func isEnforcedBesides(_ sets: [Workload], known plugins: [NetworkPluginState]) -> Bool {
    sets.contains { set in
      others.contains(where: set.metadata.name.contains)
        && !plugins.contains { $0.agent == set.reference }
    }
  }

  /// Those of which no more is known than that they enforce.
  private static let others = [
    "network-polic", "netpol", "azure-npm", "romana", "contrail", "nsx", "nuage", "kube-ovn",
    "terway",
  ]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { Self.flannel }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    let isOther = change.before == nil || change.after == nil
    let isMeant = ["NetworkPolicy", "DaemonSet"].contains(change.reference?.kind)
    return isOther && isMeant ? .some(Self.flannel) : .none
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    let inventory = cluster.inventory
    guard inventory.workload(object) != nil, !cluster.policies.isEmpty else { return [] }
    let isEnforced = inventory.workloadNamespaces.contains { namespace in
      inventory.workloads(in: namespace).contains { workload in
        workload.kind == .daemonSet
          && Self.enforcing.contains(where: workload.metadata.name.contains)
      }
    }
    guard !isEnforced else { return [] }
    return [
      Fault(
        "netpol-not-enforced", .risk, object,
        says:
          "There are NetworkPolicies, but flannel does not enforce them, and no agent that does "
          + "is known here.",
        fix: "Install an agent that enforces policies, such as Calico, Cilium or kube-router.")
    ]
  }
}
