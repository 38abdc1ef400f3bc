import Topology

/// Weave Net, which nobody maintains since 2022 (github.com/weaveworks/weave).
struct WeavePlugin: NetworkPlugin {
  let name = "Weave Net"
  let marks = PluginMarks(
    agents: ["weave-net"], labels: ["name=weave-net"],
    images: ["weaveworks/weave-kube", "weaveworks/weave-npc"], reasons: ["WeaveIsUp"])

  /// The range and the largest packet that it takes where none is set.
  private static let defaultRange = "10.32.0.0/12"
  private static let defaultPacket = 1376

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.isAbandoned = true
    state.routing = .overlay
    // The kernel's VXLAN where both nodes can, otherwise UDP of its own: the objects do not tell.
    state.encapsulation = nil
    state.addressing = "weave"
    state.replacesProxy = false
    guard let workload = agent.workload, workload.template.settings != nil else {
      state.enforces = []
      state.mayEnforce = [.kubernetes]
      return
    }
    let own = workload.reference.description
    let range = agent.variable("IPALLOC_RANGE")
    state.ranges =
      range.map { NetworkRange.list($0.value, $0.source) }
      ?? (agent.has("IPALLOC_RANGE")
        ? [] : [NetworkRange(range: Self.defaultRange, source: "\(own) IPALLOC_RANGE (default)")])
    let packet = agent.variable("WEAVE_MTU").flatMap { Int($0.value) }
    state.largestPacket = packet ?? (agent.has("WEAVE_MTU") ? nil : Self.defaultPacket)
    let isPolicyOff = agent.variable("EXPECT_NPC")?.value == "0"
    state.enforces = isPolicyOff ? [] : [.kubernetes]
    state.note("EXPECT_NPC", agent.variable("EXPECT_NPC"))
    if agent.has("WEAVE_PASSWORD") {
      state.note("WEAVE_PASSWORD", NetworkView.Setting(value: "(set)", source: own))
    }
  }
}
