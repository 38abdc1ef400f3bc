import Topology

/// OVN-Kubernetes, the plugin of OpenShift: an overlay of Geneve (ovn-kubernetes.io).
struct OVNPlugin: NetworkPlugin {
  let name = "OVN-Kubernetes"
  let marks = PluginMarks(
    agents: ["ovnkube-node"], labels: ["app=ovnkube-node"], images: ["ovn-kube"],
    namespaces: ["ovn-kubernetes", "openshift-ovn-kubernetes"], annotations: ["k8s.ovn.org/"])

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.encapsulation = Encapsulation(.geneve)
    state.routing = .overlay
    state.addressing = "ovn"
    state.replacesProxy = true
    state.enforces = [.kubernetes]
    state.mayEnforce = [.admin, .baseline, .cluster]
  }
}
