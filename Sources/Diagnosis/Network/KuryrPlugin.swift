import Topology

/// Kuryr: pods have ports of OpenStack's own network (docs.openstack.org/kuryr-kubernetes).
struct KuryrPlugin: NetworkPlugin {
  let name = "Kuryr"
  let marks = PluginMarks(
    agents: ["kuryr-cni-ds", "kuryr-cni"], labels: ["app=kuryr-cni"], images: ["kuryr/cni"],
    namespaces: ["kube-system", "openshift-kuryr", "kuryr"])

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.routing = .cloud
    state.encapsulation = Encapsulation(.none)
    state.addressing = "neutron"
    // Policies and Services are what its controller is configured to do, which no object shows.
    state.mayEnforce = [.kubernetes]
  }
}
