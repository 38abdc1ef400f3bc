import Topology

/// What a name means to a pod of a cluster, by the search list of its resolver (`ns.svc.cluster.local`,
/// `svc.cluster.local`, `cluster.local`; "DNS for Services and Pods").
enum TraceName {
  /// A Service that exists, and the host name of one pod where that was asked for.
  case service(NamespacedName, hostname: String)
  /// A name that only a Service could have, and none has.
  case unknown(NamespacedName)
  /// A name without namespace, which Services of other namespaces have.
  case elsewhere(String, namespaces: [String])
  /// A name that the cluster's DNS asks others for.
  case external

  private static let domain = "cluster.local"

  /// The meaning of a name for a pod of a namespace.
  init(_ host: String, in namespace: String, _ inventory: Inventory) {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if let full = Self.parts(of: labels) {
      self = Self.found(full.name, full.hostname, in: inventory)
      return
    }
    switch labels.count {
    case 1:
      let name = NamespacedName(namespace, host)
      guard inventory.service(name) == nil else {
        self = .service(name, hostname: "")
        return
      }
      let others = inventory.serviceNamespaces.filter {
        inventory.service(NamespacedName($0, host)) != nil
      }
      self = others.isEmpty ? .unknown(name) : .elsewhere(host, namespaces: others.sorted())
    case 2, 3:
      let name = NamespacedName(labels[labels.count - 1], labels[labels.count - 2])
      let hostname = labels.count == 3 ? labels[0] : ""
      let isKnown =
        inventory.service(name) != nil || inventory.namespace(name.namespace) != nil
      self = isKnown ? Self.found(name, hostname, in: inventory) : .external
    default: self = .external
    }
  }

  private static func found(
    _ name: NamespacedName, _ hostname: String, in inventory: Inventory
  ) -> TraceName {
    guard inventory.service(name) != nil else { return .unknown(name) }
    return .service(name, hostname: hostname)
  }

  /// The parts of `name.ns.svc` and `pod.name.ns.svc`, with the cluster's domain or without it.
  private static func parts(
    of labels: [String]
  ) -> (name: NamespacedName, hostname: String)? {
    var labels = labels
    if labels.suffix(2).joined(separator: ".") == domain, labels.count > 3 { labels.removeLast(2) }
    guard labels.last == "svc", (3...4).contains(labels.count),
      labels.allSatisfy({ !$0.isEmpty })
    else { return nil }
    return (
      NamespacedName(labels[labels.count - 2], labels[labels.count - 3]),
      labels.count == 4 ? labels[0] : ""
    )
  }

  /// The Service that a name of the cluster's domain means: `web.shop.svc.cluster.local`, `web.shop.svc`.
  static func service(_ host: String) -> NamespacedName? {
    let plain = host.hasSuffix(".") ? String(host.dropLast()) : host
    return parts(
      of: plain.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    ).flatMap { $0.hostname.isEmpty ? $0.name : nil }
  }
}
