package import Topology

/// What leads from the address of a Service to its pods on each node.
package struct ServiceProxyState: Hashable, Sendable {
  /// `kube-proxy`, or the plugin that does it in its place; nil when it is not known.
  package private(set) var name: String?
  /// How it does it: `iptables`, `ipvs`, `nftables`, `ebpf`, `ovs`; nil when it is not known.
  package private(set) var mode: String?
  /// The object that says so; empty where it is known from the plugin alone.
  package private(set) var source = ""
  /// The DaemonSet of kube-proxy, if it runs as one.
  package private(set) var agent: ObjectReference?
  package private(set) var ready: Int?
  package private(set) var wanted: Int?
  /// Whether kube-proxy runs beside a plugin that does its work.
  package private(set) var isDoubled = false

  init() {}

  private static let dataPaths = [
    "Calico": "ebpf", "Cilium": "ebpf", "GKE Dataplane V2": "ebpf", "kube-router": "ipvs",
    "Antrea": "ovs", "OVN-Kubernetes": "ovs",
  ]

  init(_ view: NetworkView, plugins: [NetworkPluginState]) {
    let own = view.daemonSets.first {
      $0.metadata.namespace == "kube-system"
        && ($0.metadata.name == "kube-proxy" || $0.templateLabels["k8s-app"] == "kube-proxy")
    }
    if let own {
      agent = own.reference
      (ready, wanted) = (own.readyReplicas, own.replicas)
    }
    if let plugin = plugins.first(where: { $0.replacesProxy == true }) {
      name = plugin.name
      mode = Self.dataPaths[plugin.name]
      source = plugin.agent?.description ?? ""
      // kube-proxy is often told to run on no node instead of being deleted.
      isDoubled = wanted ?? 0 > 0
    } else if let own {
      name = "kube-proxy"
      let stated = mode(of: own, view)
      (mode, source) = (stated?.value, stated?.source ?? own.reference.description)
    }
  }

  /// An argument of kube-proxy, or its configuration, where nothing means `iptables` (kube-proxy, `mode`).
  private func mode(of set: Workload, _ view: NetworkView) -> NetworkView.Setting? {
    if let argument = PluginAgent(workload: set).argument("--proxy-mode") { return argument }
    for (map, key) in [("kube-proxy", "config.conf"), ("kube-proxy-config", "config")] {
      guard let text = view.config(map)?.object["data"][key].string else { continue }
      let value = SettingsText.value(of: "mode", in: text) ?? ""
      return NetworkView.Setting(
        value: value.isEmpty ? "iptables" : value, source: "configmap/kube-system/\(map) \(key)")
    }
    return nil
  }
}
