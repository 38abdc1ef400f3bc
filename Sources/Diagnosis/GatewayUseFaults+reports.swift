extension GatewayUseFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "listener-no-attached-routes", .listener, .risk, "Listener without routes",
        meaning: "No route is attached to the listener, so every request for it gets 404.",
        mend: "Attach a route, or remove the listener.")
    ]
  }
}
