import Routing
import Topology

/// What the families of policies ask.
extension DiagnosedCluster {
  /// Every NetworkPolicy.
  var networkPolicies: [ObjectReference] {
    policies.names.map { ObjectReference("NetworkPolicy", $0) }
  }

  /// Whether all namespaces of the cluster are known, and not only those that manifests bring.
  var knowsAllNamespaces: Bool {
    !unreadable.contains("Namespace") && inventory.namespace("kube-system") != nil
  }

  /// Whether anything that runs in a namespace is known.
  func isInhabited(_ namespace: String) -> Bool {
    inventory.podCount(in: namespace) > 0 || inventory.hasWorkloads(in: namespace)
  }

  /// Whether a pod of a namespace, or the template of a workload, matches a selector.
  func hasPods(in namespace: String, matching selector: LabelSelector) -> Bool {
    inventory.containsPod(in: namespace, matching: selector)
      || inventory.workloads(in: namespace).contains { selector.matches($0.templateLabels) }
  }
}

extension ObjectChange {
  /// Whether a pod came, went, or changed in what policies see of it; not when only its readiness did.
  var isNewsForPolicies: Bool {
    guard case .pod(let before)? = before, case .pod(let after)? = after else { return true }
    return before.metadata.labels != after.metadata.labels || before.ports != after.ports
      || before.addresses != after.addresses || before.node != after.node
      || before.isFinished != after.isFinished
  }

  /// Whether a namespace came, went, or has other labels.
  var hasOtherNamespaceLabels: Bool {
    guard case .namespace(let before)? = before, case .namespace(let after)? = after else {
      return true
    }
    return before.labels != after.labels
  }

  /// Whether a node came, went, or has another address.
  var hasOtherNodeAddress: Bool {
    guard case .node(let before)? = before, case .node(let after)? = after else { return true }
    return before.internalAddress != after.internalAddress
  }

  /// Whether a workload came, went, or makes pods with other labels.
  var hasOtherTemplateLabels: Bool {
    guard case .workload(let before)? = before, case .workload(let after)? = after else {
      return true
    }
    return before.templateLabels != after.templateLabels
      || (before.metadata.owner == nil) != (after.metadata.owner == nil)
  }
}
