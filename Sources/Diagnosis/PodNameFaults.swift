import Language
import Topology

/// Names that pods should have in DNS: `web-0.web.shop.svc`.
///
/// DNS promises names of pods below headless Services alone
/// (Kubernetes DNS-Based Service Discovery, 2.4); below others only CoreDNS answers them.
struct PodNameFaults: FaultFamily {
  let needs = ["Service", "Pod"]

  private static let setID = "statefulset-service-invalid"
  private static let podID = "dns-headless-hostname-missing"

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    let sets = cluster.inventory.workloadNamespaces.flatMap { namespace in
      cluster.inventory.workloads(in: namespace).filter { !$0.serviceName.isEmpty }
        .map(\.reference)
    }
    return sets + Set(cluster.inventory.podsWithSubdomain.map(Self.subject)).sorted()
  }

  /// Whom the name of a pod is asked of: its workload, or the pod itself.
  private static func subject(of pod: Pod) -> ObjectReference {
    pod.origin ?? ObjectReference("Pod", pod.metadata.key)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (.workload(let before)?, .workload(let after)?)
    where before.selector == after.selector && before.serviceName == after.serviceName
      && before.templateLabels == after.templateLabels
      && before.metadata.owner == after.metadata.owner:
      return .none
    case (_, .workload(let workload)?), (.workload(let workload)?, nil):
      return .some([workload.reference])
    case (.service(let before)?, .service(let after)?)
    where before.selector == after.selector && before.isHeadless == after.isHeadless
      && before.exposure == after.exposure:
      return .none
    case (_, .service?), (.service?, nil): return .some(named(after: change, in: cluster))
    case (.pod(let before)?, .pod(let after)?)
    where before.subdomain == after.subdomain && before.metadata.labels == after.metadata.labels
      && before.metadata.owner == after.metadata.owner && before.isFinished == after.isFinished:
      return .none
    case (_, .pod?), (.pod?, nil):
      return .some(
        change.versions.compactMap { version in
          guard case .pod(let pod) = version, !pod.subdomain.isEmpty else { return nil }
          return Self.subject(of: pod)
        })
    default: return .none
    }
  }

  /// Those whose names hang on a Service, or wait for one.
  private func named(after change: ObjectChange, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    guard let reference = change.reference else { return [] }
    let sets = cluster.inventory.workloads(in: reference.name.namespace).filter {
      $0.serviceName == reference.name.name
    }.map(\.reference)
    let pods = change.versions.flatMap { version -> [Pod] in
      guard case .service(let service) = version else { return [] }
      return cluster.inventory.pods(in: reference.name.namespace, matching: service.selector)
        .filter { $0.subdomain == reference.name.name }
    }
    let found = [Self.setID, Self.podID].flatMap { cluster.found.objects(with: $0) }
    return sets + pods.map(Self.subject)
      + found.filter { $0.name.namespace == reference.name.namespace }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    if let workload = cluster.inventory.workload(object) {
      guard workload.kind != .statefulSet else { return set(workload, object, in: cluster) }
      let pods = cluster.inventory.pods(
        in: object.name.namespace, matching: workload.selector.labels
      ).filter { $0.origin == object }
      return pod(pods.first { !$0.subdomain.isEmpty && !$0.isFinished }, object, in: cluster)
    }
    guard object.kind == "Pod", let pod = cluster.inventory.pod(object.name), pod.origin == nil
    else { return [] }
    return self.pod(pod.isFinished ? nil : pod, object, in: cluster)
  }

  private func set(
    _ workload: Workload, _ object: ObjectReference, in cluster: DiagnosedCluster
  ) -> [Fault] {
    guard !workload.serviceName.isEmpty, workload.metadata.owner == nil else { return [] }
    let key = NamespacedName(object.name.namespace, workload.serviceName)
    return fault(
      Self.setID, object, field: "spec.serviceName", service: key,
      labels: workload.templateLabels, in: cluster
    ).map { [$0] } ?? []
  }

  /// A pod that asks for a name: it has a subdomain, and the Service of that name should give it.
  private func pod(
    _ pod: Pod?, _ object: ObjectReference, in cluster: DiagnosedCluster
  ) -> [Fault] {
    guard let pod, !pod.subdomain.isEmpty else { return [] }
    let isPod = object.kind == "Pod"
    return fault(
      Self.podID, object, field: isPod ? "spec.subdomain" : "spec.template.spec.subdomain",
      service: NamespacedName(pod.metadata.namespace, pod.subdomain),
      labels: pod.metadata.labels, in: cluster
    ).map { [$0] } ?? []
  }

  private func fault(
    _ id: String, _ object: ObjectReference, field: String, service key: NamespacedName,
    labels: [String: String], in cluster: DiagnosedCluster
  ) -> Fault? {
    guard let service = cluster.inventory.service(key) else {
      let near = Spelling.nearest(
        to: key.name,
        in: cluster.inventory.services(in: key.namespace).filter(\.isHeadless)
          .map(\.metadata.name))
      return Fault(
        id, .degraded, object, field: field,
        says: "Its pods have no names in DNS: Service \(key.name) does not exist in namespace "
          + "\(key.namespace).",
        fix: near.map { "Correct the name: there is \($0)." }
          ?? "Create a headless Service \(key.name) that selects its pods.")
    }
    if service.isSelecting, !service.selector.allSatisfy({ labels[$0.key] == $0.value }) {
      return Fault(
        id, .degraded, object, field: field,
        says: "Its pods have no names in DNS: Service \(key.name) does not select them.",
        fix: "Make the selector of the Service and the labels of the pods equal.")
    }
    guard !service.isHeadless else { return nil }
    return Fault(
      id, .risk, object, field: field,
      says: "Service \(key.name) is not headless, and DNS promises names of pods below headless "
        + "Services only.",
      fix: "Name a Service with clusterIP: None.")
  }
}
