import Language
import Topology

/// What a Service finds behind it: pods by its selector, and what the slices say of them.
struct EndpointFaults: FaultFamily {
  let needs = ["Service", "EndpointSlice", "Pod"]
  /// What is said of Services that find no pod, and depends on pods that they do not select.
  private static let unmatchedIDs = [
    "service-selector-matches-nothing", "service-selector-matches-other-namespace",
  ]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.services }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .service(let service)?), (.service(let service)?, nil):
      return .some([ObjectReference("Service", service.metadata.key)])
    case (_, .endpointSlice?), (.endpointSlice?, nil): return .some(cluster.services(of: change))
    case (.pod(let before)?, .pod(let after)?)
    where before.metadata.labels == after.metadata.labels
      && before.isFinished == after.isFinished:
      return .some(cluster.services(selecting: change))
    case (.workload(let before)?, .workload(let after)?)
    where before.templateLabels == after.templateLabels:
      return .some(cluster.services(selecting: change))
    case (_, .pod?), (.pod?, nil), (_, .workload?), (.workload?, nil):
      return .some(cluster.services(selecting: change) + unmatched(near: change, in: cluster))
    default: return .none
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    // Of the Service itself a mismatch of address families may be the cause.
    if object.kind == "Service" { return [object] }
    guard let resource = cluster.inventory.resource(object) else { return [] }
    return cluster.services(selecting: ObjectChange(before: nil, after: resource))
  }

  /// The Services without any pod that may be offered others now.
  private func unmatched(
    near change: ObjectChange, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    change.versions.flatMap { version -> [ObjectReference] in
      guard let labels = version.podLabels else { return [] }
      let own = version.metadata.namespace
      return Self.unmatchedIDs.flatMap { id -> [ObjectReference] in
        let elsewhere = cluster.found.namespaces(with: id).filter { $0 != own }.flatMap {
          cluster.services(in: $0, selecting: labels)
        }.map { ObjectReference("Service", $0.metadata.key) }
        // Of the same namespace all are looked at, once for all changes.
        let near = cluster.memo.isFirst(own, of: id) ? cluster.found.objects(with: id, in: own) : []
        return near + elsewhere
      }
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let service = cluster.inventory.service(object.name), service.exposure != .externalName
    else { return [] }
    let fault =
      service.isSelecting ? selecting(service, in: cluster) : manual(service, in: cluster.inventory)
    let absent = service.isSelecting ? absentPort(service, in: cluster.inventory) : nil
    return [fault, absent].compactMap(\.self)
  }

  /// A port that the pods have and no slice lists: slices that nobody keeps up.
  ///
  /// Where the pods lack it, that is said of the Service's target port.
  private func absentPort(_ service: Service, in inventory: Inventory) -> Fault? {
    let slices = inventory.slices(of: service.metadata.key).filter { !$0.endpoints.isEmpty }
    guard !slices.isEmpty else { return nil }
    let listed = Set(slices.flatMap(\.ports).map(\.name))
    for port in service.ports where !listed.contains(port.name) {
      let able = inventory.pods(in: service.metadata.namespace, matching: service.selector)
        .filter { !$0.isFinished && EndpointRules.targetPort(of: port, on: $0) != nil }
      let names = Set(able.map(\.metadata.key))
      guard
        slices.contains(where: { $0.endpoints.contains { $0.pod.map(names.contains) ?? false } })
      else { continue }
      return Fault(
        "endpoints-port-absent", .blocker, ObjectReference("Service", service.metadata.key),
        field: "spec.ports",
        says: "Its pods have port \(port.number), but no slice lists it: connections to it are "
          + "refused.",
        fix: "Look at whether the endpoint slice controller runs.")
    }
    return nil
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
      fix: "Give the slice's port the same name as the Service's port."
    ).mended(by: Self.renamed(slices, of: service))
  }

  /// The only port of the only slice can only be the only port of the Service.
  private static func renamed(_ slices: [EndpointSlice], of service: Service) -> FaultRemedy? {
    guard slices.count == 1, let slice = slices.first, slice.ports.count == 1,
      let old = slice.ports.first?.name, service.ports.count == 1, let new = service.ports.first
    else { return nil }
    return .setField(
      FieldEdit(
        ObjectReference("EndpointSlice", slice.metadata.key), field: "ports[0].name",
        from: old.isEmpty ? .null : .string(old), to: .string(new.name)))
  }

  private func selecting(_ service: Service, in cluster: DiagnosedCluster) -> Fault? {
    let key = service.metadata.key
    guard cluster.inventory.hasPod(in: key.namespace, matching: service.selector) else {
      let workloads = cluster.inventory.workloads(in: key.namespace, matching: service.selector)
      return workloads.isEmpty
        ? unmatched(service, in: cluster.inventory)
        : withoutPods(service, workloads, in: cluster)
    }
    let endpoints = ProxyRules.mainFamily(of: cluster.inventory.slices(of: key))
      .flatMap(\.endpoints)
    // Most Services are well, and their pods need not be looked at.
    guard endpoints.isEmpty || endpoints.contains(where: { !$0.isReady }) else { return nil }
    let pods = cluster.pods(in: key.namespace, matching: service.selector)
      .filter { !$0.isFinished }
    return readiness(service, pods, endpoints, in: cluster)
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

  private func unmatched(_ service: Service, in inventory: Inventory) -> Fault {
    let key = service.metadata.key
    let object = ObjectReference("Service", key)
    let selector = Self.text(service.selector)
    let elsewhere = otherNamespaces(service, in: inventory)
    if let namespace = elsewhere.first {
      return Fault(
        "service-selector-matches-other-namespace", .blocker, object, field: "spec.selector",
        says: "No pod of namespace \(key.namespace) has \(selector), but pods of "
          + "\(elsewhere.prefix(3).joined(separator: ", ")) have.",
        fix:
          "A Service selects in its own namespace only: move it to \(namespace), or the pods here.")
    }
    let (fix, labels) = mend(service, in: inventory)
    return Fault(
      "service-selector-matches-nothing", .blocker, object, field: "spec.selector",
      says: "No pod has \(selector).", fix: fix
    ).mended(by: labels.map { .setSelector(key, $0) })
  }

  private func otherNamespaces(_ service: Service, in inventory: Inventory) -> [String] {
    let own = service.metadata.namespace
    let names = Set(inventory.podNamespaces).union(inventory.workloadNamespaces)
    return names.filter { namespace in
      guard namespace != own else { return false }
      return inventory.containsPod(
        in: namespace, matching: LabelSelector(labels: service.selector))
        || !inventory.workloads(in: namespace, matching: service.selector).isEmpty
    }.sorted()
  }

  /// The nearest labels that exist, of a pod or of a workload's template, with the selector of them.
  private func mend(
    _ service: Service, in inventory: Inventory
  ) -> (fix: Message, selector: [String: String]?) {
    let namespace = service.metadata.namespace
    let near = SelectorRules.nearMisses(of: service.selector, in: namespace, of: inventory)
    if let first = near.first {
      let same = near.filter { $0.label == first.label && $0.found == first.found }
      let change: Message =
        first.found.map { "\(first.label)=\($0)" } ?? "the selector without \(first.label)"
      let example = first.pod.metadata.name
      var selector = service.selector
      selector[first.label] = first.found
      let fix: Message =
        same.count == 1
        ? "Change the selector to \(change): 1 pod differs in this label alone, for example \(example)."
        : "Change the selector to \(change): \(same.count) pods differ in this label alone, for example \(example)."
      return (fix, selector.isEmpty ? nil : selector)
    }
    for workload in inventory.workloads(in: namespace) {
      let differing = service.selector.filter { workload.templateLabels[$0.key] != $0.value }
      guard differing.count == 1, service.selector.count > 1, let label = differing.keys.first,
        let found = workload.templateLabels[label]
      else { continue }
      let fix: Message =
        "Change the selector to \(label)=\(found), as \(workload.reference) has it."
      return (fix, service.selector.merging([label: found]) { $1 })
    }
    return (
      "Change spec.selector to labels that the pods have, or deploy pods with these labels.", nil
    )
  }

  private func readiness(
    _ service: Service, _ pods: [Pod], _ endpoints: [Endpoint], in cluster: DiagnosedCluster
  ) -> Fault? {
    let object = ObjectReference("Service", service.metadata.key)
    let unready = pods.filter { !$0.isReady || $0.metadata.isDeleting }
    guard !endpoints.isEmpty else {
      return Fault(
        "endpoints-missing", .blocker, object,
        says: pods.count == 1
          ? "1 pod matches its selector, but no slice lists an endpoint."
          : "\(pods.count) pods match its selector, but no slice lists an endpoint.",
        fix: "Look at why the pods have no address or node."
      ).caused(
        by: cluster.worst(of: pods)
          ?? cluster.found[object].first { $0.id == "service-ip-family-mismatch" })
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
