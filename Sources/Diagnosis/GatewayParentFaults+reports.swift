extension GatewayParentFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "route-parent-not-found", .route, .blocker, "Route of a parent that does not exist",
        meaning: "The Gateway, ListenerSet or Service that the route names is not there; without a "
          + "namespace the route's own is meant. Requests get 404.",
        mend: "Correct the name or namespace in spec.parentRefs."),
      FaultKind(
        "route-parent-section-or-port-mismatch", .route, .blocker,
        "Route of a listener that does not exist",
        meaning: "No listener of the parent has both the name and the port that the route asks "
          + "for. Requests get 404.",
        mend: "Name a listener that the parent has."),
      FaultKind(
        "route-not-allowed-by-listener", .route, .blocker, "Route that no listener allows",
        meaning: "allowedRoutes of the listeners takes neither the namespace nor the kind of the "
          + "route; labels are those of the namespace. Requests get 404.",
        mend: "Allow the namespace or kind, or label the namespace."),
      FaultKind(
        "route-hostname-no-intersection", .route, .blocker, "Route whose hostnames no listener has",
        meaning:
          "Route and listener both name hostnames and have none in common. A wildcard covers "
          + "one label or more, never none. Requests get 404.",
        mend: "Use a hostname that a listener covers."),
      FaultKind(
        "route-no-status", .route, .blocker, "Route that no controller has looked at",
        meaning: "The route is attached by its objects, but no controller has said anything of it: "
          + "it does not run, or does not serve the class.",
        mend: "Look whether the controller of the Gateway's class runs."),
    ]
  }
}
