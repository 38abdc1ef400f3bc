extension ServiceSettingFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "external-ip-ignored-or-deprecated", .listener, .risk, "External addresses",
        meaning: "externalIPs are ignored without a cluster IP. Elsewhere whoever may write "
          + "Services can take the traffic of any address; newer clusters may not serve them.",
        mend: "Use the address of a load balancer or of a Gateway."),
      FaultKind(
        "service-session-affinity-sticky", .service, .info, "Session affinity",
        meaning: "kube-proxy sends a client address to the pod that it had before, for three hours "
          + "unless stated otherwise. This explains why one pod gets everything.",
        mend: "Set sessionAffinity to None."),
      FaultKind(
        "service-traffic-distribution", .endpoints, .risk, "Traffic distribution without effect",
        meaning: "A value that is not known, or an annotation beside the field: traffic goes "
          + "elsewhere than is stated.",
        mend: "State trafficDistribution alone: PreferSameZone or PreferSameNode."),
      FaultKind(
        "nodeport-exposed", .listener, .info, "Reached by every node",
        meaning: "A Service of type NodePort is open to whoever reaches a node.",
        mend: "Make it a ClusterIP behind an Ingress or a Gateway."),
    ]
  }
}
