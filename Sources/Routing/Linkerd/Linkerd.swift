package import Topology

extension ResourceKind {
  /// What the proxies of Linkerd do with requests to a Service, which its name tells.
  package static let serviceProfile = ResourceKind(
    group: "linkerd.io", version: "v1alpha2", kind: "ServiceProfile", plural: "serviceprofiles")
  /// Weights of the Service Mesh Interface, which an extension of Linkerd makes overrides of.
  package static let trafficSplit = ResourceKind(
    group: "split.smi-spec.io", version: "v1alpha2", kind: "TrafficSplit", plural: "trafficsplits")
  /// Linkerd's older copy of the HTTPRoute of the Gateway API.
  package static let linkerdRoute = ResourceKind(
    group: linkerdGroup, version: "v1beta3", kind: "HTTPRoute", plural: "httproutes")
}

/// Names of Linkerd's API.
package enum Linkerd {
  /// What serves requests inside of the mesh: the proxies of the clients, as Istio calls them all.
  package static let mesh = Istio.mesh
  /// The end of the full names of Services.
  private static let domain = ".svc.cluster.local"

  /// The full name of a Service.
  package static func host(of service: NamespacedName) -> String {
    "\(service.name).\(service.namespace)\(domain)"
  }

  /// Whether a proxy stands beside a pod: what the injector leaves there tells it.
  package static func isInjected(_ pod: Pod) -> Bool {
    pod.metadata.labels["linkerd.io/control-plane-ns"] != nil
      || pod.ports.contains { $0.name == "linkerd-admin" }
  }

  /// Whether the injector would put a proxy beside a pod, by the annotation of the pod, else of its namespace.
  package static func isToBeInjected(_ pod: Pod, in inventory: Inventory) -> Bool {
    let key = "linkerd.io/inject"
    let stated =
      pod.metadata.annotations[key]
      ?? inventory.namespace(pod.metadata.namespace)?.annotations[key]
    return stated == "enabled" || stated == "ingress"
  }

  /// The Service of a full name, and its port where one stands behind it.
  package static func service(of authority: String) -> (name: NamespacedName, port: Int?)? {
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first, host.hasSuffix(domain) else { return nil }
    let names = host.dropLast(domain.count).split(
      separator: ".", omittingEmptySubsequences: false)
    guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
    return (
      NamespacedName(String(names[1]), String(names[0])), parts.count == 2 ? Int(parts[1]) : nil
    )
  }
}

extension Route {
  /// Whether proxies beside the clients go by it, and no controller in front of the Services.
  package var isOfMesh: Bool { controller == Linkerd.mesh }

  /// Whether proxies beside the clients go by it, alone or as a gateway does.
  package var isServedByMesh: Bool { isOfMesh || terms?.isOfMeshToo == true }
}
