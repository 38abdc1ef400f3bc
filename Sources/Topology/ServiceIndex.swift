import HashTreeCollections

/// Finds Services by their namespace, by the labels that they select, and by their node ports.
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

  /// Takes in a Service that is not in the index.
  mutating func insert(_ service: Service) {
    let key = service.metadata.key
    byNamespace[key.namespace, default: []].insert(key.name)
    if let label = Self.label(of: service) { byLabel[label, default: []].insert(key.name) }
    for port in service.ports where port.nodePort != 0 {
      byNodePort[port.nodePort, default: []].insert(key)
    }
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
  }

  private static func label(of service: Service) -> LabelKey? {
    service.selector.min { $0.key < $1.key }.map {
      LabelKey(namespace: service.metadata.namespace, key: $0.key, value: $0.value)
    }
  }

  /// The names of the Services of a namespace, sorted.
  func names(in namespace: String) -> [String] { (byNamespace[namespace] ?? []).sorted() }

  /// The names of the Services whose selector may match these labels, since one of its labels does, unordered.
  func candidates(in namespace: String, for labels: [String: String]) -> [String] {
    labels.flatMap { label in
      byLabel[LabelKey(namespace: namespace, key: label.key, value: label.value)] ?? []
    }
  }

  /// The Services with a node port, sorted.
  func services(withNodePort port: Int) -> [NamespacedName] { (byNodePort[port] ?? []).sorted() }
}
