extension HostPortFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "pod-host-port-conflict", .pod, .blocker, "More pods for a node's port than nodes",
        meaning:
          "The pods take a port of their node, by hostPort or hostNetwork, and a node has each port "
          + "once. The pods that are left over are never scheduled.",
        mend: "Use a Service, another port, or fewer pods.")
    ]
  }
}
