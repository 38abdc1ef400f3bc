import Topology

/// Cilium, whose settings stand in the ConfigMap `cilium-config` (docs.cilium.io).
struct CiliumPlugin: NetworkPlugin {
  let name = "Cilium"
  let marks = PluginMarks(
    agents: ["cilium"], foreign: ["anetd", "cilium-envoy"], labels: ["k8s-app=cilium"],
    images: ["cilium/cilium"],
    namespaces: ["kube-system", "cilium"], groups: ["cilium.io"],
    kinds: ["CiliumNode", "CiliumNetworkPolicy"], reasons: ["CiliumIsUp"],
    annotations: ["network.cilium.io/", "io.cilium.network."])

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    Self.describe(&state, in: view)
  }

  /// What its ConfigMap says, which builds of clouds use too.
  static func describe(_ state: inout NetworkPluginState, in view: NetworkView) {
    func setting(_ key: String) -> NetworkView.Setting? {
      view.setting("cilium-config", key: key)
    }
    let isPolicyOff = setting("enable-policy")?.value == "never"
    state.enforces = isPolicyOff ? [] : [.kubernetes, .cilium, .ciliumWide]
    state.mayEnforce = isPolicyOff ? [] : [.admin, .baseline, .cluster]
    guard view.config("cilium-config") != nil else {
      state.role = .unknown
      return
    }
    let chaining = setting("cni-chaining-mode")?.value ?? "none"
    state.role = ["none", "portmap"].contains(chaining) ? .network : .chained
    if state.role == .network { encapsulate(&state, setting) }
    switch setting("kube-proxy-replacement")?.value {
    case "true"?, "strict"?: state.replacesProxy = true
    case "false"?, "disabled"?: state.replacesProxy = false
    default: state.replacesProxy = nil
    }
    state.addressing = setting("ipam")?.value ?? ""
    state.largestPacket = setting("mtu").flatMap { Int($0.value) }.flatMap { $0 > 0 ? $0 : nil }
    if ["cluster-pool", "multi-pool"].contains(state.addressing) {
      state.ranges = ["cluster-pool-ipv4-cidr", "cluster-pool-ipv6-cidr"].compactMap(setting)
        .flatMap { NetworkRange.list($0.value.replacing(" ", with: ","), $0.source) }
    }
    for key in [
      "enable-policy", "cni-chaining-mode", "enable-bgp-control-plane", "enable-l2-announcements",
      "enable-wireguard", "enable-ipsec", "bpf-lb-mode", "enable-hubble", "cluster-name",
    ] { state.note(key, setting(key)) }
  }

  /// `routing-mode` and `tunnel-protocol`, or the one key of older versions; both have defaults.
  private static func encapsulate(
    _ state: inout NetworkPluginState, _ setting: (String) -> NetworkView.Setting?
  ) {
    let mode = setting("routing-mode")
    let old = setting("tunnel")
    let isNative = mode?.value == "native" || mode == nil && old?.value == "disabled"
    let wrapping = setting("tunnel-protocol")?.value ?? old?.value ?? "vxlan"
    state.encapsulation =
      isNative ? Encapsulation(.none) : kinds[wrapping].map { Encapsulation($0) }
    state.encapsulationSource = (mode ?? old)?.source ?? "configmap/kube-system/cilium-config"
    let isOfCloud = ["eni", "azure", "alibabacloud"].contains(setting("ipam")?.value ?? "")
    state.routing =
      !isNative
      ? .overlay
      : isOfCloud
        ? .cloud : setting("auto-direct-node-routes")?.value == "true" ? .nodeRoutes : nil
  }

  private static let kinds: [String: Encapsulation.Kind] = ["vxlan": .vxlan, "geneve": .geneve]
}
