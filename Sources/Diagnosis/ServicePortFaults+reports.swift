extension ServicePortFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "service-port-not-defined", .service, .blocker, "Service without ports",
        meaning: "Only a headless Service may have no port; nobody can connect to this one.",
        mend: "Add spec.ports."),
      FaultKind(
        "service-ports-unnamed-or-duplicate", .service, .blocker,
        "Ports without names of their own",
        meaning:
          "A Service with several ports needs a name for each; the API refuses it otherwise.",
        mend: "Give each port a name of its own."),
      FaultKind(
        "service-target-port-invalid", .service, .blocker, "Target port is no port",
        meaning: "A port number is from 1 to 65535.",
        mend: "Use a number in that range."),
      FaultKind(
        "service-target-port-quoted-number", .service, .blocker, "Target port in quotes",
        meaning:
          "A quoted number is the name of a port, and a name needs a letter, so it is found on "
          + "no pod.",
        mend: "Write the number without quotes."),
      FaultKind(
        "service-headless-misuse", .service, .blocker, "Headless Service that translates ports",
        meaning: "Clients of a headless Service connect to the pods themselves; targetPort has no "
          + "effect for them.",
        mend: "Make port and targetPort equal, or give the Service a cluster IP."),
      FaultKind(
        "service-target-port-not-declared", .service, .risk, "Target port that no pod declares",
        meaning:
          "The declaration is information only: the container may listen all the same. It is "
          + "often a typing error.",
        mend: "Declare the port, or check what the container listens on."),
      FaultKind(
        "service-target-port-protocol-mismatch", .service, .blocker,
        "Target port of another protocol",
        meaning: "The name exists, but for another protocol, so it is not found.",
        mend: "Give the container port and the Service port the same protocol."),
      FaultKind(
        "service-target-port-name-missing", .service, .blocker, "Named target port that pods lack",
        meaning:
          "A pod without a port of this name is in the slice without the port: connections are "
          + "refused. Where only some pods lack it, the others carry everything.",
        mend: "Name the container port, or use a name that the pods have."),
    ]
  }
}
