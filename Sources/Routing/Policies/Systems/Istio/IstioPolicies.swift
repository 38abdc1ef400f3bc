import Language
package import Topology

/// AuthorizationPolicy and PeerAuthentication of Istio, which the proxy of the destination enforces
/// (istio/api `security/v1`).
package struct IstioPolicies: PolicySystem {
  static let group = "security.istio.io"

  package let name = "Istio"
  package let layer = PolicyLayer.proxy
  package let kinds = ["AuthorizationPolicy", "PeerAuthentication"].map {
    ResourceKind.ofPolicies("\(IstioPolicies.group)/v1", $0)
  }

  /// What the system refuses of one of them.
  package func problems(of resource: GenericResource) -> [PolicyProblem] {
    resource.kind.kind == "PeerAuthentication"
      ? IstioAuthentication(resource).problems : IstioAuthorization(resource).problems
  }

  /// Reads all of them.
  package func book(of inventory: Inventory) -> any PolicyBook { IstioBook(inventory) }
}

/// All such policies of a cluster.
struct IstioBook: PolicyBook {
  /// Where policies count for all namespaces.
  static let root = "istio-system"

  private let authorizations: [IstioAuthorization]
  private let authentications: [IstioAuthentication]

  init(_ inventory: Inventory) {
    func objects(_ kind: String) -> [GenericResource] {
      inventory.objects(kind).filter { $0.kind.group == IstioPolicies.group }
    }
    authorizations = objects("AuthorizationPolicy").map(IstioAuthorization.init)
    authentications = objects("PeerAuthentication").map(IstioAuthentication.init)
  }

  var policies: [ObjectReference] {
    authorizations.map(\.reference) + authentications.map(\.reference)
  }

  /// Those that are bound to Gateways, waypoints and Services, whose proxies are not beside the pods.
  var unevaluated: [ObjectReference] {
    authorizations.filter(\.hasTargets).map(\.reference)
  }

  var defects: [PolicyDefect] {
    authorizations.flatMap { policy in
      policy.problems.map { PolicyDefect(policy: policy.reference, problem: $0) }
    }
      + authentications.flatMap { policy in
        policy.problems.map { PolicyDefect(policy: policy.reference, problem: $0) }
      }
  }

  func tiers(for flow: PolicyFlow) -> [PolicyTier] {
    // The proxy of the source does not ask what it may connect to, and UDP passes by all proxies.
    guard flow.direction == .ingress, flow.transport == .tcp else { return [] }
    let inMesh = PolicyMesh.istio(flow.pod, in: flow.inventory, isPlanned: flow.isPlanned)
    guard inMesh != .no else { return [] }
    let about = authorizations.filter { $0.isAbout(flow.pod) }
    var tiers = [transport(flow, inMesh)].compactMap(\.self)
    for (order, action) in [IstioAuthorization.Action.custom, .deny, .allow].enumerated() {
      let entries = about.filter { $0.action == action }.map { entry($0, inMesh, flow) }
      tiers.append(
        PolicyTier(
          "\(order + 1)", order: Double(order + 1), end: action == .allow ? .forbid : .pass,
          entries))
    }
    return tiers
  }

  /// Whether plain text is taken: what is stated for the pod goes before its namespace and the whole mesh.
  private func transport(_ flow: PolicyFlow, _ inMesh: PolicyMatch) -> PolicyTier? {
    let labels = flow.pod.metadata.labels
    let namespace = flow.pod.metadata.namespace
    let known = authentications.sorted { $0.reference < $1.reference }
    let levels = [
      known.filter { $0.namespace == namespace && $0.selector?.matches(labels) == true },
      known.filter { $0.namespace == namespace && $0.selector == nil },
      known.filter { $0.namespace == Self.root && $0.selector == nil },
    ]
    var policies = levels.compactMap(\.first).map { ($0, $0.mode(of: flow.port)) }
    policies.removeAll { $0.1 == .unset }
    guard let (policy, mode) = policies.first, mode == .strict || mode == .unreadable else {
      return nil
    }
    var entry = PolicyTier.Entry(policy.reference, order: 0, [])
    entry.applies = inMesh
    let field = policy.field(of: flow.port)
    entry.steps =
      mode == .strict
      ? [PolicyTier.Step(field, .reset, !flow.sourceIsInIstio)]
      : [
        PolicyTier.Step(
          field, .doubt, .yes,
          says: PolicyUncertainty.malformed(policy.reference, field).sentence)
      ]
    return PolicyTier("0", order: 0, end: .pass, [entry])
  }

  private func entry(
    _ policy: IstioAuthorization, _ inMesh: PolicyMatch, _ flow: PolicyFlow
  ) -> PolicyTier.Entry {
    var entry = PolicyTier.Entry(policy.reference, order: 0, [])
    entry.applies = inMesh
    if policy.rules.isEmpty { entry.field = "spec.rules" }
    if let problem = policy.problems.first {
      let says = PolicyUncertainty.malformed(policy.reference, problem.field).sentence
      entry.steps = [PolicyTier.Step(problem.field, .doubt, .yes, says: says)]
      return entry
    }
    entry.steps = policy.rules.enumerated().map { index, rule in
      let field = "spec.rules[\(index)]"
      let match = IstioEnd(flow: flow, policy: policy.reference).match(rule)
      return switch policy.action {
      case .allow: PolicyTier.Step(field, .allow, match)
      case .deny, .audit: PolicyTier.Step(field, .forbid, match)
      case .custom:
        PolicyTier.Step(
          field, .doubt, match,
          says: "\(policy.reference) leaves the decision to a provider outside: \(field).")
      }
    }
    return entry
  }
}

extension PolicyFlow {
  /// Whether the source comes with a certificate of the mesh.
  var sourceIsInIstio: PolicyMatch {
    switch peer {
    case .pod(let pod): PolicyMesh.istio(pod, in: inventory, isPlanned: isPlanned)
    case .address, .client, .node: .no
    case .anybody: .unknown(.anybody)
    }
  }
}
