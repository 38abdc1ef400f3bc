import HashTreeCollections

/// Finds the pods of a namespace by their labels.
///
/// The pods of one template carry the same labels: they are one group, and a label leads to the groups that carry
/// it. So a pod is one name in one set, however many labels it has.
struct PodIndex: Sendable {
  /// What the pods of a group have in common.
  private struct Template: Hashable, Sendable {
    let namespace: String
    let labels: [String: String]
  }

  /// One label of one namespace.
  private struct LabelKey: Hashable, Sendable {
    let namespace: String
    let key: String
    let value: String
  }

  private struct Group: Sendable {
    let labels: [String: String]
    var names: TreeSet<String> = []
  }

  private struct Namespace: Sendable {
    var count = 0
    var groups: TreeSet<Int> = []
  }

  private var numbers: TreeDictionary<Template, Int> = [:]
  private var groups: TreeDictionary<Int, Group> = [:]
  private var groupsByLabel: TreeDictionary<LabelKey, TreeSet<Int>> = [:]
  private var byNamespace: TreeDictionary<String, Namespace> = [:]
  private var nextNumber = 0

  /// Takes in a pod that is not in the index.
  mutating func insert(_ pod: Metadata) {
    let number = number(of: pod)
    groups[number]?.names.insert(pod.name)
    byNamespace[pod.namespace, default: Namespace()].count += 1
  }

  /// Takes out a pod that is in the index, with the labels that it had.
  mutating func remove(_ pod: Metadata) {
    let template = Template(namespace: pod.namespace, labels: pod.labels)
    guard let number = numbers[template] else { return }
    byNamespace[pod.namespace]?.count -= 1
    groups[number]?.names.remove(pod.name)
    guard groups[number]?.names.isEmpty == true else { return }
    groups[number] = nil
    numbers[template] = nil
    byNamespace[pod.namespace]?.groups.remove(number)
    for (key, value) in pod.labels {
      let label = LabelKey(namespace: pod.namespace, key: key, value: value)
      groupsByLabel[label]?.remove(number)
      if groupsByLabel[label]?.isEmpty == true { groupsByLabel[label] = nil }
    }
  }

  /// The group of a pod's labels, made where there is none yet.
  private mutating func number(of pod: Metadata) -> Int {
    let template = Template(namespace: pod.namespace, labels: pod.labels)
    if let number = numbers[template] { return number }
    let number = nextNumber
    nextNumber += 1
    numbers[template] = number
    groups[number] = Group(labels: pod.labels)
    byNamespace[pod.namespace, default: Namespace()].groups.insert(number)
    for (key, value) in pod.labels {
      let label = LabelKey(namespace: pod.namespace, key: key, value: value)
      groupsByLabel[label, default: []].insert(number)
    }
    return number
  }

  /// The names of the pods that carry every label of a selector, unordered; an empty one selects nothing.
  ///
  /// The groups of the rarest label are walked, never all pods.
  func names(in namespace: String, matching selector: [String: String]) -> [String] {
    var smallest: TreeSet<Int>?
    for (key, value) in selector {
      let set = groupsByLabel[LabelKey(namespace: namespace, key: key, value: value)] ?? []
      if set.count < smallest?.count ?? .max { smallest = set }
    }
    return (smallest ?? []).compactMap { groups[$0] }
      .filter { group in selector.allSatisfy { group.labels[$0.key] == $0.value } }
      .flatMap(\.names)
  }

  /// The names of all pods of a namespace, unordered.
  func names(in namespace: String) -> [String] {
    (byNamespace[namespace]?.groups ?? []).flatMap { groups[$0]?.names ?? [] }
  }

  /// The distinct sets of labels that pods of a namespace carry, each with the number of these pods; unordered.
  func labelSets(in namespace: String) -> [(labels: [String: String], count: Int)] {
    (byNamespace[namespace]?.groups ?? []).compactMap { groups[$0] }
      .map { ($0.labels, $0.names.count) }
  }

  /// The most sets of labels that are looked at for what nearly matches.
  private static let mostRelatives = 2000

  /// The sets of labels of a namespace that may differ from a selector in one label alone, each with the names of its
  /// pods; unordered.
  ///
  /// Of several labels at least one is the same; of a single one nothing need be.
  func relatives(
    of selector: [String: String], in namespace: String
  ) -> [(labels: [String: String], names: TreeSet<String>)] {
    var numbers: Set<Int> = []
    if selector.count < 2 {
      numbers.formUnion((byNamespace[namespace]?.groups ?? []).prefix(Self.mostRelatives))
    } else {
      for (key, value) in selector where numbers.count < Self.mostRelatives {
        let label = LabelKey(namespace: namespace, key: key, value: value)
        numbers.formUnion((groupsByLabel[label] ?? []).prefix(Self.mostRelatives))
      }
    }
    return numbers.compactMap { groups[$0] }.map { ($0.labels, $0.names) }
  }

  /// Whether a pod of a namespace matches a selector and a test; an empty selector matches every pod.
  ///
  /// Groups are walked, of the rarest label where the selector has labels, and pods until one passes.
  func contains(
    in namespace: String, matching selector: LabelSelector, where isWanted: (String) -> Bool
  ) -> Bool {
    var candidates = selector.labels.isEmpty ? byNamespace[namespace]?.groups ?? [] : nil
    for (key, value) in selector.labels {
      let set = groupsByLabel[LabelKey(namespace: namespace, key: key, value: value)] ?? []
      if set.count < candidates?.count ?? .max { candidates = set }
    }
    return (candidates ?? []).contains { number in
      guard let group = groups[number], selector.matches(group.labels) else { return false }
      return group.names.contains(where: isWanted)
    }
  }

  /// How many pods a namespace has.
  func count(in namespace: String) -> Int { byNamespace[namespace]?.count ?? 0 }

  /// The namespaces that have had pods.
  var namespaces: [String] { Array(byNamespace.keys) }
}
