extension PolicyPathFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "netpol-blocks-ingress", .policy, .blocker, "Service that policies close to everybody",
        meaning:
          "Policies isolate every pod of the Service, and none of their rules admits the port, "
          + "whoever connects: connections time out.",
        mend: "Add an ingress rule with the port of the pods and the clients that may connect.")
    ]
  }
}
