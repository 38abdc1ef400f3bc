extension EndpointFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "service-without-selector-or-endpoints", .endpoints, .blocker, "Nobody behind the Service",
        meaning: "It has no selector, and no slice names it. Connections are refused.",
        mend: "Add a selector, or a slice with the label kubernetes.io/service-name."),
      FaultKind(
        "endpointslice-port-name-mismatch", .endpoints, .blocker, "Slice with other port names",
        meaning:
          "Slices and Services are joined by the name of the port. Without the same name the "
          + "port has no endpoint.",
        mend: "Give the slice's port the name of the Service's port."),
      FaultKind(
        "service-selector-matches-nothing", .selector, .blocker, "Selector matches nothing",
        meaning: "No pod of the namespace has every label of the selector, so the Service has no "
          + "endpoints and connections are refused.",
        mend: "Correct the selector or the labels; the nearest ones are named."),
      FaultKind(
        "service-selector-matches-other-namespace", .selector, .blocker,
        "Selector matches in another namespace only",
        meaning: "A Service selects pods of its own namespace. Those of another one are never its "
          + "endpoints.",
        mend: "Move the Service or the pods."),
      FaultKind(
        "endpoints-missing", .endpoints, .blocker, "No endpoints",
        meaning: "Pods or a workload match the selector, but no slice lists an endpoint.",
        mend: "Look at the workload and its pods."),
      FaultKind(
        "endpoints-none-ready", .endpoints, .blocker, "No endpoint is ready",
        meaning: "All endpoints are there and none is ready: kube-proxy refuses connections.",
        mend: "Look at why the pods are not ready."),
      FaultKind(
        "endpoints-only-terminating", .endpoints, .degraded, "Only ending pods serve",
        meaning: "No endpoint is ready; kube-proxy falls back to pods that end and still serve.",
        mend: "Look at why the new pods are not ready."),
      FaultKind(
        "endpoints-some-not-ready", .endpoints, .degraded, "Some endpoints are not ready",
        meaning: "The ready ones carry the part of the others.",
        mend: "Look at why the others are not ready."),
      FaultKind(
        "endpoints-port-absent", .endpoints, .blocker, "Port that no slice lists",
        meaning: "The pods have the port, but the slices were not renewed: connections to it are "
          + "refused.",
        mend: "Look at the endpoint slice controller of the control plane."),
    ]
  }
}
