extension NodeFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "node-not-ready-or-no-network", .endpoints, .degraded, "Node out of order",
        meaning: "A node with endpoints is not ready or has no network: the part of the requests "
          + "that goes there fails until its endpoints are taken out.",
        mend: "Repair the node's kubelet, runtime or network plugin, or take the node out.")
    ]
  }
}
