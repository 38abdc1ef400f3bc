import Language
import Topology

/// Pods that cannot answer by themselves.
struct PodFaults: FaultFamily {
  let needs = ["Pod"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.inventory.podNames.map { ObjectReference("Pod", $0) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (_, .pod(let pod)?), (.pod(let pod)?, _):
      .some([ObjectReference("Pod", pod.metadata.key)])
    // What a node says of itself changes often; that it is there does not.
    case (.node?, nil), (nil, .node?): .all
    default: .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let pod = cluster.inventory.pod(object.name), pod.phase != "Succeeded",
      !pod.metadata.isDeleting
    else { return [] }
    var faults: [Fault] = []
    if !pod.node.isEmpty, cluster.inventory.counts.nodes > 0,
      cluster.inventory.node(pod.node) == nil
    {
      faults.append(
        Fault(
          "endpoint-pod-on-missing-node", .degraded, object, field: "spec.nodeName",
          says: "Its node \(pod.node) does not exist, so the pod is left out of every slice.",
          fix: "Delete the pod; its controller makes another one on a node that exists."))
    }
    guard !pod.isReady, let fault = unready(pod, object) else { return faults }
    return faults + [fault]
  }

  private func unready(_ pod: Pod, _ object: ObjectReference) -> Fault? {
    switch pod.reason {
    case "CrashLoopBackOff":
      return Fault(
        "pod-crash-loop", .blocker, object, field: "status.containerStatuses",
        says: "Its container ends again and again (\(pod.restarts) restarts).",
        fix: "Read the log of its last run: kubectl logs -n \(pod.metadata.namespace) "
          + "\(pod.metadata.name) --previous.")
    case "ImagePullBackOff", "ErrImagePull", "InvalidImageName":
      return Fault(
        "pod-image-pull", .blocker, object, field: "spec.containers[].image",
        says: "Its image cannot be pulled (\(pod.reason)).",
        fix: "Correct the image's name or the pull secret.")
    case "CreateContainerConfigError", "CreateContainerError":
      return Fault(
        "pod-config-missing", .blocker, object,
        says: "Its container cannot be made (\(pod.reason)): a Secret or ConfigMap is missing.",
        fix: "Create what the pod refers to.")
    default: break
    }
    if pod.phase == "Failed" {
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
    guard let address = pod.addresses.first else {
      return Fault(
        "pod-no-ip", .blocker, object, field: "status.podIP",
        says: "It has no address yet, so it is in no slice.",
        fix: "Wait for its start, or look at its events.")
    }
    return Fault(
      "pod-not-ready-probe", .blocker, object, field: "status.conditions[Ready]",
      says: "It is not ready\(reason(pod)).",
      fix: "Look at what its readiness probe asks of \(address), and at the container's log.")
  }

  private func reason(_ pod: Pod) -> String { pod.reason.isEmpty ? "" : ": \(pod.reason)" }
}
