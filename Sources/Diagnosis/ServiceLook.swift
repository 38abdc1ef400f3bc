package import Topology

/// What has to be read of a cluster to know the faults of its Services, step by step.
///
/// Services, slices and routes come first. The pods of a namespace are asked for only where a Service is not shown to
/// be well by the slices that Kubernetes' own controller keeps for it; these list every selected pod that has an
/// address. What has none, or owns the others, is told by the pods that wait and by the ReplicaSets.
package struct ServiceLook: Sendable {
  /// Something to read.
  package enum Part: Hashable, Sendable {
    /// All objects of a kind.
    case kind(String)
    /// The pods that neither run nor have finished.
    case waitingPods
    /// All pods of a namespace.
    case pods(namespace: String)
    /// The pods of all namespaces that carry these labels.
    case podsMatching([String: String])
  }

  /// What is read first, beside the kinds that routes come from.
  package static let first: [Part] =
    ["Service", "EndpointSlice", "ReplicaSet", "StatefulSet", "Namespace", "NetworkPolicy"]
    .map(Part.kind) + [.waitingPods]

  /// The Services whose pods need not be known.
  package private(set) var settled: Set<NamespacedName> = []
  private var open: [Service] = []
  private var step = Step.workloads

  private enum Step { case workloads, pods, others, end }

  /// So many selectors are asked for one by one; for more all pods are read.
  private static let mostSelectors = 16

  package init() {}

  /// What to read next, with what was read so far in the inventory; nothing when all is known.
  package mutating func next(_ inventory: Inventory) -> [Part] {
    while step != .end {
      let parts: [Part]
      switch step {
      case .workloads:
        settle(inventory)
        parts = workloads(inventory)
        step = .pods
      case .pods:
        // The Deployments tell more: which ports the pods of a ReplicaSet declare.
        if !open.isEmpty { settle(inventory) }
        parts = pods(inventory)
        step = .others
      case .others:
        parts = others(inventory)
        step = .end
      case .end: parts = []
      }
      if !parts.isEmpty { return parts }
    }
    return []
  }

  private mutating func settle(_ inventory: Inventory) {
    let evidence = SliceEvidence(inventory)
    settled = []
    open = []
    for name in inventory.serviceNames {
      guard let service = inventory.service(name), service.isSelecting else { continue }
      if evidence.settles(service) { settled.insert(name) } else { open.append(service) }
    }
  }

  private func workloads(_ inventory: Inventory) -> [Part] {
    let isLocal = inventory.serviceNames.contains { name in
      guard let service = inventory.service(name) else { return false }
      return service.externalTrafficPolicy == .local || service.internalTrafficPolicy == .local
    }
    let needsNodes = isLocal || !open.isEmpty
    return (needsNodes ? [.kind("Node")] : [])
      + (open.isEmpty ? [] : [.kind("Deployment"), .kind("DaemonSet")])
  }

  private func pods(_ inventory: Inventory) -> [Part] {
    let namespaces = Set(open.map(\.metadata.namespace))
    let all = Set(inventory.serviceNames.map(\.namespace))
    return namespaces.count * 2 > all.count
      ? [.kind("Pod")] : namespaces.sorted().map { .pods(namespace: $0) }
  }

  /// The pods of other namespaces that a Service without any of its own might be meant for.
  private func others(_ inventory: Inventory) -> [Part] {
    let selectors = Set(
      open.filter { service in
        let (namespace, selector) = (service.metadata.namespace, service.selector)
        return !inventory.hasPod(in: namespace, matching: selector)
          && inventory.workloads(in: namespace, matching: selector).isEmpty
      }.map(\.selector))
    return selectors.count > Self.mostSelectors
      ? [.kind("Pod")] : selectors.map { .podsMatching($0) }
  }
}
