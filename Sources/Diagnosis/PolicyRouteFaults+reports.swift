extension PolicyRouteFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "netpol-blocks-ingress-controller", .policy, .blocker,
        "Route to a Service that policies close",
        meaning:
          "No policy lets anybody in to the pods behind a route, and so not the controller that "
          + "serves it: requests end in 502 or 504.",
        mend: "Let the controller's namespace in.")
    ]
  }
}
