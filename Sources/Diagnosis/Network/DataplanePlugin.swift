import Topology

/// GKE's Dataplane V2, a build of Cilium whose agents are called `anetd` (cloud.google.com).
struct DataplanePlugin: NetworkPlugin {
  let name = "GKE Dataplane V2"
  let marks = PluginMarks(
    agents: ["anetd"], labels: ["k8s-app=cilium"], annotations: [])

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    CiliumPlugin.describe(&state, in: view)
    state.role = .network
    state.routing = .cloud
    state.encapsulation = Encapsulation(.none)
    state.encapsulationSource = ""
    state.replacesProxy = true
    // Which of the other kinds it takes depends on the cluster's version and options.
    state.enforces = [.kubernetes]
    state.mayEnforce = [.cilium, .ciliumWide, .admin, .baseline, .cluster]
  }
}
