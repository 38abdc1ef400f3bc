extension TemplateFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "container-port-invalid-or-duplicate", .pod, .blocker, "Container port wrong or twice",
        meaning:
          "A container port has no valid number or name, or two ports of a pod have the same. The "
          + "API refuses it, or a Service finds only the first of the two.",
        mend: "Give each port a valid number and a name of its own."),
      FaultKind(
        "container-listens-on-localhost", .pod, .risk, "Container may listen for itself only",
        meaning:
          "An argument or variable makes the program listen on the loopback address. Services "
          + "connect to the pod's address, where nobody answers.",
        mend: "Let the program listen on 0.0.0.0."),
      FaultKind(
        "dns-resolv-conf-wrong", .dns, .blocker, "Pods ask the wrong name server",
        meaning:
          "The pods have names of Services in their settings, and by dnsPolicy or hostNetwork they "
          + "ask a name server that does not know them, or none.",
        mend: "Set dnsPolicy to ClusterFirst, or to ClusterFirstWithHostNet with hostNetwork."),
    ]
  }
}
