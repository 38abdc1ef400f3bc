extension IngressPortFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-backend-port-number", .service, .info, "Port named by its number",
        meaning:
          "The Service has several ports with names, and the Ingress names one by its number. It "
          + "works until the number changes.",
        mend: "Use the name of the port."),
      FaultKind(
        "ingress-backend-protocol-mismatch", .service, .blocker,
        "Backend that seems to speak another protocol",
        meaning:
          "ingress-nginx speaks what backend-protocol says, else plain HTTP. A port that by its "
          + "name or number expects another protocol answers 400, or the controller 502.",
        mend: "Set backend-protocol to what the port expects."),
    ]
  }
}
