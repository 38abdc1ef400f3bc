extension ServiceExposureFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "service-externalname-invalid", .service, .blocker, "External name that is no DNS name",
        meaning:
          "The name is answered as a CNAME. An address, a URL or localhost does not resolve to "
          + "what was meant.",
        mend: "State a DNS name; for addresses use a Service without selector and a slice."),
      FaultKind(
        "service-externalname-has-selector", .service, .risk, "ExternalName with a selector",
        meaning: "The selector is ignored: no endpoints are made for an ExternalName.",
        mend: "Drop the selector, or make it a ClusterIP."),
      FaultKind(
        "nodeport-conflict-or-range", .listener, .blocker, "Node port taken or out of range",
        meaning:
          "The API refuses a node port outside of its range (30000 to 32767 by default) or of "
          + "another Service.",
        mend: "Drop nodePort and let the cluster choose."),
      FaultKind(
        "etp-local-no-endpoint-on-node", .endpoints, .degraded,
        "Policy Local, and nodes without endpoint",
        meaning:
          "With externalTrafficPolicy Local a node without ready endpoint drops what it gets. "
          + "Load balancers notice by the health-check port, other clients wait.",
        mend: "Use policy Cluster, or run a pod on every node."),
      FaultKind(
        "itp-local-no-endpoint-on-node", .endpoints, .degraded,
        "Internal policy Local, and nodes without endpoint",
        meaning: "With internalTrafficPolicy Local, pods on a node without ready endpoint get no "
          + "connection.",
        mend: "Use policy Cluster, or run a pod on every node."),
      FaultKind(
        "service-publish-not-ready", .endpoints, .risk, "Pods that are not ready get traffic",
        meaning: "publishNotReadyAddresses sends requests to pods that start or fail.",
        mend: "Set it to false; only headless peers need it."),
    ]
  }
}
