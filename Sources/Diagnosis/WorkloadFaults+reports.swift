extension WorkloadFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "workload-selector-mismatch", .pod, .blocker, "Workload does not select its own pods",
        meaning:
          "The selector and the labels of the template differ; the API refuses such a workload.",
        mend: "Make spec.selector.matchLabels equal to labels of the template."),
      FaultKind(
        "workload-scaled-to-zero", .pod, .blocker, "Scaled to zero",
        meaning:
          "The workload runs no pod, and a Service has nobody else. Connections are refused.",
        mend: "Scale it up."),
      FaultKind(
        "workload-unavailable", .pod, .blocker, "Pods of a workload are not ready",
        meaning: "Fewer pods are ready than are wanted. The ready ones carry the traffic of all; "
          + "without any, connections are refused.",
        mend: "Look at the pods that are not ready."),
    ]
  }
}
