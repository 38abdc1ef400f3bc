package import Topology

/// AdminNetworkPolicy and BaselineAdminNetworkPolicy, before and after NetworkPolicies (network-policy-api v1alpha1).
package struct AdminPolicies: PolicySystem {
  package let name = "AdminNetworkPolicy"
  package let layer = PolicyLayer.network
  package let kinds = ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy"].map {
    ResourceKind.ofPolicies("policy.networking.k8s.io/v1alpha1", $0, isNamespaced: false)
  }

  /// What the system refuses of one of them.
  package func problems(of resource: GenericResource) -> [PolicyProblem] {
    AdminPolicy(resource).problems
  }

  /// Reads all of them.
  package func book(of inventory: Inventory) -> any PolicyBook {
    AdminBook(
      policies: kinds.flatMap { kind in
        inventory.objects(kind.keptName).filter { $0.kind.group == kind.group }
      }.map(AdminPolicy.init))
  }
}

/// All such policies of a cluster.
struct AdminBook: PolicyBook {
  private let all: [AdminPolicy]

  init(policies: [AdminPolicy]) { all = policies }

  var policies: [ObjectReference] { all.map(\.reference) }

  var defects: [PolicyDefect] {
    all.flatMap { policy in
      policy.problems.map { PolicyDefect(policy: policy.reference, problem: $0) }
    }
  }

  func tiers(for flow: PolicyFlow) -> [PolicyTier] {
    // Pods in the network of their node are never subjects.
    guard !flow.inventory.usesHostNetwork(flow.pod) else { return [] }
    let entries = all.compactMap { policy in
      entry(policy, flow).map { (policy: policy, entry: $0) }
    }
    let admin = entries.filter { !$0.policy.isBaseline }.map(\.entry)
    return [
      PolicyTier(
        "kube-admin", order: PolicyTier.adminOrder, end: .pass, Self.ties(admin) + admin),
      PolicyTier(
        "kube-baseline", order: PolicyTier.baselineOrder, end: .pass,
        entries.filter(\.policy.isBaseline).map(\.entry)),
    ]
  }

  private func entry(_ policy: AdminPolicy, _ flow: PolicyFlow) -> PolicyTier.Entry? {
    let applies = policy.subject.map { $0.match(flow.pod, flow) } ?? .yes
    guard applies != .no else { return nil }
    var entry = PolicyTier.Entry(policy.reference, order: policy.priority, [])
    entry.applies = applies
    if let problem = policy.problems.first {
      let reason = PolicyUncertainty.malformed(policy.reference, problem.field)
      entry.steps = [PolicyTier.Step(problem.field, .doubt, .yes, says: reason.sentence)]
      return entry
    }
    entry.steps = policy.rules(flow.direction).enumerated().map { index, rule in
      PolicyTier.Step(
        "spec.\(flow.direction.rawValue)[\(index)]", rule.action,
        rule.match(flow, of: policy.reference))
    }
    return entry
  }

  /// Which of two policies of one priority comes first is undefined: where they disagree, nobody can tell.
  private static func ties(_ entries: [PolicyTier.Entry]) -> [PolicyTier.Entry] {
    Dictionary(grouping: entries, by: \.order).compactMap { order, group in
      let sure = group.compactMap { entry -> (ObjectReference, PolicyTier.Action)? in
        guard entry.applies == .yes else { return nil }
        return entry.steps.first { $0.match == .yes }.map { (entry.policy, $0.action) }
      }.sorted { $0.0 < $1.0 }
      guard let first = sure.first, let other = sure.first(where: { $0.1 != first.1 }) else {
        return nil
      }
      let says = PolicyUncertainty.tie(first.0, other.0).sentence
      return PolicyTier.Entry(
        first.0, order: order.nextDown,
        [PolicyTier.Step("spec.priority", .doubt, .yes, says: says)])
    }
  }
}
