extension PodFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "endpoint-pod-on-missing-node", .endpoints, .degraded, "Pod on a node that does not exist",
        meaning:
          "The pod names a node that is gone. The endpoint slice controller leaves such pods "
          + "out, so it gets no traffic.",
        mend: "Delete the pod; its controller makes another one on a node that exists."),
      FaultKind(
        "pod-crash-loop", .pod, .blocker, "Container ends again and again",
        meaning:
          "The container starts, ends and is started later and later. It is not ready meanwhile "
          + "and gets no traffic.",
        mend: "Read the log of the last run and mend what ends it."),
      FaultKind(
        "pod-image-pull", .pod, .blocker, "Image cannot be pulled",
        meaning: "The node cannot fetch the image, so the container never starts.",
        mend: "Correct the image name or tag, or the pull secret."),
      FaultKind(
        "pod-config-missing", .pod, .blocker, "Secret or ConfigMap missing",
        meaning: "The container cannot be made because something that it refers to does not exist.",
        mend: "Create the Secret or ConfigMap, or correct the reference."),
      FaultKind(
        "pod-terminal", .pod, .blocker, "Pod has ended for good",
        meaning: "A pod in phase Failed is never an endpoint again.",
        mend: "Delete it, or look at why it failed."),
      FaultKind(
        "pod-unschedulable", .pod, .blocker, "Pod has no node",
        meaning:
          "No node fits: resources, taints, affinity or volumes decide. The pod never starts.",
        mend: "Look at the events of the pod, then free resources or relax what it asks for."),
      FaultKind(
        "pod-no-ip", .pod, .blocker, "Pod has no address",
        meaning: "The pod is on a node but has no address yet, so it is in no slice.",
        mend: "Wait for its start; if it lasts, look at the network plugin of the node."),
      FaultKind(
        "pod-not-ready-probe", .pod, .blocker, "Pod is not ready",
        meaning:
          "The readiness probe fails or has not passed yet. Services send nothing to a pod that "
          + "is not ready.",
        mend: "Look at what the probe asks and what the container answers."),
      FaultKind(
        "pod-init-stuck", .pod, .blocker, "Init containers are not done",
        meaning:
          "The containers of the pod start only when every init container has done its work; one of "
          + "them waits, fails or is still busy.",
        mend: "Read the log of the init container."),
      FaultKind(
        "pod-readiness-gate", .pod, .blocker, "Readiness gate not passed",
        meaning:
          "All containers are ready, but a condition of spec.readinessGates is missing or false. "
          + "Another controller sets it, often that of a load balancer.",
        mend: "Look at the controller that sets the condition."),
      FaultKind(
        "pod-terminating", .pod, .degraded, "Pod cannot end",
        meaning:
          "The pod is to be deleted, and its node is not ready: nobody ends it. A StatefulSet makes "
          + "no other one meanwhile, and its volumes stay taken.",
        mend: "Repair or remove the node."),
    ]
  }
}
