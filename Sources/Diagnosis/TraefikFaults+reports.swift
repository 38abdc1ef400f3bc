extension TraefikFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        Self.ruleID, .route, .blocker, "Rule of Traefik that cannot be used",
        meaning:
          "The match is empty, or Traefik cannot read it. The rule is left out: requests get 404, or "
          + "another rule takes them.",
        mend: "Correct the match where the position says."),
      FaultKind(
        Self.serviceID, .service, .blocker, "Rule of Traefik leads to no Service",
        meaning:
          "A Service or TraefikService does not exist, has no such port, or leads back to itself. "
          + "Traefik then leaves out the whole rule: requests get 404.",
        mend: "Correct the name or the port, or create the Service."),
      FaultKind(
        Self.referenceID, .route, .blocker, "Rule of Traefik with a middleware that is missing",
        meaning:
          "A middleware that the rule names does not exist or leads back to itself. Traefik does not "
          + "serve the rule: requests get 404.",
        mend: "Correct the name and namespace, or create the Middleware."),
    ]
  }
}
