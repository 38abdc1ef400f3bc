extension GatewayStatusFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "status-stale", .listener, .risk, "Status of an older version",
        meaning: "The controller has not looked at the last change of the object, so it is not in "
          + "effect; what the status says is of before.",
        mend: "Wait a moment; if it stays so, look at the controller."),
      FaultKind(
        "route-partially-invalid", .route, .degraded, "Route of which parts are invalid",
        meaning: "Some rules of the route are dropped, or the whole route is served as it was "
          + "before.",
        mend: "Mend the rules that the controller names."),
      FaultKind(
        "gateway-api-crd-too-old", .listener, .blocker, "Gateway API of before version 1",
        meaning: "The definitions of the Gateway API are so old that they have no v1; objects and "
          + "controllers that need it do not work.",
        mend: "Install the definitions of version 1 or later."),
    ]
  }
}
