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
        "service-headless-misuse", .service, .blocker,
        "Headless Service that is used as a proxied one",
        meaning:
          "Clients of a headless Service connect to the pods themselves: targetPort, session "
          + "affinity and a wished address have no effect for them.",
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
    ] + backendReports
  }

  private var backendReports: [FaultKind] {
    [
      FaultKind(
        "service-multi-backend-port-skew", .service, .degraded,
        "Workloads that do not agree on the port",
        meaning: "The selector takes in several workloads, and the pods of some lack the target "
          + "port: a share of the requests fails, or all go to the others.",
        mend: "Narrow the selector, or give all of them the same ports."),
      FaultKind(
        "service-selects-foreign-workload", .selector, .degraded, "Selector takes in too much",
        meaning: "Pods of a Job or of another part of the application get a share of the requests, "
          + "and answer differently or not at all.",
        mend: "Add a label to the selector that only the pods that are meant have."),
      FaultKind(
        "service-ip-family-mismatch", .endpoints, .blocker, "Address family that no pod has",
        meaning: "Slices are made for each family of the Service from the pods' addresses of that "
          + "family. Without any, connections by that family are refused.",
        mend: "Correct ipFamilies and ipFamilyPolicy, or the network of the pods."),
      FaultKind(
        "service-port-by-number", .service, .info, "Target port by number",
        meaning:
          "The pods give the port a name. A Service that uses the name follows them when the "
          + "number changes.",
        mend: "Write the name as targetPort."),
      FaultKind(
        "service-pods-declare-no-ports", .service, .info, "Pods declare no ports",
        meaning: "Declaring a port is only information, but without it nothing tells whether the "
          + "target port is right.",
        mend: "Declare the ports of the containers."),
    ]
  }
}
