extension IstioRouteFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "vs-gateway-missing", .route, .blocker, "Gateway of a VirtualService is missing",
        meaning:
          "The VirtualService names a Gateway of Istio that does not exist, so nobody serves "
          + "its rules there.",
        mend: "Create the Gateway, or correct the name; without a namespace it is of the "
          + "VirtualService's own."),
      FaultKind(
        "vs-gateway-internal", .route, .risk, "Gateway that Istio makes",
        meaning: "The Gateway is made by Istio from a Gateway of the Gateway API. Its name is no "
          + "promise.",
        mend: "Use an HTTPRoute with parentRefs."),
      FaultKind(
        "vs-host-not-in-gateway", .route, .blocker, "Host that the Gateway does not serve",
        meaning: "No server of the Gateway has a host of the VirtualService, or lets its namespace "
          + "in. Requests get 404.",
        mend: "Add the host to a server of the Gateway, or correct it."),
      FaultKind(
        "vs-host-conflict", .route, .degraded, "Two VirtualServices for one host",
        meaning: "Sidecars take one VirtualService for a host. Which of the two they take is not "
          + "defined.",
        mend: "Merge the two, or bind one of them to a Gateway."),
      FaultKind(
        "vs-rule-unreachable", .route, .risk, "Rule that is never reached",
        meaning: "Rules are tried in the order in which they are written, and an earlier one "
          + "matches everything that this one matches.",
        mend: "Put the rule that asks for more first."),
      FaultKind(
        "vs-destination-missing", .service, .blocker, "Destination that does not exist",
        meaning: "The host, port or delegate is unknown. Requests get 503, or 404 for a delegate.",
        mend: "Correct the host, or create the Service or ServiceEntry."),
      FaultKind(
        "vs-destination-port-required", .service, .blocker, "Destination without port",
        meaning: "The Service has several ports and the rule states none.",
        mend: "State the port."),
      FaultKind(
        "vs-subset-missing", .service, .blocker, "Subset that nobody defines",
        meaning: "No DestinationRule of the host has the subset. Requests get 503.",
        mend: "Add the subset to a DestinationRule."),
    ]
  }
}
