import Language
import Topology

/// What a Service finds behind it: pods by its selector, and what the slices say of them.
struct EndpointFaults: FaultFamily {
  let kinds = [
    "Service", "EndpointSlice", "Pod", "Node", "Deployment", "StatefulSet", "DaemonSet",
    "ReplicaSet",
  ]
  let needs = ["Service", "EndpointSlice", "Pod"]

  func faults(in cluster: DiagnosedCluster) -> [Fault] {
    let templates = Dictionary(
      grouping: cluster.inventory.sortedWorkloads.filter { $0.metadata.owner == nil },
      by: \.metadata.namespace)
    return cluster.inventory.sortedServices.filter { $0.exposure != .externalName }
      .compactMap { service in
        service.isSelecting
          ? selecting(service, templates: templates, in: cluster)
          : manual(service, in: cluster.inventory)
      }
  }

  private func manual(_ service: Service, in inventory: Inventory) -> Fault? {
    let key = service.metadata.key
    // The API server keeps the slice of its own Service without the usual controller.
    guard key != NamespacedName("default", "kubernetes") else { return nil }
    let object = ObjectReference("Service", key)
    let slices = inventory.slices(of: key).filter { !$0.endpoints.isEmpty }
    guard !slices.isEmpty else {
      return Fault(
        "service-without-selector-or-endpoints", .blocker, object, field: "spec.selector",
        says: "It has no selector, and no EndpointSlice names it: nobody is behind it.",
        fix: "Add a selector, or a slice with the label \(EndpointSlice.serviceLabel): \(key.name)."
      )
    }
    let names = Set(slices.flatMap(\.ports).map(\.name))
    guard let port = service.ports.first(where: { !names.contains($0.name) }) else { return nil }
    return Fault(
      "endpointslice-port-name-mismatch", .blocker, object, field: "spec.ports",
      says: "No slice has a port named \"\(port.name)\", as the Service's port \(port.number) is.",
      fix: "Give the slice's port the same name as the Service's port.")
  }

  private func selecting(
    _ service: Service, templates: [String: [Workload]], in cluster: DiagnosedCluster
  ) -> Fault? {
    let key = service.metadata.key
    let pods = cluster.inventory.pods(in: key.namespace, matching: service.selector)
      .filter { !$0.isFinished }
    guard !pods.isEmpty else {
      let workloads = (templates[key.namespace] ?? []).filter { workload in
        service.selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
      }
      return workloads.isEmpty
        ? unmatched(service, templates: templates, in: cluster.inventory)
        : withoutPods(service, workloads, in: cluster)
    }
    return readiness(service, pods, in: cluster)
  }

  private func withoutPods(
    _ service: Service, _ workloads: [Workload], in cluster: DiagnosedCluster
  ) -> Fault {
    let worst = workloads.compactMap { cluster.worst(of: $0.reference) }.min(by: Fault.precedes)
    let names = workloads.prefix(3).map { "\($0.reference)" }.joined(separator: ", ")
    return Fault(
      "endpoints-missing", .blocker, ObjectReference("Service", service.metadata.key),
      field: "spec.selector", says: "Its selector fits \(names), which has no pod.",
      fix: "Scale the workload up, or look at why it makes no pods."
    ).caused(by: worst)
  }

  private func unmatched(
    _ service: Service, templates: [String: [Workload]], in inventory: Inventory
  ) -> Fault {
    let key = service.metadata.key
    let object = ObjectReference("Service", key)
    let selector = Self.text(service.selector)
    let elsewhere = otherNamespaces(service, templates: templates, in: inventory)
    if let namespace = elsewhere.first {
      return Fault(
        "service-selector-matches-other-namespace", .blocker, object, field: "spec.selector",
        says: "No pod of namespace \(key.namespace) has \(selector), but pods of "
          + "\(elsewhere.prefix(3).joined(separator: ", ")) have.",
        fix:
          "A Service selects in its own namespace only: move it to \(namespace), or the pods here.")
    }
    return Fault(
      "service-selector-matches-nothing", .blocker, object, field: "spec.selector",
      says: "No pod has \(selector).", fix: mend(service, templates: templates, in: inventory))
  }

