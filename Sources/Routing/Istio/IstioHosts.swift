package import Topology

/// How Istio reads host names (networking.istio.io, `Destination.host` and `VirtualService.hosts`).
package enum IstioHosts {
  /// The domain of a cluster unless it was built with another one.
  private static let domain = "cluster.local"

  /// The full name: one without a dot is that of a Service in the namespace of the object that has it.
  package static func resolved(_ name: String, in namespace: String) -> String {
    let name = name.lowercased()
    guard !name.isEmpty, name != "*", !name.contains("."), !name.contains(":") else { return name }
    return "\(name).\(namespace).svc.\(domain)"
  }

  /// The Service that a full name is the name of, whatever the domain of the cluster is.
  package static func service(_ host: String) -> NamespacedName? {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 3, labels[2] == "svc", !labels[0].isEmpty, labels[0] != "*",
      !labels[1].isEmpty
    else { return nil }
    return NamespacedName(String(labels[1]), String(labels[0]))
  }

  /// Whether a full name is surely one of this cluster.
  package static func isOwn(_ host: String) -> Bool { host.hasSuffix(".svc.\(domain)") }

  /// Whether a name, which may be a wildcard for any number of labels, covers another as a whole.
  package static func covers(_ pattern: String, _ host: String) -> Bool {
    pattern == "*" || pattern.isEmpty || GatewayHostnames.covers(pattern, host)
  }

  /// What two hosts have in common: the more specific one; nil for nothing.
  static func intersection(_ left: String, _ right: String) -> String? {
    GatewayHostnames.intersection(left == "*" ? "" : left, right == "*" ? "" : right)
  }
}
