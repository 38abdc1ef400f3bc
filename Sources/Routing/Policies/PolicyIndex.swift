import Language
package import Topology

/// The NetworkPolicies of a cluster, and what they say of a connection (network-policies.md, networking/v1 types).
///
/// One question costs the policies of the namespaces of its two ends. Nothing is computed for pods beforehand.
package struct PolicyIndex: Sendable {
  /// A label that a namespace must have to be reached.
  private struct Label: Hashable, Sendable {
    let key: String
    let value: String
  }

  /// A policy with the object that it was read from.
  private struct Entry: Sendable {
    let object: JSONValue
    let policy: NetworkPolicy
  }

  /// What namespaces, pods and nodes are looked up in.
  package let inventory: Inventory
  private let revision: Int
  private let entries: [NamespacedName: Entry]
  private let byNamespace: [String: [NamespacedName]]
  /// The policies with peers of other namespaces, by a label that these must have.
  private let byLabel: [Label: [NamespacedName]]
  /// The policies with peers of other namespaces of which no one label is sure.
  private let anyNamespace: [NamespacedName]
  private let namespaceRevision: Int
  /// The namespaces that are known, in the order of their names.
  private let knownNamespaces: [PolicyNamespace]

  /// Reads the policies of an inventory; those that did not change are taken over from an earlier index of it.
  package init(_ inventory: Inventory, reusing earlier: PolicyIndex? = nil) {
    self.inventory = inventory
    revision = inventory.kindRevisions[ResourceKind.networkPolicy.kind] ?? 0
    namespaceRevision = inventory.kindRevisions[ResourceKind.namespace.kind] ?? 0
    if let earlier, earlier.namespaceRevision == namespaceRevision {
      knownNamespaces = earlier.knownNamespaces
    } else {
      knownNamespaces = inventory.namespaceNames.map { PolicyNamespace($0, in: inventory) }
    }
    if let earlier, earlier.revision == revision {
      entries = earlier.entries
      byNamespace = earlier.byNamespace
      byLabel = earlier.byLabel
      anyNamespace = earlier.anyNamespace
      return
    }
    var entries: [NamespacedName: Entry] = [:]
    var byLabel: [Label: [NamespacedName]] = [:]
    var anyNamespace: [NamespacedName] = []
    // Other groups have kinds of the same name.
    for resource in inventory.objects(ResourceKind.networkPolicy.kind)
    where resource.kind.group == ResourceKind.networkPolicy.group {
      let name = resource.metadata.key
      let old = earlier?.entries[name].flatMap { $0.object == resource.object ? $0 : nil }
      let entry =
        old ?? Entry(object: resource.object, policy: NetworkPolicy(resource.object))
      entries[name] = entry
      let labels = entry.policy.namespaceSelectors.map(Self.label)
      for label in Set(labels.compactMap(\.self)) { byLabel[label, default: []].append(name) }
      if labels.contains(nil) { anyNamespace.append(name) }
    }
    self.entries = entries
    self.byLabel = byLabel
    self.anyNamespace = anyNamespace
    byNamespace = Dictionary(grouping: entries.keys, by: \.namespace).mapValues { $0.sorted() }
  }

  /// A label without which a selector does not match; nil when there is no single one.
  private static func label(_ selector: LabelSelector) -> Label? {
    selector.labels.min { $0.key < $1.key }.map { Label(key: $0.key, value: $0.value) }
  }

  /// Whether there is no policy at all.
  package var isEmpty: Bool { entries.isEmpty }

  /// Whether a namespace has no policy.
  package func isEmpty(in namespace: String) -> Bool { byNamespace[namespace] == nil }

  /// The policies of a namespace, in the order of their names.
  package func policies(in namespace: String) -> [NetworkPolicy] {
    (byNamespace[namespace] ?? []).compactMap { entries[$0]?.policy }
  }

  /// The namespaces that have policies, sorted.
  package var namespaces: [String] { byNamespace.keys.sorted() }

  /// The known namespaces that a selector matches, in the order of their names.
  package func namespaces(matching selector: LabelSelector) -> [String] {
    if let name = selector.labels[PolicyNamespace.nameLabel] {
      let namespace = PolicyNamespace(name, in: inventory)
      return namespace.isKnown && selector.matches(namespace.labels) ? [name] : []
    }
    return knownNamespaces.filter { selector.matches($0.labels) }.map(\.name)
  }

  /// The names of all policies, unordered.
  package var names: [NamespacedName] { Array(entries.keys) }

  /// One policy by name.
  package func policy(_ name: NamespacedName) -> NetworkPolicy? { entries[name]?.policy }

  /// The policies with a rule for pods of other namespaces whose selector may match this namespace, unordered.
  package func policies(reachingInto name: String) -> [NetworkPolicy] {
    let namespace = PolicyNamespace(name, in: inventory)
    var names = Set(anyNamespace)
    if namespace.isKnown {
      for (key, value) in namespace.labels {
        names.formUnion(byLabel[Label(key: key, value: value)] ?? [])
      }
    } else {
      for list in byLabel.values { names.formUnion(list) }
    }
    return names.compactMap { entries[$0]?.policy }.filter { policy in
      policy.namespaceSelectors.contains { $0.match(namespace) != .no }
    }
  }

  /// The policies that isolate a pod in a direction, in the order of their names.
  package func policies(
    isolating pod: Pod, _ direction: NetworkPolicy.Direction
  ) -> [NetworkPolicy] {
    policies(in: pod.metadata.namespace).filter { $0.isolates(pod.metadata.labels, direction) }
  }

  /// What the policies say of a connection to a pod, on a port of the pod itself.
  package func verdict(
    from source: PolicyPeer, to destination: Pod, port: Int,
    transport: TransportProtocol = .tcp
  ) -> PolicyVerdict {
    let ingress = half(
      .ingress, of: destination, with: source, port: port, transport: transport)
    guard case .pod(let pod) = source else {
      return PolicyVerdict(egress: Self.outside(.egress), ingress: ingress)
    }
    return PolicyVerdict(
      egress: half(
        .egress, of: pod, with: .pod(destination), port: port, transport: transport),
      ingress: ingress)
  }

  /// What the policies say of a pod's connection to something that is no pod.
  package func verdict(
    from source: Pod, to destination: IPAddress, port: Int, transport: TransportProtocol = .tcp
  ) -> PolicyVerdict {
    PolicyVerdict(
      egress: half(
        .egress, of: source, with: .address(destination), port: port, transport: transport),
      ingress: Self.outside(.ingress))
  }

  /// One half of a verdict: what the policies of one pod say.
  package func half(
    _ direction: NetworkPolicy.Direction, of pod: Pod, with peer: PolicyPeer, port: Int,
    transport: TransportProtocol
  ) -> PolicyHalf {
    PolicyQuestion(
      inventory: inventory, pod: pod, peer: peer, direction: direction, port: port,
      transport: transport
    ).answer(policies(isolating: pod, direction))
  }

  /// The half of an end that is no pod, which no policy is about.
  private static func outside(_ direction: NetworkPolicy.Direction) -> PolicyHalf {
    PolicyHalf(
      direction: direction, outcome: .notIsolated, policy: nil, rule: nil, failure: nil,
      isolating: [], sentence: "No policy is about what is outside of the cluster.")
  }

  /// Whether a pod's policies, whatever the source, let nothing in on a port.
  ///
  /// False where the effect of policies is undefined.
  package func admitsNobody(to pod: Pod, port: Int, transport: TransportProtocol) -> Bool {
    let isolating = policies(isolating: pod, .ingress)
    guard !isolating.isEmpty, !inventory.usesHostNetwork(pod) else { return false }
    return !isolating.contains { policy in
      policy.ingress.contains { $0.canAdmitAnybody && $0.admits(port, transport, on: pod) }
    }
  }
}

extension NetworkPolicy {
  /// The namespace selectors of the rules that count.
  package var namespaceSelectors: [LabelSelector] {
    types.flatMap(rules).flatMap(\.peers).compactMap { peer in
      if case .pods(let namespaces?, _) = peer { namespaces } else { nil }
    }
  }
}
