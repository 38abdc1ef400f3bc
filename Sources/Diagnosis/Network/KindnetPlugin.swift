import Topology

/// kindnet, the plugin of kind: a route to each node, and no wrapping (kind.sigs.k8s.io).
struct KindnetPlugin: NetworkPlugin {
  let name = "kindnet"
  let marks = PluginMarks(
    agents: ["kindnet"], labels: ["app=kindnet", "k8s-app=kindnet"], images: ["kindnetd"])

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.encapsulation = Encapsulation(.none)
    state.routing = .nodeRoutes
    state.addressing = "node"
    state.replacesProxy = false
    // Newer builds enforce policies, and the version of an image does not tell which build it is.
    state.mayEnforce = [.kubernetes]
    if let range = agent.variable("POD_SUBNET") {
      state.ranges = NetworkRange.list(range.value, range.source)
    }
  }
}
