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

  /// The Service of a full name, and its port where one stands behind it.
  static func service(of authority: String) -> (name: NamespacedName, port: Int?)? {
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
}
