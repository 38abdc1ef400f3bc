import Language
import Topology

/// How Services are reached: external names, node ports, load balancers, local policies.
struct ServiceExposureFaults: FaultFamily {
  let needs = ["Service", "EndpointSlice"]

  /// The node ports that clusters allow unless they are configured otherwise.
  private static let nodePorts = 30_000...32_767

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.services }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .service?), (.service?, nil):
      let ports = change.versions.flatMap { version -> [Int] in
        guard case .service(let service) = version else { return [] }
        return service.ports.map(\.nodePort).filter { $0 != 0 }
      }
      let rivals = ports.flatMap { cluster.inventory.services(withNodePort: $0) }
      return .some(
        (change.reference.map { [$0] } ?? []) + rivals.map { ObjectReference("Service", $0) })
    case (_, .endpointSlice?), (.endpointSlice?, nil): return .some(cluster.services(of: change))
    case (.node?, nil), (nil, .node?): return .all
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let service = cluster.inventory.service(object.name) else { return [] }
    guard service.exposure != .externalName else { return externalName(service) }
    return localPolicies(service, in: cluster.inventory) + published(service)
      + nodePorts(of: service, in: cluster.inventory)
  }

  private func externalName(_ service: Service) -> [Fault] {
    let object = ObjectReference("Service", service.metadata.key)
    var faults: [Fault] = []
    let name = service.externalName
    if let problem = problem(with: name) {
      faults.append(
        Fault(
          "service-externalname-invalid", .blocker, object, field: "spec.externalName",
          says: name.isEmpty ? "It is an ExternalName without a name." : "\"\(name)\" \(problem).",
          fix: "State a DNS name; for an IP address use a Service without selector and a slice."))
    }
    if !service.selector.isEmpty {
      faults.append(
        Fault(
          "service-externalname-has-selector", .risk, object, field: "spec.selector",
          says: "It is an ExternalName, so its selector is ignored.",
          fix: "Drop the selector, or make it a ClusterIP."))
    }
    return faults
  }

  private func problem(with name: String) -> Message? {
    if name.isEmpty { return "is empty" }
    if name.contains("://") { return "is a URL, not a DNS name" }
    if name.lowercased() == "localhost" { return "is the pod that asks, not another host" }
    if NameRules.isAddress(name) { return "looks like an IP address, but is looked up as a name" }
    return NameRules.isHost(name.hasSuffix(".") ? String(name.dropLast()) : name)
      ? nil : "is not a DNS name"
  }

  private func nodePorts(of service: Service, in inventory: Inventory) -> [Fault] {
    service.ports.enumerated().compactMap { index, port -> Fault? in
      guard port.nodePort != 0 else { return nil }
      let object = ObjectReference("Service", service.metadata.key)
      let field = "spec.ports[\(index)].nodePort"
      guard Self.nodePorts.contains(port.nodePort) else {
        return Fault(
          "nodeport-conflict-or-range", .blocker, object, field: field,
          says: "Node port \(port.nodePort) is outside 30000 to 32767.",
          fix: "Choose one inside, or drop nodePort and let the cluster choose.")
      }
      let owner = inventory.services(withNodePort: port.nodePort).first { name in
        inventory.service(name)?.ports.contains {
          $0.nodePort == port.nodePort && $0.transport == port.transport
        } ?? false
      }
      guard let owner, owner != service.metadata.key else { return nil }
      return Fault(
        "nodeport-conflict-or-range", .blocker, object, field: field,
        says: "Node port \(port.nodePort) belongs to Service \(owner) already.",
        fix: "Drop nodePort and let the cluster choose.")
    }
  }

  private func localPolicies(_ service: Service, in inventory: Inventory) -> [Fault] {
    let isOutside = service.exposure == .nodePort || service.exposure == .loadBalancer
    let external = isOutside && service.externalTrafficPolicy == .local
    guard external || service.internalTrafficPolicy == .local, !service.isHeadless else {
      return []
    }
    let endpoints = inventory.slices(of: service.metadata.key).flatMap(\.endpoints)
    let ready = Set(endpoints.filter(\.isReady).map(\.node))
    let nodes = inventory.sortedNodes.map(\.metadata.name)
    let without = nodes.filter { !ready.contains($0) }
    guard !ready.isEmpty, !without.isEmpty else { return [] }
    let list = without.prefix(3).joined(separator: ", ") + (without.count > 3 ? " …" : "")
    return [
      Fault(
        external ? "etp-local-no-endpoint-on-node" : "itp-local-no-endpoint-on-node", .degraded,
        ObjectReference("Service", service.metadata.key),
        field: external ? "spec.externalTrafficPolicy" : "spec.internalTrafficPolicy",
        says: "Its policy is Local, and \(without.count) of \(nodes.count) nodes have no ready "
          + "endpoint: \(list).",
        fix: "Use policy Cluster, or run a pod on every node."
      ).mended(
        by: .setField(
          FieldEdit(
            ObjectReference("Service", service.metadata.key),
            field: external ? "spec.externalTrafficPolicy" : "spec.internalTrafficPolicy",
            from: "Local", to: "Cluster")))
    ]
  }

  private func published(_ service: Service) -> [Fault] {
    guard service.publishesNotReadyAddresses, !service.isHeadless else { return [] }
    return [
      Fault(
        "service-publish-not-ready", .risk, ObjectReference("Service", service.metadata.key),
        field: "spec.publishNotReadyAddresses",
        says: "Pods that are not ready get requests too.",
        fix: "Set publishNotReadyAddresses to false; only headless peers need it."
      ).mended(
        by: .setField(
          FieldEdit(
            ObjectReference("Service", service.metadata.key),
            field: "spec.publishNotReadyAddresses", from: true, to: false)))
    ]
  }
}
