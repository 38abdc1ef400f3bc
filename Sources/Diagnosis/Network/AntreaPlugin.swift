import Topology

/// Antrea, whose settings stand in the ConfigMap `antrea-config` (antrea.io).
struct AntreaPlugin: NetworkPlugin {
  let name = "Antrea"
  let marks = PluginMarks(
    agents: ["antrea-agent"], labels: ["component=antrea-agent"], images: ["antrea/antrea"],
    annotations: ["node.antrea.io/"])

  private static let kinds: [String: Encapsulation.Kind] = ["geneve": .geneve, "vxlan": .vxlan]

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.enforces = [.kubernetes]
    state.mayEnforce = [.admin, .baseline, .cluster]
    func setting(_ field: String) -> NetworkView.Setting? {
      view.setting("antrea-config", key: "antrea-agent.conf", field: field)
    }
    guard view.config("antrea-config") != nil else { return }
    let mode = setting("trafficEncapMode")?.value ?? "encap"
    state.role = mode.lowercased() == "networkpolicyonly" ? .chained : .network
    let wrapping = setting("tunnelType")?.value ?? "geneve"
    switch mode.lowercased() {
    case "encap": state.encapsulation = Self.kinds[wrapping].map { Encapsulation($0) }
    case "hybrid":
      state.encapsulation = Self.kinds[wrapping].map { Encapsulation($0, acrossSubnetsOnly: true) }
    case "noencap": state.encapsulation = Encapsulation(.none)
    default: state.encapsulation = nil
    }
    state.encapsulationSource = "configmap/kube-system/antrea-config"
    state.routing =
      state.encapsulation.map { $0.kind == .none ? .nodeRoutes : .overlay }
    state.largestPacket = setting("defaultMTU").flatMap { Int($0.value) }
      .flatMap { $0 > 0 ? $0 : nil }
    state.replacesProxy = (setting("proxyAll")?.value ?? "false") == "true"
    state.note("trafficEncapMode", setting("trafficEncapMode"))
    state.note("trafficEncryptionMode", setting("trafficEncryptionMode"))
  }
}
