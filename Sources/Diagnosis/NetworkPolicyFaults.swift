import Language
import Routing
import Topology

/// Rules of NetworkPolicies that do not do what they seem to.
struct NetworkPolicyFaults: FaultFamily {
  let needs = ["NetworkPolicy", "Pod"]
  /// Selectors of more namespaces are not about certain pods, and their pods are not looked for.
  static let namespaceLimit = 20

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.networkPolicies }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    let namespace = reference.name.namespace
    switch change.after ?? change.before {
    case .namespace: return change.hasOtherNamespaceLabels ? .all : .none
    case .pod: return change.isNewsForPolicies ? .some(policies(near: change, in: cluster)) : .none
    case .workload:
      return change.hasOtherTemplateLabels ? .some(policies(near: change, in: cluster)) : .none
    case .service:
      if case .service(let before)? = change.before, case .service(let after)? = change.after,
        before.ports == after.ports, before.selector == after.selector,
        before.clusterIP == after.clusterIP, before.exposure == after.exposure
      {
        return .none
      }
      let all =
        cluster.policies.policies(in: namespace)
        + cluster.policies.policies(reachingInto: namespace)
      return .some(all.map(\.reference))
    case .generic where reference.kind == "NetworkPolicy":
      // Whether a port is let in by another policy too is asked in a namespace.
      return .some([reference] + cluster.policies.policies(in: namespace).map(\.reference))
    default: return .none
    }
  }

  /// The policies of the namespace of pods, and those of others whose rules are about these pods.
  private func policies(
    near change: ObjectChange, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    guard let namespace = change.reference?.name.namespace, !cluster.policies.isEmpty else {
      return []
    }
    let isSmall = cluster.inventory.counts.namespaces <= Self.namespaceLimit
    let far = cluster.policies.policies(reachingInto: namespace).filter { policy in
      isSmall || policy.namespaceSelectors.contains { !$0.isEmpty }
    }
    return (cluster.policies.policies(in: namespace) + far).map(\.reference)
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let policy = cluster.policies.policy(object.name) else { return [] }
    guard policy.problems.isEmpty else {
      return policy.problems.map { problem in
        Fault(
          "netpol-invalid", .blocker, object, field: problem.field, says: problem.sentence,
          fix: "Correct the field; the API refuses the policy as it is.")
      }
    }
    let directions = NetworkPolicy.Direction.allCases
    let stated = directions.flatMap { [inert(policy, $0), sweeping(policy, $0)] }.compactMap(\.self)
    if let idle = idle(policy, in: cluster) { return stated + [idle] }
    let rules = directions.filter(policy.types.contains).flatMap { direction in
      peerFaults(of: policy, direction, in: cluster)
        + portFaults(of: policy, direction, in: cluster)
    }
    return stated + rules
  }

  /// Rules of a direction that `policyTypes` does not name.
  private func inert(_ policy: NetworkPolicy, _ direction: NetworkPolicy.Direction) -> Fault? {
    guard !policy.types.contains(direction), !policy.rules(direction).isEmpty else { return nil }
    return Fault(
      "netpol-policytypes-surprise", .risk, policy.reference, field: "spec.policyTypes",
      says: direction == .egress
        ? "It has egress rules, but policyTypes does not name Egress, so they do nothing."
        : "It has ingress rules, but policyTypes does not name Ingress, so they do nothing.",
      fix: "Add \(direction.type) to spec.policyTypes, or remove the rules.")
  }

  /// A direction in which everything or nothing is let through.
  private func sweeping(_ policy: NetworkPolicy, _ direction: NetworkPolicy.Direction) -> Fault? {
    guard policy.types.contains(direction) else { return nil }
    let rules = policy.rules(direction)
    let isIngress = direction == .ingress
    let says: Message
    if rules.contains(where: \.isEverything) {
      says =
        isIngress
        ? "A rule without peers and ports lets everything in."
        : "A rule without peers and ports lets everything out."
    } else if rules.isEmpty, policy.selector?.isEmpty == true {
      says =
        isIngress
        ? "Nothing comes in to any pod of the namespace that no other policy opens."
        : "Nothing goes out of any pod of the namespace that no other policy opens."
    } else {
      return nil
    }
    return Fault(
      "netpol-empty-selector-allows-all", .info, policy.reference,
      field: "spec.\(direction.rawValue)", says: says,
      fix: "Nothing needs to be done if that is meant.")
  }

  /// A policy that is about no pod at all.
  private func idle(_ policy: NetworkPolicy, in cluster: DiagnosedCluster) -> Fault? {
    let namespace = policy.name.namespace
    guard let selector = policy.selector, !selector.isEmpty, cluster.isInhabited(namespace),
      cluster.unreadable.isDisjoint(with: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]),
      !cluster.hasPods(in: namespace, matching: selector)
    else { return nil }
    return Fault(
      "netpol-selects-nothing", .risk, policy.reference, field: "spec.podSelector",
      says: "No pod of namespace \(namespace) has \(selector.text), so the policy does nothing.",
      fix: nearest(selector, in: namespace, of: cluster)
        ?? "Change spec.podSelector to labels that pods have, or remove the policy.")
  }

  /// The change that would make a selector match; nil when none is near.
  func nearest(
    _ selector: LabelSelector, in namespace: String, of cluster: DiagnosedCluster
  ) -> Message? {
    guard selector.expressions.isEmpty else { return nil }
    let near = SelectorRules.nearMisses(
      of: selector.labels, in: namespace, of: cluster.inventory)
    guard let first = near.first(where: { $0.found != nil }), let found = first.found else {
      return nil
    }
    return
      "Change the selector to \(first.label)=\(found), as pod \(first.pod.metadata.name) has it."
  }
}
