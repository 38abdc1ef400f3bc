import Topology

/// Whether pods have the proxy of a mesh, as far as objects tell.
enum PolicyMesh {
  /// Istio's: its injector labels the pods that it gives a proxy; of manifests one sees where it would.
  static func istio(_ pod: Pod, in inventory: Inventory, isPlanned: Bool) -> PolicyMatch {
    let labels = pod.metadata.labels
    if labels["security.istio.io/tlsMode"] == "istio" { return .yes }
    if isAmbient(pod, in: inventory) { return .yes }
    if labels["sidecar.istio.io/inject"] == "false" { return .no }
    let name = pod.metadata.namespace
    let namespace = PolicyNamespace(name, in: inventory)
    let isWanted =
      labels["sidecar.istio.io/inject"] == "true" || labels["istio.io/rev"] != nil
      || namespace.labels["istio-injection"] == "enabled"
      || namespace.labels["istio-injection"] != "disabled"
        && namespace.labels["istio.io/rev"] != nil
    guard namespace.isKnown || isWanted else { return .unknown(.namespaceLabels(name)) }
    // A pod that was there before the label has none.
    return isWanted ? (isPlanned ? .yes : .unknown(.mesh(pod.metadata.key))) : .no
  }

  static func isAmbient(_ pod: Pod, in inventory: Inventory) -> Bool {
    let key = "istio.io/dataplane-mode"
    let mode =
      pod.metadata.labels[key] ?? inventory.namespace(pod.metadata.namespace)?.labels[key]
    return mode == "ambient" && !inventory.usesHostNetwork(pod)
  }
}