  private func otherNamespaces(
    _ service: Service, templates: [String: [Workload]], in inventory: Inventory
  ) -> [String] {
    let own = service.metadata.namespace
    let names = Set(inventory.namespaceNames).union(templates.keys).union(inventory.podNamespaces)
    return names.subtracting([own]).sorted().filter { namespace in
      !inventory.pods(in: namespace, matching: service.selector).isEmpty
        || (templates[namespace] ?? []).contains { workload in
          service.selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
        }
    }
  }

  /// The nearest labels that exist, of a pod or of a workload's template.
  private func mend(
    _ service: Service, templates: [String: [Workload]], in inventory: Inventory
  ) -> Message {
    let namespace = service.metadata.namespace
    let near = SelectorRules.nearMisses(of: service.selector, in: namespace, of: inventory)
    if let first = near.first {
      let same = near.filter { $0.label == first.label && $0.found == first.found }
      let change: Message =
        first.found.map { "\(first.label)=\($0)" } ?? "the selector without \(first.label)"
      let example = first.pod.metadata.name
      return same.count == 1
        ? "Change the selector to \(change): 1 pod differs in this label alone, for example \(example)."
        : "Change the selector to \(change): \(same.count) pods differ in this label alone, for example \(example)."
    }
    for workload in templates[namespace] ?? [] {
      let differing = service.selector.filter { workload.templateLabels[$0.key] != $0.value }
      guard differing.count == 1, service.selector.count > 1, let label = differing.keys.first,
        let found = workload.templateLabels[label]
      else { continue }
      return "Change the selector to \(label)=\(found), as \(workload.reference) has it."
    }
    return "Change spec.selector to labels that the pods have, or deploy pods with these labels."
  }

  private func readiness(
    _ service: Service, _ pods: [Pod], in cluster: DiagnosedCluster
  ) -> Fault? {
    let object = ObjectReference("Service", service.metadata.key)
    let endpoints = cluster.inventory.slices(of: service.metadata.key).flatMap(\.endpoints)
    let unready = pods.filter { !$0.isReady || $0.metadata.isDeleting }
    guard !endpoints.isEmpty else {
      return Fault(
        "endpoints-missing", .blocker, object,
        says: pods.count == 1
          ? "1 pod matches its selector, but no slice lists an endpoint."
          : "\(pods.count) pods match its selector, but no slice lists an endpoint.",
        fix: "Look at why the pods have no address or node."
      ).caused(by: cluster.worst(of: pods))
    }
    let ready = endpoints.filter(\.isReady).count
    if ready == 0 {
      let isEnding = endpoints.contains { $0.isServing && $0.isTerminating }
      return Fault(
        isEnding ? "endpoints-only-terminating" : "endpoints-none-ready",
        isEnding ? .degraded : .blocker, object,
        says: isEnding
          ? "Only pods that are ending still serve it."
          : "None of its \(endpoints.count) endpoints is ready, so connections are refused.",
        fix: isEnding
          ? "Look at why the new pods are not ready." : "Look at why the pods are not ready."
      ).caused(by: cluster.worst(of: unready))
    }
    guard ready < endpoints.count else { return nil }
    let listed = unready.prefix(3).map(\.metadata.name).joined(separator: ", ")
    let names: Message =
      unready.count > 3 ? "\(listed) and \(unready.count - 3) more" : "\(listed)"
    return Fault(
      "endpoints-some-not-ready", .degraded, object,
      says:
        names.isEmpty
        ? "\(ready) of \(endpoints.count) endpoints are ready."
        : "\(ready) of \(endpoints.count) endpoints are ready; not \(names).",
      fix: "Look at why the others are not ready; their part goes to the ready ones."
    ).caused(by: cluster.worst(of: unready))
  }

  /// `app=pay,tier=backend`.
  static func text(_ selector: [String: String]) -> String {
    selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }
}
