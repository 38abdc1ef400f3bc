import Routing
import Topology

/// What several families ask.
extension DiagnosedCluster {
  /// Every Service.
  var services: [ObjectReference] {
    inventory.serviceNames.map { ObjectReference("Service", $0) }
  }

  /// Every workload that no other one owns.
  var workloads: [ObjectReference] {
    inventory.workloadNamespaces.flatMap { inventory.workloads(in: $0).map(\.reference) }
  }

  /// The workloads whose template a Service selects, as it was or as it is.
  func workloads(selectedBy change: ObjectChange) -> [ObjectReference] {
    change.versions.flatMap { version -> [ObjectReference] in
      guard case .service(let service) = version, service.isSelecting else { return [] }
      return inventory.workloads(
        in: service.metadata.namespace, matching: service.selector
      ).map(\.reference)
    }
  }

  /// The workloads of whose templates other things may be said after a change.
  func templates(touchedBy change: ObjectChange) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (.workload(let before)?, .workload(let after)?)
    where before.template == after.template && before.templateLabels == after.templateLabels
      && before.readyReplicas == after.readyReplicas && before.replicas == after.replicas
      && before.metadata.owner == after.metadata.owner:
      .none
    case (_, .workload(let workload)?), (.workload(let workload)?, nil):
      .some([workload.reference])
    case (_, .service?), (.service?, nil): .some(workloads(selectedBy: change))
    default: .none
    }
  }

  /// Every generic object of a kind.
  func objects(_ kind: String) -> [ObjectReference] {
    inventory.objectNames(kind).map { ObjectReference(kind, $0) }
  }

  /// The Services whose selector matches a pod or a workload's template, as it was or as it is.
  func services(selecting change: ObjectChange) -> [ObjectReference] {
    change.versions.flatMap { version -> [ObjectReference] in
      guard let labels = version.podLabels else { return [] }
      return services(in: version.metadata.namespace, selecting: labels)
        .map { ObjectReference("Service", $0.metadata.key) }
    }
  }

  /// The Services that a slice belonged or belongs to.
  func services(of change: ObjectChange) -> [ObjectReference] {
    change.versions.compactMap { version in
      guard case .endpointSlice(let slice) = version, !slice.service.isEmpty else { return nil }
      return ObjectReference("Service", slice.metadata.namespace, slice.service)
    }
  }

  /// The objects with routes of the hosts that an Ingress or another object with routes had or has, itself
  /// included.
  func rivals(of change: ObjectChange) -> [ObjectReference] {
    guard let own = change.reference else { return [] }
    var hosts = Set(routes.routes(of: own).map(\.host))
    for version in change.versions {
      guard case .generic(let object) = version, object.kind.kind == "Ingress" else { continue }
      hosts.formUnion(IngressDocument(object).hosts.map { $0.lowercased() })
    }
    var sources: Set<ObjectReference> = [own]
    for host in hosts {
      for route in routes.routes(ofHost: host)
      where !GatewayAPI.routeKinds.contains(route.source.kind) && !ContourContest.isMeant(route) {
        sources.insert(route.source)
      }
    }
    // A canary's paths are no routes of its own, and it may have lost or found its primary.
    return Array(sources.union(routes.canaries))
  }
}

extension Resource {
  /// The labels of a pod, or of the pods that a workload makes.
  var podLabels: [String: String]? {
    switch self {
    case .pod(let pod): pod.metadata.labels
    case .workload(let workload): workload.templateLabels
    default: nil
    }
  }
}
