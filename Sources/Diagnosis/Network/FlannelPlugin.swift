import Topology

/// flannel, alone or under the policies of Calico (github.com/flannel-io/flannel).
struct FlannelPlugin: NetworkPlugin {
  let name = "flannel"
  let marks = PluginMarks(
    agents: ["kube-flannel-ds", "kube-flannel", "canal"],
    labels: ["app=flannel", "k8s-app=flannel"],
    images: ["flannel/flannel", "coreos/flannel", "rancher/mirrored-flannel", "flannelcni"],
    namespaces: ["kube-flannel", "kube-system"],
    reasons: ["FlannelIsUp"], annotations: ["flannel.alpha.coreos.com/"])

  private static let kinds: [String: Encapsulation.Kind] = [
    "vxlan": .vxlan, "host-gw": .none, "wireguard": .wireguard, "udp": .udp, "ipip": .ipip,
  ]

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.addressing = "node"
    state.replacesProxy = false
    let hasPolicyAgent =
      agent.settings.images.contains { $0.contains("network-polic") }
    state.enforces = hasPolicyAgent ? [.kubernetes] : []
    let name = ["kube-flannel-cfg", "canal-config"].first { view.config($0) != nil }
    let backend = name.flatMap { view.setting($0, key: "net-conf.json", field: "Type") }
    let isDirect = name.flatMap {
      view.setting($0, key: "net-conf.json", field: "DirectRouting")
    }
    let ofNodes = view.nodes.lazy
      .compactMap { $0.metadata.annotations["flannel.alpha.coreos.com/backend-type"] }.first
    let type = backend?.value ?? ofNodes ?? ""
    state.encapsulation = Self.kinds[type].map {
      Encapsulation($0, acrossSubnetsOnly: isDirect?.value == "true")
    }
    state.encapsulationSource = backend?.source ?? (ofNodes == nil ? "" : "annotations of nodes")
    state.routing =
      state.encapsulation.map { $0.kind == .none ? .nodeRoutes : .overlay }
    if let network = name.flatMap({
      view.setting($0, key: "net-conf.json", field: "Network")
    }) {
      state.ranges = NetworkRange.list(network.value, network.source)
    }
  }
}
