extension GatewayFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "gateway-class-not-found", .listener, .blocker, "Gateway of a class that does not exist",
        meaning: "No controller takes a Gateway of a class that does not exist; nobody can connect "
          + "to it.",
        mend: "Name a class that exists, or create it."),
      FaultKind(
        "gateway-not-accepted", .listener, .blocker, "Gateway that is not accepted",
        meaning: "The controller refuses the Gateway, or none has looked at it. Nobody can connect "
          + "to it.",
        mend: "Mend what the controller names in the condition Accepted."),
      FaultKind(
        "gateway-not-programmed", .listener, .blocker, "Gateway that is not set up",
        meaning: "The Gateway is accepted, but no proxy serves it: an address or resources are "
          + "missing. Connections fail.",
        mend: "Mend what the controller names in the condition Programmed."),
    ]
  }
}
