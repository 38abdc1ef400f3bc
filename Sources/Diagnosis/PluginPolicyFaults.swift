import Language
import Routing
import Topology

/// Policies of Calico and Cilium that their plugin refuses or cannot read.
struct PluginPolicyFaults: FaultFamily {
  let needs: [String] = []

  /// The systems whose policies have a fault of their own, by their names.
  private static let ids = ["Calico": "calico-policy-invalid", "Cilium": "cilium-policy-invalid"]

  /// So much is told of one policy, no more.
  private static let limit = 10

  private static let systems = PolicySystems.all.filter { ids[$0.name] != nil }
  private static let kinds = Set(
    systems.flatMap(\.kinds).filter { $0.kind.hasSuffix("Policy") }.map(\.keptName))

  var reports: [FaultKind] {
    [
      FaultKind(
        "calico-policy-invalid", .policy, .blocker, "Policy of Calico that cannot be read",
        meaning:
          "Calico refuses the policy, or leaves it out: what it should forbid may pass, and what it "
          + "should allow may not.",
        mend: "Correct the field that is named."),
      FaultKind(
        "cilium-policy-invalid", .policy, .blocker, "Policy of Cilium that cannot be read",
        meaning:
          "Cilium refuses the policy and does not enforce it. Its condition Valid is False.",
        mend: "Correct the field that is named."),
    ]
  }

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    Self.kinds.sorted().flatMap(cluster.objects)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference, Self.kinds.contains(reference.kind) else {
      return .none
    }
    return .some([reference])
  }

  func faults(of reference: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let object = cluster.inventory.object(reference.kind, reference.name),
      let system = Self.systems.first(where: { system in
        system.kinds.contains { $0.group == object.kind.group && $0.kind == object.kind.kind }
      }), let id = Self.ids[system.name]
    else { return [] }
    return system.problems(of: object).prefix(Self.limit).map { problem in
      Fault(
        id, .blocker, reference, field: problem.field, says: problem.sentence,
        fix: "Correct \(problem.field).")
    }
  }
}
