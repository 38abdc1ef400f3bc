import Language
import Topology

/// Workloads that do not run what they should.
struct WorkloadFaults: FaultFamily {
  let needs = ["Deployment", "Service", "Pod"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] { cluster.workloads }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .workload(let workload)?), (.workload(let workload)?, nil):
      return .some(
        [workload.reference] + Self.owners(of: change) + scaledDown(beside: change, in: cluster))
    case (_, .service?), (.service?, nil):
      return .some(cluster.workloads(selectedBy: change))
    case (_, .pod?), (.pod?, nil):
      return .some(
        change.versions.flatMap { Self.workloads(running: $0, in: cluster) }
          + scaledDown(beside: change, in: cluster))
    case (_, .generic(let object)?), (.generic(let object)?, nil):
      guard object.kind.kind == Self.autoscaler else { return .none }
      return .some(change.versions.compactMap(Self.target))
    default: return .none
    }
  }

  /// The Deployments of a ReplicaSet: it leads to their pods.
  private static func owners(of change: ObjectChange) -> [ObjectReference] {
    guard change.before?.metadata.owner != change.after?.metadata.owner else { return [] }
    return change.versions.compactMap { version in
      version.metadata.owner.map {
        ObjectReference($0.kind, version.metadata.namespace, $0.name)
      }
    }
  }

  private static let autoscaler = "HorizontalPodAutoscaler"

  /// The workload that an autoscaler scales.
  private static func target(of version: Resource) -> ObjectReference? {
    guard case .generic(let object) = version, object.kind.kind == autoscaler else { return nil }
    let target = object.object["spec"]["scaleTargetRef"]
    guard let kind = target["kind"].string, let name = target["name"].string else { return nil }
    return ObjectReference(kind, object.metadata.namespace, name)
  }

  private static func workloads(
    running version: Resource, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    guard case .pod(let pod) = version else { return [] }
    guard pod.metadata.owner == nil else {
      return cluster.inventory.workload(of: pod).map { [$0.reference] } ?? []
    }
    return cluster.inventory.workloads(in: pod.metadata.namespace).filter {
      $0.selector.matches(pod.metadata.labels)
    }.map(\.reference)
  }

  /// The workloads without pods whose Service has found somebody else, or lost its last pod.
  ///
  /// Most changes of pods are none of who is there.
  private func scaledDown(beside change: ObjectChange, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    switch (change.before, change.after) {
    case (.pod(let before)?, .pod(let after)?)
    where before.metadata.labels == after.metadata.labels
      && before.isFinished == after.isFinished:
      return []
    case (.workload(let before)?, .workload(let after)?)
    where before.templateLabels == after.templateLabels
      && (before.replicas > 0) == (after.replicas > 0)
      && (before.metadata.owner == nil) == (after.metadata.owner == nil):
      return []
    default: break
    }
    // Many Services may have one selector.
    var services: [[String: String]: Service] = [:]
    for object in cluster.services(selecting: change) {
      guard let service = cluster.inventory.service(object.name) else { continue }
      services[service.selector] = services[service.selector] ?? service
    }
    let lost = services.values.filter {
      !cluster.inventory.hasPod(in: $0.metadata.namespace, matching: $0.selector)
    }
    guard let namespace = change.reference?.name.namespace, !services.isEmpty else { return [] }
    let told = cluster.found.objects(with: "workload-scaled-to-zero", in: namespace)
    return lost.flatMap {
      cluster.workloads(selectedBy: ObjectChange(before: nil, after: .service($0)))
    }
      + told.filter { object in
        guard let workload = cluster.inventory.workload(object) else { return false }
        return services.keys.contains { selector in
          selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
        }
      }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    cluster.inventory.pod(object.name).map {
      object.kind == "Pod" ? Self.workloads(running: .pod($0), in: cluster) : []
    } ?? []
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let workload = cluster.inventory.workload(object), workload.metadata.owner == nil else {
      return []
    }
    var faults: [Fault] = []
    if !workload.selector.matches(workload.templateLabels) {
      faults.append(
        Fault(
          "workload-selector-mismatch", .blocker, object, field: "spec.selector",
          says: "Its selector does not match the labels of its own pods.",
          fix: "Make spec.selector.matchLabels equal to labels of spec.template."))
    }
    let fault =
      if workload.replicas == 0 {
        workload.kind == .daemonSet ? nil : scaledToZero(workload, in: cluster)
      } else if workload.readyReplicas < workload.replicas {
        unavailable(workload, in: cluster)
      } else {
        unfinished(workload)
      }
    return faults + [fault].compactMap(\.self)
  }

  /// Nobody is there for a Service that has nobody else.
  private func scaledToZero(_ workload: Workload, in cluster: DiagnosedCluster) -> Fault? {
    let (namespace, name) = (workload.metadata.namespace, workload.metadata.name)
    let inventory = cluster.inventory
    let labels = DiagnosisMemo.Labels(namespace: namespace, labels: workload.templateLabels)
    guard let service = lonely(labels, in: cluster) else { return nil }
    let scaler = inventory.objectNames(Self.autoscaler).filter { $0.namespace == namespace }
      .sorted().compactMap { inventory.object(Self.autoscaler, $0) }
      .first { Self.target(of: .generic($0)) == workload.reference }
    let kind = workload.kind.rawValue.lowercased()
    guard let scaler else {
      return Fault(
        "workload-scaled-to-zero", .blocker, workload.reference, field: "spec.replicas",
        says: "It is scaled to 0, and Service \(service) has nobody else.",
        fix: "Scale it: kubectl scale -n \(namespace) \(kind)/\(name) --replicas=1."
      ).mended(by: .setReplicas(workload.reference, 1))
    }
    let isCause = scaler.object["spec"]["minReplicas"].integer == 0
    return Fault(
      "workload-scaled-to-zero", .blocker, workload.reference, field: "spec.replicas",
      says: isCause
        ? "HorizontalPodAutoscaler \(scaler.metadata.name) lets it go down to 0, and Service "
          + "\(service) has nobody else."
        : "It is scaled to 0, which stops HorizontalPodAutoscaler \(scaler.metadata.name), and "
          + "Service \(service) has nobody else.",
      fix: isCause
        ? "Set minReplicas of HorizontalPodAutoscaler \(scaler.metadata.name) to 1 or more."
        : "Scale it, then the autoscaler goes on: kubectl scale -n \(namespace) "
          + "\(kind)/\(name) --replicas=1."
    ).mended(by: isCause ? nil : .setReplicas(workload.reference, 1))
  }

  /// A Service that selects these labels, for which there is no pod and no workload that is to make one.
  private func lonely(_ labels: DiagnosisMemo.Labels, in cluster: DiagnosedCluster) -> String? {
    cluster.memo.answer(labels, \.lonely) {
      let namespace = labels.namespace
      var known: Set<[String: String]> = []
      // Many Services may have one selector, and many workloads one set of labels.
      return cluster.services(in: namespace, selecting: labels.labels).first { service in
        known.insert(service.selector).inserted
          && !cluster.inventory.hasPod(in: namespace, matching: service.selector)
          && !cluster.runs(in: namespace, matching: service.selector)
      }?.metadata.name
    }
  }

  private func unavailable(_ workload: Workload, in cluster: DiagnosedCluster) -> Fault {
    let pods = cluster.inventory.pods(
      in: workload.metadata.namespace, matching: workload.selector.labels
    ).filter { pod in
      pod.metadata.owner == nil
        || cluster.inventory.workload(of: pod)?.reference == workload.reference
    }
    let failure = Self.sentence(workload.failure)
    return Fault(
      "workload-unavailable", workload.readyReplicas == 0 ? .blocker : .degraded,
      workload.reference, field: "status.readyReplicas",
      says: failure.isEmpty
        ? "\(workload.readyReplicas) of \(workload.replicas) pods are ready."
        : "\(workload.readyReplicas) of \(workload.replicas) pods are ready: \(failure).",
      fix: "Look at the pods that are not ready."
    ).caused(by: cluster.worst(of: pods))
  }

  /// A rollout that does not get on while the old pods still serve.
  private func unfinished(_ workload: Workload) -> Fault? {
    let failure = Self.sentence(workload.failure)
    guard !failure.isEmpty else { return nil }
    return Fault(
      "workload-unavailable", .risk, workload.reference, field: "status.conditions",
      says: "Its rollout does not get on: \(failure).",
      fix: "Look at the newest pods; the old ones still serve.")
  }

  /// Words of the cluster as the end of a sentence.
  private static func sentence(_ words: String) -> String {
    var words = words
    while words.last == "." || words.last == " " { words.removeLast() }
    return words
  }
}
