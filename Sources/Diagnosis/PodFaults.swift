import Language
import Topology

/// Pods that cannot answer by themselves.
struct PodFaults: FaultFamily {
  let needs = ["Pod"]

  /// The pods with which something may be wrong: of most nothing need be known but that they are ready.
  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    let inventory = cluster.inventory
    let knowsNodes = inventory.counts.nodes > 0
    return inventory.podNames { pod in
      !pod.isReady || pod.metadata.isDeleting
        || knowsNodes && !pod.node.isEmpty && !inventory.hasNode(pod.node)
    }.map { ObjectReference("Pod", $0) }
  }

  /// What the template of its workload may have to do with a pod; all of them come before this family.
  private static let causes: Set<String> = [
    "probe-named-port-missing", "probe-scheme-or-path-wrong", "pod-host-port-conflict",
  ]

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .pod(let pod)?), (.pod(let pod)?, _):
      return .some([ObjectReference("Pod", pod.metadata.key)])
    // What a node says of itself changes often; that it is there does not.
    case (.node?, nil), (nil, .node?): return .all
    case (.node(let before)?, .node(let after)?) where before.isReady != after.isReady:
      return .some(
        cluster.inventory.deletedPods(onNode: after.metadata.name).map {
          ObjectReference("Pod", $0)
        })
    case (.workload(let before)?, .workload(let after)?)
    where before.selector == after.selector && before.metadata.owner == after.metadata.owner:
      return .none
    case (_, .workload?), (.workload?, nil):
      return .some(change.versions.flatMap { Self.pods(of: $0, in: cluster) })
    default: return .none
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    guard let workload = cluster.inventory.workload(object) else { return [] }
    return Self.pods(of: .workload(workload), in: cluster)
  }

  /// The pods that may name a fault of a workload, or of the one above it.
  private static func pods(of version: Resource, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    guard case .workload(let workload) = version else { return [] }
    let above = workload.metadata.owner.flatMap {
      cluster.inventory.workload(
        ObjectReference($0.kind, workload.metadata.namespace, $0.name))
    }
    return cluster.inventory.pods(
      in: workload.metadata.namespace, matching: (above ?? workload).selector.labels
    ).map { ObjectReference("Pod", $0.metadata.key) }
  }

  /// The fault of the template that a pod was made from.
  private func cause(of pod: Pod, _ id: String, in cluster: DiagnosedCluster) -> Fault? {
    guard let workload = cluster.inventory.workload(of: pod), workload.metadata.owner == nil,
      !workload.selector.labels.isEmpty,
      workload.selector.labels.allSatisfy({ pod.metadata.labels[$0.key] == $0.value })
    else { return nil }
    let isUnplaced = id == "pod-unschedulable"
    return cluster.found[workload.reference].filter {
      Self.causes.contains($0.id) && $0.grade >= .degraded
        && ($0.id == "pod-host-port-conflict") == isUnplaced
    }.min(by: Fault.precedes)
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let pod = cluster.inventory.pod(object.name), pod.phase != "Succeeded" else { return [] }
    if pod.metadata.isDeleting {
      return stuck(pod, object, in: cluster.inventory).map { [$0] } ?? []
    }
    var faults: [Fault] = []
    if !pod.node.isEmpty, cluster.inventory.counts.nodes > 0,
      !cluster.inventory.hasNode(pod.node)
    {
      faults.append(
        Fault(
          "endpoint-pod-on-missing-node", .degraded, object, field: "spec.nodeName",
          says: "Its node \(pod.node) does not exist, so the pod is left out of every slice.",
          fix: "Delete the pod; its controller makes another one on a node that exists."))
    }
    guard !pod.isReady, let fault = held(pod, object) ?? unready(pod, object) else {
      return faults
    }
    return faults + [fault.caused(by: cause(of: pod, fault.id, in: cluster))]
  }

  /// A pod that ends needs time; one whose node does not answer cannot end at all.
  private func stuck(_ pod: Pod, _ object: ObjectReference, in inventory: Inventory) -> Fault? {
    guard let node = inventory.node(pod.node), !node.isReady else { return nil }
    return Fault(
      "pod-terminating", .degraded, object, field: "metadata.deletionTimestamp",
      says: "It is to end, but its node \(pod.node) is not ready, so nobody ends it.",
      fix: "Repair or remove the node; deleting the pod with --force gives up what it holds.")
  }

  /// What a pod's status says of what holds it up.
  private func held(_ pod: Pod, _ object: ObjectReference) -> Fault? {
    switch pod.hold {
    case .crash:
      return Fault(
        "pod-crash-loop", .blocker, object, field: "status.containerStatuses",
        says: "Its container ends again and again (\(pod.restarts) restarts).",
        fix: "Read the log of its last run: kubectl logs -n \(pod.metadata.namespace) "
          + "\(pod.metadata.name) --previous.")
    case .image:
      return Fault(
        "pod-image-pull", .blocker, object, field: "spec.containers[].image",
        says: "Its image cannot be pulled (\(pod.reason)).",
        fix: "Correct the image's name or the pull secret.")
    case .config:
      return Fault(
        "pod-config-missing", .blocker, object,
        says: "Its container cannot be made (\(pod.reason)): a Secret or ConfigMap is missing.",
        fix: "Create what the pod refers to.")
    case .initializing where !pod.addresses.isEmpty:
      return Fault(
        "pod-init-stuck", .blocker, object, field: "status.initContainerStatuses",
        says: "Its init containers have not done their work\(reason(pod)).",
        fix: "Read their log: kubectl logs -n \(pod.metadata.namespace) \(pod.metadata.name) "
          + "-c NAME.")
    case .readinessGate:
      return Fault(
        "pod-readiness-gate", .blocker, object, field: "spec.readinessGates",
        says: "Its containers are ready, but a readiness gate is not passed\(reason(pod)).",
        fix: "Look at the controller that sets the condition, such as that of the load balancer.")
    case .none, .unschedulable, .initializing: return nil
    }
  }

  private func unready(_ pod: Pod, _ object: ObjectReference) -> Fault? {
    if pod.phase == "Failed" {
      // A controller makes others in its place, and a Job's pod serves nobody.
      guard pod.metadata.owner == nil else { return nil }
      return Fault(
        "pod-terminal", .blocker, object, field: "status.phase",
        says: "It has failed for good and is never an endpoint.",
        fix: "Delete it, or look at why it failed.")
    }
    if pod.node.isEmpty {
      return Fault(
        "pod-unschedulable", .blocker, object, field: "spec.nodeName",
        says: "It has no node\(reason(pod)).",
        fix: "Look at the pod's events: resources, taints and affinity decide.")
    }
    guard let address = pod.address else {
      return Fault(
        "pod-no-ip", .blocker, object, field: "status.podIP",
        says: "It has no address yet, so it is in no slice.",
        fix: "Wait for its start, or look at its events.")
    }
    return refused(pod, object)
      ?? Fault(
        "pod-not-ready-probe", .blocker, object, field: "status.conditions[Ready]",
        says: "It is not ready\(reason(pod)).",
        fix: "Look at what its readiness probe asks of \(address), and at the container's log."
      ).mended(by: Self.released(pod))
  }

  /// What makes a pod of the playground fail is written on it.
  private static func released(_ pod: Pod) -> FaultRemedy? {
    ["demo/ready", "demo/listen"].first { pod.metadata.annotations[$0] == "false" }
      .map { .release(pod.metadata.key, annotation: $0) }
  }

  /// A probe that is answered, but with what says that the question is wrong.
  private func refused(_ pod: Pod, _ object: ObjectReference) -> Fault? {
    let isUnknown = pod.reason.hasSuffix("statuscode: 404")
    guard isUnknown || pod.reason.hasSuffix("statuscode: 400") else { return nil }
    return Fault(
      "probe-scheme-or-path-wrong", .blocker, object, field: "spec.containers[].readinessProbe",
      says: isUnknown
        ? "Its readiness probe is answered with 404: the program has no such path."
        : "Its readiness probe is answered with 400, as a port for HTTPS answers plain HTTP.",
      fix: isUnknown
        ? "Correct the path of the probe, or let the program answer it."
        : "Correct the scheme or the path of the probe.")
  }

  private func reason(_ pod: Pod) -> String {
    var reason = pod.reason
    while reason.hasSuffix(".") { reason.removeLast() }
    return reason.isEmpty ? "" : ": \(reason)"
  }
}
