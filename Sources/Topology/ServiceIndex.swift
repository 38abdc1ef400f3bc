import HashTreeCollections

/// Finds Services by their namespace, by the labels that they select, by their node ports and by their addresses.
struct ServiceIndex: Sendable {
  /// The first label of a selector, in the order of the keys.
  private struct LabelKey: Hashable, Sendable {
    let namespace: String
    let key: String
    let value: String
  }

  private var byNamespace: TreeDictionary<String, TreeSet<String>> = [:]
  private var byLabel: TreeDictionary<LabelKey, TreeSet<String>> = [:]
  private var byNodePort: TreeDictionary<Int, TreeSet<NamespacedName>> = [:]
  private var byAddress: TreeDictionary<String, TreeSet<NamespacedName>> = [:]

  /// Takes in a Service that is not in the index.
  mutating func insert(_ service: Service) {
    let key = service.metadata.key
    byNamespace[key.namespace, default: []].insert(key.name)
    if let label = Self.label(of: service) { byLabel[label, default: []].insert(key.name) }
    for port in service.ports where port.nodePort != 0 {
      byNodePort[port.nodePort, default: []].insert(key)
    }
    for address in service.addresses { byAddress[address, default: []].insert(key) }
  }

  /// Takes out a Service that is in the index, as it was.
  mutating func remove(_ service: Service) {
    let key = service.metadata.key
    byNamespace[key.namespace]?.remove(key.name)
    if byNamespace[key.namespace]?.isEmpty == true { byNamespace[key.namespace] = nil }
    if let label = Self.label(of: service) {
      byLabel[label]?.remove(key.name)
      if byLabel[label]?.isEmpty == true { byLabel[label] = nil }
    }
    for port in service.ports where port.nodePort != 0 {
      byNodePort[port.nodePort]?.remove(key)
      if byNodePort[port.nodePort]?.isEmpty == true { byNodePort[port.nodePort] = nil }
    }
    for address in service.addresses {
      byAddress[address]?.remove(key)
      if byAddress[address]?.isEmpty == true { byAddress[address] = nil }
    }
  }

  private static func label(of service: Service) -> LabelKey? {
    service.selector.min { $0.key < $1.key }.map {
      LabelKey(namespace: service.metadata.namespace, key: $0.key, value: $0.value)
    }
  }

  /// The names of the Services of a namespace, sorted.
  func names(in namespace: String) -> [String] { (byNamespace[namespace] ?? []).sorted() }

  /// The names of the Services of a namespace, unordered.
  func unorderedNames(in namespace: String) -> [String] { Array(byNamespace[namespace] ?? []) }

  /// The namespaces that have Services, unordered.
  var namespaces: [String] { Array(byNamespace.keys) }

  /// The names of the Services whose selector may match these labels, since one of its labels does, unordered.
  func candidates(in namespace: String, for labels: [String: String]) -> [String] {
    labels.flatMap { label in
      byLabel[LabelKey(namespace: namespace, key: label.key, value: label.value)] ?? []
    }
  }

  /// The Services with a node port, sorted.
  func services(withNodePort port: Int) -> [NamespacedName] { (byNodePort[port] ?? []).sorted() }

  /// The Services with an address, sorted.
  func services(withAddress address: String) -> [NamespacedName] {
    (byAddress[address] ?? []).sorted()
  }
}

extension Service {
  /// The addresses at which it is reached: of the cluster, of load balancers, and external ones.
  var addresses: Set<String> {
    Set([clusterIP] + loadBalancerAddresses + externalIPs).subtracting(["", "None"])
  }
}
