extension GatewayRuleFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "route-no-backend-no-filter", .route, .blocker, "Rule that leads nowhere",
        meaning: "The rule has neither backends nor a redirect; its requests get 500.",
        mend: "Add backendRefs, or a RequestRedirect."),
      FaultKind(
        "route-backend-weights", .route, .blocker, "Weights that send nobody requests",
        meaning: "The weights of a rule are all 0, or none that the API takes.",
        mend: "Give a backend a weight of more than 0."),
      FaultKind(
        "route-filters-incompatible", .route, .blocker, "Filters that exclude each other",
        meaning: "Filters of a rule cannot be together, so the rule or the whole route is not "
          + "served.",
        mend: "Split the rule, or remove a filter."),
      FaultKind(
        "route-match-invalid", .route, .blocker, "Rules that are not taken",
        meaning:
          "A hostname, path, method or header of the route is not as the API wants it, or the "
          + "controller refuses the route for a reason of its own.",
        mend: "Write it as the API wants it."),
      FaultKind(
        "route-rule-shadowed", .route, .risk, "Rule that is never reached",
        meaning:
          "An older route, or an earlier rule, has the same match for the same hostnames and "
          + "listeners. It gets all the requests.",
        mend: "Remove one of the two, or make one more specific."),
    ]
  }
}
