import Routing
import Testing
import Topology

/// Toll gates of a controller that does not exist: all that adding a system takes, besides a line of the registry.
private struct TollSystem: PolicySystem {
  static let kind = ResourceKind(
    group: "toll.example.net", version: "v1", kind: "TollGate", plural: "tollgates")

  /// The gates of a cluster.
  private struct Gates: PolicyBook {
    let gates: [GenericResource]

    var policies: [ObjectReference] { gates.map(\.reference) }
    var defects: [PolicyDefect] { [] }

    func tiers(for flow: PolicyFlow) -> [PolicyTier] {
      let entries = gates.map { gate in
        let isOpen = gate.object["spec"]["open"].bool ?? false
        return PolicyTier.Entry(
          gate.reference, order: 1,
          [PolicyTier.Step("spec.open", isOpen ? .allow : .deny, isMatch: true)])
      }
      return [PolicyTier("toll", order: 1, end: .pass, entries)]
    }
  }

  let name = "Toll"
  let layer = PolicyLayer.network
  let kinds = [Self.kind]

  func problems(of resource: GenericResource) -> [PolicyProblem] { [] }

  func book(of inventory: Inventory) -> any PolicyBook {
    Gates(gates: inventory.objects(Self.kind.keptName))
  }
}

@Suite struct MadeUpPolicyTests {
  /// The line of the registry.
  private static let systems = PolicySystems.all + [TollSystem()]

  private static func answers(isOpen: Bool) -> [PolicyRuling.Outcome] {
    let gate = Resource(
      [
        "apiVersion": "toll.example.net/v1", "kind": "TollGate",
        "metadata": ["name": "bridge", "namespace": "shop"], "spec": ["open": .bool(isOpen)],
      ], kind: TollSystem.kind)
    let enforcer = PolicyJudge.Enforcer(name: "Toll", enforces: [PolicyGroup("Toll")])
    let inventory = Inventory([gate])
    let judge = PolicyJudge(
      PolicyIndex(inventory), enforcers: [enforcer], systems: Self.systems)
    let pod = Pod(metadata: Metadata(name: "web", namespace: "shop"), addresses: ["10.1.0.1"])
    let flow = PolicyFlow(inventory, .ingress, of: pod, with: .client, port: 80)
    return judge.answers(flow).map(\.ruling.outcome)
  }

  @Test func `the policies of another system decide`() {
    #expect(Self.answers(isOpen: true) == [.allowed])
    #expect(Self.answers(isOpen: false) == [.denied])
  }
}
