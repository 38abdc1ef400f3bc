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

  /// The full name of a Service.
  static func host(of service: NamespacedName) -> String {
    "\(service.name).\(service.namespace).svc.\(domain)"
  }

  /// The hosts of VirtualServices that cover a Service, the most specific one first.
  static func covering(_ service: NamespacedName) -> [String] {
    let full = host(of: service)
    var hosts = [full]
    var rest = full[...]
    while let dot = rest.firstIndex(of: ".") {
      hosts.append("*" + rest[dot...])
      rest = rest[rest.index(after: dot)...]
    }
    return hosts + ["*"]
  }

  /// Whether a client means a Service by the host that it names, which the proxy beside it goes by
  /// (`GenerateAltVirtualHosts`).
  static func isName(
    _ host: String, of service: Service, from namespace: String
  ) -> Bool {
    let name = service.metadata.key
    let full = Self.host(of: name)
    let host = host.hasSuffix(".") ? String(host.dropLast()) : host
    if host == name.name { return name.namespace == namespace }
    return host == full || host == service.clusterIP
      || [".svc.\(domain)", ".\(domain)", ".svc"].contains { host == full.dropLast($0.utf8.count) }
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
