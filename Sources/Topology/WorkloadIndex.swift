import HashTreeCollections

/// Finds workloads that no other one owns by their namespace and by the labels of their template, and any workload by
/// the ports that its pods take of their node.
struct WorkloadIndex: Sendable {
  /// One label of one namespace.
  private struct LabelKey: Hashable, Sendable {
    let namespace: String
    let key: String
    let value: String
  }

  private var byNamespace: TreeDictionary<String, TreeSet<ObjectReference>> = [:]
  private var byLabel: TreeDictionary<LabelKey, TreeSet<ObjectReference>> = [:]
  private var byHostPort: TreeDictionary<Int, TreeSet<ObjectReference>> = [:]

  /// Whether the index says the same of both.
  static func isSame(_ left: Workload, _ right: Workload) -> Bool {
    (left.metadata.owner == nil) == (right.metadata.owner == nil)
      && left.templateLabels == right.templateLabels
      && left.template.hostPorts == right.template.hostPorts
  }

  /// Takes in a workload that is not in the index.
  mutating func insert(_ workload: Workload) {
    let reference = workload.reference
    for port in workload.template.hostPorts {
      byHostPort[port.hostPort, default: []].insert(reference)
    }
    guard workload.metadata.owner == nil else { return }
    let namespace = workload.metadata.namespace
    byNamespace[namespace, default: []].insert(reference)
    for (key, value) in workload.templateLabels {
      let label = LabelKey(namespace: namespace, key: key, value: value)
      byLabel[label, default: []].insert(reference)
    }
  }

  /// Takes out a workload that is in the index, as it was.
  mutating func remove(_ workload: Workload) {
    let reference = workload.reference
    for port in workload.template.hostPorts {
      byHostPort[port.hostPort]?.remove(reference)
      if byHostPort[port.hostPort]?.isEmpty == true { byHostPort[port.hostPort] = nil }
    }
    guard workload.metadata.owner == nil else { return }
    let namespace = workload.metadata.namespace
    byNamespace[namespace]?.remove(reference)
    if byNamespace[namespace]?.isEmpty == true { byNamespace[namespace] = nil }
    for (key, value) in workload.templateLabels {
      let label = LabelKey(namespace: namespace, key: key, value: value)
      byLabel[label]?.remove(reference)
      if byLabel[label]?.isEmpty == true { byLabel[label] = nil }
    }
  }

  /// The workloads of a namespace that no other one owns, sorted.
  func references(in namespace: String) -> [ObjectReference] {
    (byNamespace[namespace] ?? []).sorted()
  }

  /// The workloads of a namespace whose template has the rarest of these labels, unordered; none without labels.
  func candidates(in namespace: String, for labels: [String: String]) -> [ObjectReference] {
    var smallest: TreeSet<ObjectReference>?
    for (key, value) in labels {
      let set = byLabel[LabelKey(namespace: namespace, key: key, value: value)] ?? []
      if set.count < smallest?.count ?? .max { smallest = set }
    }
    return smallest.map(Array.init) ?? []
  }

  /// The workloads whose pods take a port of their node, sorted.
  func references(withHostPort port: Int) -> [ObjectReference] {
    (byHostPort[port] ?? []).sorted()
  }

  /// Whether a namespace has any workload that no other one owns.
  func isInhabited(_ namespace: String) -> Bool { byNamespace[namespace] != nil }

  /// The namespaces that have workloads, unordered.
  var namespaces: [String] { Array(byNamespace.keys) }
}
