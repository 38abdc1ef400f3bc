import Topology

/// Azure's plugin: pods have addresses of the virtual network, or of an overlay (learn.microsoft.com).
struct AzurePlugin: NetworkPlugin {
  let name = "Azure CNI"
  let marks = PluginMarks(
    agents: ["azure-cns", "azure-npm"], labels: ["k8s-app=azure-cns"],
    images: ["azure-cns", "azure-npm"])

  private static let typeLabel = "kubernetes.azure.com/podnetwork-type"

  func describe(_ state: inout NetworkPluginState, _ agent: PluginAgent, in view: NetworkView) {
    state.encapsulation = Encapsulation(.none)
    state.routing = .cloud
    state.addressing = "azure"
    let label = view.nodes.lazy.compactMap { $0.metadata.labels[Self.typeLabel] }.first
    if let label {
      state.note(
        "podnetwork-type", NetworkView.Setting(value: label, source: "labels of nodes"))
    }
    let manager = view.daemonSets.first { $0.metadata.name == "azure-npm" }
    state.enforces = manager == nil ? [] : [.kubernetes]
  }
}
