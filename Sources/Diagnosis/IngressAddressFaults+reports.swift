extension IngressAddressFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-no-address", .listener, .blocker, "Ingress without address",
        meaning:
          "The class exists, but its controller has not taken up the Ingress: the status has no "
          + "address to which requests could go.",
        mend: "Look at the log of the controller and at the Service in front of it.")
    ]
  }
}
