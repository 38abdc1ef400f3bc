import Language
package import Topology

/// Policies of Cilium (docs.cilium.io, `pkg/policy/api`).
package struct CiliumPolicies: PolicySystem {
  package let name = "Cilium"
  package let layer = PolicyLayer.network
  package let kinds = [
    ResourceKind.ofPolicies("cilium.io/v2", "CiliumNetworkPolicy"),
    .ofPolicies("cilium.io/v2", "CiliumClusterwideNetworkPolicy", isNamespaced: false),
  ]

  /// What the system refuses of one of them.
  package func problems(of resource: GenericResource) -> [PolicyProblem] {
    CiliumPolicy(resource).problems
  }

  /// Reads all of them.
  package func book(of inventory: Inventory) -> any PolicyBook {
    CiliumBook(
      kinds.flatMap { kind in
        inventory.objects(kind.keptName).filter { $0.kind.group == kind.group }
      }.map(CiliumPolicy.init), inventory)
  }
}

/// All policies of Cilium in a cluster.
///
/// They have no order: what one denies is denied, else what one allows is allowed, NetworkPolicies among them.
struct CiliumBook: PolicyBook {
  private let all: [CiliumPolicy]
  /// Whether pods that no policy selects are closed too: `enable-policy: always`.
  private let settings: ObjectReference?

  private static let denyOrder = 0.0
  private static let allowOrder = PolicyTier.networkPolicyOrder
  private static let requestOrder = PolicyTier.networkPolicyOrder + 1
  private static let forbidOrder = PolicyTier.networkPolicyOrder + 2

  init(_ policies: [CiliumPolicy], _ inventory: Inventory) {
    all = policies
    let map = inventory.object("ConfigMap", NamespacedName("kube-system", "cilium-config"))
    settings = map?.object["data"]["enable-policy"].string == "always" ? map?.reference : nil
  }

  var policies: [ObjectReference] { all.map(\.reference) + (settings.map { [$0] } ?? []) }
  var unevaluated: [ObjectReference] { all.filter(\.isOfHosts).map(\.reference) }
  var defects: [PolicyDefect] {
    all.flatMap { policy in
      policy.problems.map { PolicyDefect(policy: policy.reference, problem: $0) }
    }
  }

  func tiers(for flow: PolicyFlow) -> [PolicyTier] {
    // Pods in the network of their node are the host, for which there are policies of their own.
    guard !flow.inventory.usesHostNetwork(flow.pod) else { return [] }
    var entries = all.flatMap { self.entries($0, flow) }
    if let settings {
      var entry = PolicyTier.Entry(settings, order: Self.forbidOrder, [])
      entry.field = "data.enable-policy"
      entries.append(entry)
    }
    return [PolicyTier("default", order: PolicyTier.defaultOrder, end: .deny, entries)]
  }

  private func entries(_ policy: CiliumPolicy, _ flow: PolicyFlow) -> [PolicyTier.Entry] {
    guard !policy.isRefused,
      policy.namespace.isEmpty || policy.namespace == flow.pod.metadata.namespace
    else { return [] }
    return policy.rules.flatMap { rule -> [PolicyTier.Entry] in
      guard let selector = rule.selector else {
        return rule.isOfHosts ? [] : doubt(policy, .yes)
      }
      let applies = CiliumEnd(flow: flow).match(selector, flow.pod)
      guard applies != .no else { return [] }
      guard policy.problems.isEmpty else { return doubt(policy, applies) }
      return entries(rule, policy, applies, flow)
    }
  }

  /// What a policy that cannot be read does.
  private func doubt(_ policy: CiliumPolicy, _ applies: PolicyMatch) -> [PolicyTier.Entry] {
    guard let problem = policy.problems.first else { return [] }
    let says = PolicyUncertainty.malformed(policy.reference, problem.field).sentence
    var entry = PolicyTier.Entry(
      policy.reference, order: Self.allowOrder,
      [PolicyTier.Step(problem.field, .doubt, .yes, says: says)])
    entry.applies = applies
    return [entry]
  }

  private func entries(
    _ rule: CiliumPolicy.Rule, _ policy: CiliumPolicy, _ applies: PolicyMatch, _ flow: PolicyFlow
  ) -> [PolicyTier.Entry] {
    let end = CiliumEnd(flow: flow)
    let isIngress = flow.direction == .ingress
    guard isIngress ? rule.hasIngress : rule.hasEgress else { return [] }
    func made(_ order: Double, _ steps: [PolicyTier.Step]) -> PolicyTier.Entry {
      var entry = PolicyTier.Entry(policy.reference, order: order, steps)
      entry.applies = applies
      entry.isIsolating = isIngress ? rule.isolatesIngress : rule.isolatesEgress
      return entry
    }
    let denying = (isIngress ? rule.ingressDeny : rule.egressDeny).map { clause in
      PolicyTier.Step(clause.field, .deny, end.match(clause, of: policy))
    }
    var plain: [PolicyTier.Step] = []
    var chosen: [PolicyTier.Step] = []
    var refused: [PolicyTier.Step] = []
    for clause in isIngress ? rule.ingress : rule.egress {
      for part in clause.parts {
        let match = end.match(part, of: policy)
        guard match != .no else { continue }
        guard let requests = part.ports?.requests else {
          plain.append(.init(clause.field, .allow, match))
          continue
        }
        let request = PolicyMatch.any(requests.lazy.map { end.match($0, of: policy) })
        chosen.append(.init(clause.field, .allow, match && request))
        refused.append(.init(clause.field, .forbid, match))
      }
    }
    return [
      made(Self.denyOrder, denying), made(Self.allowOrder, plain),
      made(Self.requestOrder, chosen), made(Self.forbidOrder, refused),
    ]
  }
}
