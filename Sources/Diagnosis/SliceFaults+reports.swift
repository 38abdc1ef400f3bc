extension SliceFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "endpointslice-foreign-or-stale", .endpoints, .risk, "Slice that belongs to nobody",
        meaning:
          "It names a Service that does not exist, or adds endpoints of its own to a Service "
          + "that selects its pods.",
        mend: "Delete the slice, or correct its label."),
      FaultKind(
        "service-single-endpoint", .endpoints, .risk, "Route to a single endpoint",
        meaning: "While that pod restarts, is updated or moves to another node, the route answers "
          + "with errors.",
        mend: "Run at least two pods."),
      FaultKind(
        "endpoint-hints-unusable", .endpoints, .info, "Topology hints that are ignored",
        meaning: "kube-proxy uses hints only when every ready endpoint has one. Otherwise requests "
          + "go to all zones.",
        mend: "Spread the pods over the zones, and look at the events of the Service."),
    ]
  }
}
