import Language
package import Topology

/// What all policies of a cluster say of connections: the one place that knows the order of the systems.
///
/// The network comes first. A network plugin puts what it enforces in one order: NetworkPolicies stand in the tier
/// `default`, administrators' policies before it and baselines behind it. A proxy of a mesh judges what is let through.
package struct PolicyJudge: Sendable {
  /// What one enforcer says about one end.
  package struct Answer: Hashable, Sendable {
    /// The system of the policy that decides, or the plugin.
    package let direction: NetworkPolicy.Direction
    package let layer: PolicyLayer
    package let ruling: PolicyRuling
  }

  /// Who enforces which systems of policies in the network.
  package struct Enforcer: Hashable, Sendable {
    /// Its name; empty where none is known.
    package let name: String
    package let enforces: Set<PolicyGroup>
    package let mayEnforce: Set<PolicyGroup>

    package init(
      name: String, enforces: Set<PolicyGroup>, mayEnforce: Set<PolicyGroup> = []
    ) {
      self.name = name
      self.enforces = enforces
      self.mayEnforce = mayEnforce
    }

    /// Nobody knows: NetworkPolicies count, the others may.
    package static let unknown = Enforcer(
      name: "", enforces: [.kubernetes],
      mayEnforce: Set(PolicySystems.all.map { PolicyGroup($0.name) }))
  }

  private let index: PolicyIndex
  private let books: [(system: any PolicySystem, book: any PolicyBook)]
  private let enforcers: [Enforcer]

  /// Reads the policies of all systems.
  package init(
    _ index: PolicyIndex, enforcers: [Enforcer], systems: [any PolicySystem] = PolicySystems.all
  ) {
    self.index = index
    self.enforcers = enforcers
    books = systems.map { ($0, $0.book(of: index.inventory)) }
      .filter { !$0.1.policies.isEmpty }
  }

  /// The systems that have policies here, besides Kubernetes.
  package static func systems(
    in inventory: Inventory, of systems: [any PolicySystem] = PolicySystems.all
  ) -> [any PolicySystem] {
    systems.filter { system in
      system.kinds.contains { kind in
        inventory.objects(kind.keptName).contains { $0.kind.group == kind.group }
      }
    }
  }

  /// Policies that no known plugin enforces, by the systems that they are of.
  package var ignored: [(system: String, policy: ObjectReference)] {
    books.compactMap { entry in
      let group = PolicyGroup(entry.system.name)
      let isTaken =
        entry.system.layer == .proxy
        || enforcers.contains { $0.enforces.contains(group) || $0.mayEnforce.contains(group) }
      return isTaken ? nil : entry.book.policies.min().map { (entry.system.name, $0) }
    }
  }

  /// Policies that are about more than pods.
  package var unevaluated: [ObjectReference] { books.flatMap(\.book.unevaluated) }

  /// Whether there is anything to ask besides NetworkPolicies.
  package var isEmpty: Bool { books.isEmpty }

  /// What each enforcer says, in the order in which they see the connection.
  package func answers(_ flow: PolicyFlow) -> [Answer] {
    let network = enforcers.map { enforcer in
      Answer(direction: flow.direction, layer: .network, ruling: ruling(of: enforcer, flow))
    }
    let proxies = books.filter { $0.system.layer == .proxy }.map { entry in
      Answer(
        direction: flow.direction, layer: .proxy,
        ruling: PolicyChain(entry.book.tiers(for: flow)).ruling(Self.open))
    }
    return (network + proxies).filter { $0.ruling.outcome != .open }
  }

  private static let open = PolicyRuling(outcome: .open, says: "No policy isolates the pods.")

  /// A system of which it is not known whether it is enforced leaves the answer open, unless it is the same without.
  private func ruling(of enforcer: Enforcer, _ flow: PolicyFlow) -> PolicyRuling {
    let sure = ruling(enforcer.enforces, flow)
    guard !enforcer.mayEnforce.isEmpty else { return sure }
    let all = ruling(enforcer.enforces.union(enforcer.mayEnforce), flow)
    guard all.outcome.isAllowed != sure.outcome.isAllowed else { return sure }
    return PolicyRuling(
      outcome: .unknown, policy: all.policy ?? sure.policy, field: all.field ?? sure.field,
      says: "\(all.says) Whether anybody enforces policies of that kind here is not known.")
  }

  private func ruling(_ groups: Set<PolicyGroup>, _ flow: PolicyFlow) -> PolicyRuling {
    if flow.isOwnNode {
      return PolicyRuling(
        outcome: .allowed,
        says: "What comes from a pod's own node, or goes to it, is always allowed.")
    }
    var tiers = books.filter {
      $0.system.layer == .network && groups.contains(PolicyGroup($0.system.name))
    }.flatMap { $0.book.tiers(for: flow) }
    if groups.contains(.kubernetes), let own = kubernetes(flow) { tiers.append(own) }
    let ruling = PolicyChain(tiers).ruling(Self.open)
    guard ruling.outcome.isAllowed == false, let reason = flow.undefined else { return ruling }
    return PolicyRuling(outcome: .unknown, policy: ruling.policy, says: reason.sentence)
  }

  /// The NetworkPolicies that isolate the pod, as one part of the tier `default`; nil where there is none.
  private func kubernetes(_ flow: PolicyFlow) -> PolicyTier? {
    let isolating = index.policies(isolating: flow.pod, flow.direction)
    guard let first = isolating.first else { return nil }
    let half = index.half(flow)
    let reference = ObjectReference("NetworkPolicy", half?.policy ?? first.name)
    let field = half?.field ?? "spec.\(flow.direction.rawValue)"
    var entry = PolicyTier.Entry(reference, order: PolicyTier.networkPolicyOrder, [])
    entry.says = half?.outcome == .denied ? half?.sentence : nil
    entry.field = half?.field
    switch half?.outcome {
    case .allowed?: entry.steps = [.init(field, .allow, .yes, says: half?.sentence)]
    case .denied?, .notIsolated?: break
    case .unknown?:
      entry.steps = [.init(field, .doubt, .yes, says: half?.sentence)]
    case nil: anybody(isolating, flow, &entry)
    }
    return PolicyTier("default", order: PolicyTier.defaultOrder, end: .deny, [entry])
  }

  /// No particular peer: some are let in, or nobody.
  private func anybody(
    _ isolating: [NetworkPolicy], _ flow: PolicyFlow, _ entry: inout PolicyTier.Entry
  ) {
    let field = "spec.\(flow.direction.rawValue)"
    let isNobody = index.admitsNobody(
      to: flow.pod, port: flow.port, transport: flow.transport)
    guard !isNobody else { return }
    let isEverybody = isolating.contains {
      $0.rules(flow.direction).contains(where: \.isEverything)
    }
    entry.steps = [
      isEverybody
        ? .init(field, .allow, .yes)
        : .init(field, .allow, .unknown(.anybody))
    ]
  }
}

/// Policies of one system.
package struct PolicyGroup: Hashable, Sendable {
  package let name: String

  package init(_ name: String) { self.name = name }

  /// NetworkPolicies of Kubernetes.
  package static let kubernetes = PolicyGroup("")
}

extension PolicyIndex {
  /// What NetworkPolicies say of one end; nil where the other is nobody in particular.
  func half(_ flow: PolicyFlow) -> PolicyHalf? {
    let peer: PolicyPeer? =
      switch flow.peer {
      case .pod(let pod): .pod(pod)
      case .address(let address): .address(address)
      case .client: .client
      case .node: .node
      case .anybody: nil
      }
    return peer.map {
      half(flow.direction, of: flow.pod, with: $0, port: flow.port, transport: flow.transport)
    }
  }
}
