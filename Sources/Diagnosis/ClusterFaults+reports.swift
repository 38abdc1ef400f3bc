extension ClusterFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "dns-cluster-dns-down", .dns, .blocker, "Cluster DNS does not answer",
        meaning: "No endpoint of the DNS Service is usable: pods find no Service by its name.",
        mend: "Repair CoreDNS."),
      FaultKind(
        "kube-proxy-not-programming", .endpoints, .blocker, "Nodes without a proxy",
        meaning: "kube-proxy is not ready on some nodes. From there cluster IPs do not answer, or "
          + "lead to endpoints that are gone.",
        mend: "Repair kube-proxy on those nodes."),
    ]
  }
}
