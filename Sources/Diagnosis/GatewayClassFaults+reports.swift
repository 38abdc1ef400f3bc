extension GatewayClassFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "gateway-class-not-accepted", .listener, .blocker, "Class that no controller accepts",
        meaning:
          "The controller of the class refuses it, or there is no such controller. Gateways of the "
          + "class are not set up, and nobody can connect to them.",
        mend: "Install the controller, or correct spec.controllerName or spec.parametersRef."),
      FaultKind(
        "gateway-class-unused", .listener, .info, "Class that no Gateway names",
        meaning: "Neither this class nor another one of its controller is named by a Gateway.",
        mend: "Create a Gateway of the class, or remove the class."),
    ]
  }
}
