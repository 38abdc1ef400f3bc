import Topology

/// Calico, from its manifests or its operator; alone, or for policies beside another plugin (docs.tigera.io).
struct CalicoPlugin: NetworkPlugin {
  let name = "Calico"
  let marks = PluginMarks(
    agents: ["calico-node", "canal"], labels: ["k8s-app=calico-node", "k8s-app=canal"],
    images: ["calico/node"], namespaces: ["kube-system", "calico-system"],
    groups: ResourceKind.calicoGroups,
    kinds: ["IPPool", "FelixConfiguration", "BGPConfiguration", "ClusterInformation"],
    reasons: ["CalicoIsUp", "CalicoIsDown"], annotations: ["projectcalico.org/"])

  /// The number that every node has where none is set (BGPConfiguration, `asNumber`).
  private static let defaultSystem = 64_512
  /// The first version that enforces AdminNetworkPolicies.
  private static let adminVersion = (3, 29)

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    let pools = AddressPool.calico(in: view).filter { !$0.isDisabled }
    state.role = role(agent, in: view, hasPools: !pools.isEmpty)
    state.addressing = state.role == .network && !pools.isEmpty ? "calico-ipam" : ""
    encapsulate(&state, agent, pools, in: view)
    felix(&state, agent, in: view)
    if state.routing == .bgp { sessions(&state, in: view) }
    if state.version.isEmpty {
      let information = view.objects("ClusterInformation", of: marks.groups).first
      state.version = information?.object["spec"]["calicoVersion"].string ?? ""
    }
    state.enforces = [.kubernetes, .calicoGlobal]
    switch Self.isAtLeast(Self.adminVersion, state.version) {
    case true?:
      (state.enforces, state.mayEnforce) = (state.enforces + [.admin, .baseline], [.cluster])
    case false?: break
    case nil: state.mayEnforce = [.admin, .baseline, .cluster]
    }
  }

  /// `calico_backend` of its ConfigMap, or the variable that is read from there.
  private func backend(_ agent: PluginAgent, in view: NetworkView) -> NetworkView.Setting? {
    agent.variable("CALICO_NETWORKING_BACKEND")
      ?? view.setting("calico-config", key: "calico_backend")
  }

  private func role(
    _ agent: PluginAgent, in view: NetworkView, hasPools: Bool
  ) -> PluginRole {
    let types = agent.variable("CLUSTER_TYPE")?.value.split(separator: ",").map(String.init) ?? []
    if types.contains("canal") || agent.workload?.metadata.name == "canal" { return .chained }
    switch backend(agent, in: view)?.value {
    case "none"?: return .chained
    case .some: return .network
    case nil: return hasPools ? .network : .unknown
    }
  }

  private func encapsulate(
    _ state: inout NetworkPluginState, _ agent: PluginAgent, _ pools: [AddressPool],
    in view: NetworkView
  ) {
    guard state.role != .chained else { return }
    let backend = backend(agent, in: view)
    state.note("calico_backend", backend)
    switch backend?.value {
    case "bird"?: state.routing = .bgp
    case "vxlan"?: state.routing = .overlay
    default: break
    }
    if let first = pools.first {
      let isSame = pools.allSatisfy { $0.encapsulation == first.encapsulation }
      state.encapsulation = isSame ? first.encapsulation : nil
      state.encapsulationSource = isSame ? first.source : ""
    } else if !view.unreadable.contains("IPPool") {
      let modes = [agent.variable("CALICO_IPV4POOL_IPIP"), agent.variable("CALICO_IPV4POOL_VXLAN")]
      state.encapsulation = AddressPool.encapsulation(
        ipip: modes[0]?.value, vxlan: modes[1]?.value)
      state.encapsulationSource = (modes[0] ?? modes[1])?.source ?? ""
    }
    let range = agent.variable("CALICO_IPV4POOL_CIDR")
    state.ranges =
      pools.isEmpty
      ? range.map { NetworkRange.list($0.value, $0.source) } ?? []
      : pools.flatMap { NetworkRange.list($0.range, $0.source) }
    let packet = view.setting("calico-config", key: "veth_mtu")
    state.largestPacket = packet.flatMap { Int($0.value) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Variables of the agent go before the FelixConfiguration `default`.
  private func felix(
    _ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView
  ) {
    let configuration = view.objects("FelixConfiguration", of: marks.groups)
      .first { $0.metadata.name == "default" }
    let spec = configuration?.object["spec"] ?? .null
    func field(_ name: String) -> NetworkView.Setting? {
      let value = spec[name]
      let text =
        value.string ?? value.bool.map { String($0) } ?? value.integer.map { String($0) } ?? ""
      return text.isEmpty
        ? nil
        : NetworkView.Setting(value: text, source: "felixconfiguration/default spec.\(name)")
    }
    func wanted(_ variable: String, _ name: String) -> NetworkView.Setting? {
      agent.variable("FELIX_\(variable)") ?? field(name)
    }
    let program = wanted("BPFENABLED", "bpfEnabled")
    let isKnown = !view.unreadable.contains("FelixConfiguration") && !agent.has("FELIX_BPFENABLED")
    state.replacesProxy = program.map { $0.value.lowercased() == "true" } ?? (isKnown ? false : nil)
    state.note("bpfEnabled", program)
    state.note("wireguardEnabled", wanted("WIREGUARDENABLED", "wireguardEnabled"))
    let name: (String, String)? =
      switch state.encapsulation?.kind {
      case .ipip?: ("IPINIPMTU", "ipipMTU")
      case .vxlan?: ("VXLANMTU", "vxlanMTU")
      default: nil
      }
    guard let name, state.largestPacket == nil, let setting = wanted(name.0, name.1) else { return }
    state.largestPacket = Int(setting.value).flatMap { $0 > 0 ? $0 : nil }
  }

  private func sessions(_ state: inout NetworkPluginState, in view: NetworkView) {
    guard !view.unreadable.contains("BGPConfiguration") else { return }
    let configuration = view.objects("BGPConfiguration", of: marks.groups)
      .first { $0.metadata.name == "default" }
    let spec = configuration?.object["spec"] ?? .null
    state.systemNumber =
      spec["asNumber"].integer ?? spec["asNumber"].string.flatMap { Int($0) } ?? Self.defaultSystem
    state.isMesh = spec["nodeToNodeMeshEnabled"].bool ?? true
  }

  /// Whether a version as images write it (`v3.28.1`) is at least another; nil when it cannot be read.
  static func isAtLeast(_ wanted: (Int, Int), _ version: String) -> Bool? {
    let parts = version.drop { $0 == "v" }.split(separator: ".").prefix(2).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    return (major, minor) >= wanted
  }
}
