import Routing
import Topology

/// The policies of all systems of a cluster, as a trace asks them.
struct TracePolicies {
  /// Empty where there are none but NetworkPolicies.
  let judge: PolicyJudge
  /// The kinds of policies that may not be read.
  let unreadable: [String]

  init(_ world: TraceWorld) {
    let unreadable = Set(PolicySystems.kinds.map(\.keptName)).filter {
      $0.contains("Policy") && world.isUnreadable($0)
    }.sorted()
    let isAny = !unreadable.isEmpty || !PolicyJudge.systems(in: world.inventory).isEmpty
    judge = PolicyJudge(
      world.policies,
      enforcers: isAny ? Self.enforcers(world.inventory, world.diagnosis.unreadableKinds) : [])
    self.unreadable = unreadable
  }

  /// Whether there is nothing to ask but NetworkPolicies.
  var isPlain: Bool { judge.isEmpty && unreadable.isEmpty }

  /// The plugins that run, with the systems of policies that each enforces; somebody unknown where none is seen.
  private static func enforcers(
    _ inventory: Inventory, _ unreadable: Set<String>
  ) -> [PolicyJudge.Enforcer] {
    let view = NetworkView(inventory, unreadable: unreadable)
    let plugins = NetworkPlugins.all.compactMap { NetworkEvidence($0, in: view).state }
    let isSeen =
      !plugins.isEmpty && !unreadable.contains("DaemonSet")
      && !PolicyEnforcementFaults.isEnforcedBesides(view.daemonSets, known: plugins)
    guard isSeen else { return [.unknown] }
    return plugins.map { plugin in
      PolicyJudge.Enforcer(
        name: plugin.name, enforces: Set(plugin.enforces.compactMap(group(of:))),
        mayEnforce: Set(plugin.mayEnforce.compactMap(group(of:))))
    }
  }

  /// The system that a kind of policies belongs to.
  private static func group(of kind: PolicyKind) -> PolicyGroup? {
    if kind == .kubernetes { return .kubernetes }
    let system = PolicySystems.all.first { system in
      system.kinds.contains { $0.kind == kind.kind && $0.group == kind.group }
    }
    return system.map { PolicyGroup($0.name) }
  }
}
