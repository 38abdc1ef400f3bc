package import Topology

/// Policies of Calico, with its tiers and sets of addresses (docs.tigera.io, `felix/calc`).
package struct CalicoPolicies: PolicySystem {
  package let name = "Calico"
  package let layer = PolicyLayer.network
  package let kinds = ["projectcalico.org/v3", "crd.projectcalico.org/v1"].flatMap { version in
    [
      ResourceKind.ofPolicies(version, "NetworkPolicy"),
      .ofPolicies(version, "NetworkSet"),
      .ofPolicies(version, "GlobalNetworkPolicy", isNamespaced: false),
      .ofPolicies(version, "GlobalNetworkSet", isNamespaced: false),
      .ofPolicies(version, "Tier", isNamespaced: false),
    ]
  }

  /// What the system refuses of one of them.
  package func problems(of resource: GenericResource) -> [PolicyProblem] {
    resource.kind.kind.hasSuffix("Policy") ? CalicoPolicy(resource).problems : []
  }

  /// Reads all of them.
  package func book(of inventory: Inventory) -> any PolicyBook { CalicoBook(inventory) }
}

/// All policies of Calico in a cluster.
struct CalicoBook: PolicyBook {
  /// Addresses under a name and labels.
  struct NetworkSet: Sendable {
    let namespace: String
    let labels: [String: String]
    let blocks: [CIDRBlock]
  }

  private let all: [CalicoPolicy]
  private let tiers: [String: (order: Double, end: PolicyTier.Action)]
  let sets: [NetworkSet]
  let defects: [PolicyDefect]

  var policies: [ObjectReference] { all.map(\.reference) }
  var unevaluated: [ObjectReference] { all.filter(\.isOfHosts).map(\.reference) }

  init(_ inventory: Inventory) {
    func objects(_ kind: String) -> [GenericResource] {
      inventory.objects(kind).filter { ResourceKind.calicoGroups.contains($0.kind.group) }
    }
    let kept = CalicoPolicies().kinds[0].keptName
    all = (objects(kept) + objects("GlobalNetworkPolicy")).map(CalicoPolicy.init)
    var tiers: [String: (order: Double, end: PolicyTier.Action)] = [
      "default": (PolicyTier.defaultOrder, .deny),
      "kube-admin": (PolicyTier.adminOrder, .pass),
      "kube-baseline": (PolicyTier.baselineOrder, .pass),
      "adminnetworkpolicy": (PolicyTier.adminOrder, .pass),
      "baselineadminnetworkpolicy": (PolicyTier.baselineOrder, .pass),
    ]
    for tier in objects("Tier") where tiers[tier.metadata.name] == nil {
      let spec = tier.object["spec"]
      let order = spec["order"].double ?? spec["order"].integer.map(Double.init) ?? .infinity
      tiers[tier.metadata.name] = (order, spec["defaultAction"].string == "Pass" ? .pass : .deny)
    }
    self.tiers = tiers
    sets = (objects("NetworkSet") + objects("GlobalNetworkSet")).map { set in
      var labels = set.metadata.labels
      if !set.metadata.namespace.isEmpty {
        labels["projectcalico.org/namespace"] = set.metadata.namespace
      }
      return NetworkSet(
        namespace: set.metadata.namespace, labels: labels,
        blocks: set.object["spec"]["nets"].array.compactMap { $0.string.flatMap(CIDRBlock.init) })
    }
    defects = all.flatMap { policy in
      policy.problems.map { PolicyDefect(policy: policy.reference, problem: $0) }
    }
  }

  func tiers(for flow: PolicyFlow) -> [PolicyTier] {
    all.compactMap { policy in
      guard let entry = entry(policy, flow) else { return nil }
      guard let tier = tiers[policy.tier] else {
        var entry = entry
        entry.steps = [doubt(.notEvaluated(policy.reference, "spec.tier"), "spec.tier")]
        return PolicyTier(policy.tier, order: .infinity, end: .pass, [entry])
      }
      return PolicyTier(policy.tier, order: tier.order, end: tier.end, [entry])
    }
  }

  private func doubt(_ reason: PolicyUncertainty, _ field: String) -> PolicyTier.Step {
    PolicyTier.Step(field, .doubt, .yes, says: reason.sentence)
  }

  private func entry(_ policy: CalicoPolicy, _ flow: PolicyFlow) -> PolicyTier.Entry? {
    guard !policy.isOfHosts, policy.types.contains(flow.direction) || !policy.problems.isEmpty,
      policy.namespace.isEmpty || policy.namespace == flow.pod.metadata.namespace
    else { return nil }
    let end = CalicoEnd(flow: flow, sets: [], peer: flow.own)
    let applies = end.applies(policy)
    guard applies != .no else { return nil }
    var entry = PolicyTier.Entry(policy.reference, order: policy.order, [])
    entry.applies = applies
    if let problem = policy.problems.first {
      entry.steps = [doubt(.malformed(policy.reference, problem.field), problem.field)]
      return entry
    }
    entry.steps = policy.rules(flow.direction).enumerated().compactMap { index, rule in
      let action: PolicyTier.Action? =
        switch rule.action {
        case .allow: .allow
        case .deny: .deny
        case .pass: .pass
        case .log: nil
        }
      return action.map {
        PolicyTier.Step(
          "spec.\(flow.direction.rawValue)[\(index)]", $0, match(rule, of: policy, flow))
      }
    }
    return entry
  }

  private func match(
    _ rule: CalicoPolicy.Rule, of policy: CalicoPolicy, _ flow: PolicyFlow
  ) -> PolicyMatch {
    let isIngress = flow.direction == .ingress
    let source = CalicoEnd(flow: flow, sets: sets, peer: isIngress ? flow.peer : flow.own)
    let destination = CalicoEnd(flow: flow, sets: sets, peer: isIngress ? flow.own : flow.peer)
    let isTransport =
      (rule.transport.map { Self.names(flow.transport).contains($0) } ?? true)
      && !(rule.notTransport.map { Self.names(flow.transport).contains($0) } ?? false)
    let isICMP = ["icmp", "notICMP"].contains(rule.unevaluated)
    guard isTransport, !isICMP else { return .no }
    let known =
      family(rule, flow) && source.match(rule.source, of: policy)
      && destination.match(rule.destination, of: policy)
      && source.sourcePorts(rule.source, of: policy)
      && PolicyMatch(destination.hasPort(rule.destination))
    guard known != .no, let field = rule.unevaluated else { return known }
    return known && .unknown(.notEvaluated(policy.reference, field))
  }

  private static func names(_ transport: TransportProtocol) -> [String] {
    switch transport {
    case .tcp: ["tcp", "6"]
    case .udp: ["udp", "17"]
    case .sctp: ["sctp", "132"]
    }
  }

  private func family(_ rule: CalicoPolicy.Rule, _ flow: PolicyFlow) -> PolicyMatch {
    guard let version = rule.version else { return .yes }
    let families = Set(flow.pod.addresses.compactMap { IPAddress($0)?.family })
    guard families.contains(version == 4 ? .v4 : .v6) else {
      return families.isEmpty ? .unknown(.noAddress(flow.pod.metadata.key)) : .no
    }
    return families.count == 1 ? .yes : .unknown(.clientAddress)
  }
}
