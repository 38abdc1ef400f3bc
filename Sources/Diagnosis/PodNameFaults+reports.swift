extension PodNameFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "statefulset-service-invalid", .dns, .degraded, "StatefulSet without its Service",
        meaning:
          "serviceName has to name a headless Service of the same namespace that selects the "
          + "pods. Otherwise their names do not resolve.",
        mend: "Create or correct that Service."),
      FaultKind(
        "dns-headless-hostname-missing", .dns, .degraded, "Pods without names in DNS",
        meaning:
          "Pods with a subdomain get names below the headless Service of that name. There is "
          + "none, or it does not select them.",
        mend: "Create or correct that Service."),
    ]
  }
}
