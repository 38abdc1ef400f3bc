import Language
import Routing
import Topology

/// DestinationRules: whether their host exists, and whether their subsets have pods.
struct IstioSubsetFaults: FaultFamily {
  let needs = [ResourceKind.destinationRule.kind, "Service", "Pod"]
  private static let id = "dr-host-or-subset-unmatched"

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.istio.rules.keys.map(Self.reference)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case ResourceKind.destinationRule.kind: return .some([object])
    case ResourceKind.serviceEntry.kind: return .all
    // Only those of which a subset is used are blockers.
    case ResourceKind.virtualService.kind:
      let hosts = change.istioVersions.flatMap { version in
        IstioVirtualService(version).rules.flatMap { $0.destinations.map(\.host) }
      }
      return .some(Set(hosts).flatMap { cluster.istio.rulesNaming($0) }.map(Self.reference))
    case "Service": return .some(rules(for: object.name, in: cluster))
    case "Pod":
      guard !cluster.istio.rules.isEmpty, change.isOfPodLabels else { return .none }
      return .some(rules(selecting: change, in: cluster))
    default:
      guard !cluster.istio.rules.isEmpty else { return .none }
      return .some(rules(selecting: change, in: cluster))
    }
  }

  private static func reference(_ name: NamespacedName) -> ObjectReference {
    ObjectReference(ResourceKind.destinationRule.kind, name)
  }

  private func rules(for service: NamespacedName, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { cluster.istio.rules(of: service).map(Self.reference) }

  private func rules(
    selecting change: ObjectChange, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    cluster.services(selecting: change).flatMap { rules(for: $0.name, in: cluster) }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == ResourceKind.destinationRule.kind,
      let rule = cluster.istio.rules[object.name], !rule.host.isEmpty,
      !rule.host.hasPrefix("*"), !cluster.istio.hasEntry(rule.host)
    else { return [] }
    let own = object.name.namespace
    guard let name = IstioHosts.service(rule.host) else { return [] }
    guard IstioHosts.isOwn(rule.host), cluster.knows("Service", in: name.namespace, from: own)
    else { return [] }
    guard let service = cluster.inventory.service(name) else {
      return [
        Fault(
          Self.id, .degraded, object, field: "spec.host",
          says: "Service \(name.name) does not exist in namespace \(name.namespace), so the rule "
            + "has no effect.", fix: "Correct the host; a short one is of namespace \(own).")
      ]
    }
    return empty(rule, service, in: cluster)
  }

  /// Subsets whose labels no pod of the Service carries.
  private func empty(
    _ rule: IstioDestinationRule, _ service: Service, in cluster: DiagnosedCluster
  ) -> [Fault] {
    let namespace = service.metadata.namespace
    guard service.isSelecting, has(service.selector, namespace, in: cluster) else { return [] }
    return rule.subsets.enumerated().compactMap { index, subset in
      // A label that the Service has with another value fits nothing.
      let wanted = service.selector.merging(subset.labels) { own, _ in own }
      let isOpposed = subset.labels.contains { wanted[$0.key] != $0.value }
      guard isOpposed || !has(wanted, namespace, in: cluster) else { return nil }
      let labels = subset.labels.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      let isUsed = cluster.istio.isUsed(subset.name, of: rule.host)
      return Fault(
        Self.id, isUsed ? .blocker : .degraded, rule.resource.reference,
        field: "spec.subsets[\(index)].labels",
        says: "No pod of Service \(service.metadata.key) carries \(labels), so subset "
          + "\(subset.name) answers 503.",
        fix: "Correct the labels of the subset, or give them to the pods.")
    }
  }

  /// Whether pods, or templates of workloads, carry labels.
  private func has(
    _ labels: [String: String], _ namespace: String, in cluster: DiagnosedCluster
  ) -> Bool {
    cluster.inventory.hasPod(in: namespace, matching: labels)
      || !cluster.inventory.workloads(in: namespace, matching: labels).isEmpty
  }
}
