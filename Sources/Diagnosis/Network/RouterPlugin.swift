import Topology

/// kube-router: routes by BGP, policies and, if asked, Services (github.com/cloudnativelabs/kube-router).
struct RouterPlugin: NetworkPlugin {
  let name = "kube-router"
  let marks = PluginMarks(
    agents: ["kube-router"], labels: ["k8s-app=kube-router"], images: ["kube-router"],
    annotations: ["kube-router.io/"])

  /// The number that every node has unless `--cluster-asn` says another.
  private static let defaultSystem = 64_512

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    guard agent.workload?.template.settings != nil else {
      state.role = .unknown
      state.mayEnforce = [.kubernetes]
      return
    }
    let routes = agent.flag("--run-router") ?? true
    state.role = routes ? .network : .chained
    state.enforces = agent.flag("--run-firewall") ?? true ? [.kubernetes] : []
    state.replacesProxy = agent.flag("--run-service-proxy") ?? true
    if routes {
      state.addressing = "node"
      state.routing = .bgp
      state.systemNumber =
        agent.argument("--cluster-asn").flatMap { Int($0.value) } ?? Self.defaultSystem
      state.isMesh = agent.flag("--nodes-full-mesh") ?? true
      let isWrapped = agent.flag("--enable-overlay") ?? true
      let isAlways = agent.argument("--overlay-type")?.value == "full"
      state.encapsulation =
        isWrapped ? Encapsulation(.ipip, acrossSubnetsOnly: !isAlways) : Encapsulation(.none)
      state.encapsulationSource = agent.argument("--enable-overlay")?.source ?? ""
    }
    for name in ["--peer-router-ips", "--peer-router-asns", "--advertise-cluster-ip"] {
      state.note(name, agent.argument(name))
    }
  }
}
