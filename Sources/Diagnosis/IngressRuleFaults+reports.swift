extension IngressRuleFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-host-invalid", .route, .blocker, "Host that is no DNS name",
        meaning:
          "A host is a DNS name without port, or one star for the first label. The API refuses "
          + "others.",
        mend: "Correct the host."),
      FaultKind(
        "ingress-path-regex-in-prefix", .route, .blocker,
        "Regular expression that is compared as text",
        meaning: "Exact and Prefix compare text. Requests do not match the expression and get 404.",
        mend: "Use ImplementationSpecific with the controller's regex option."),
      FaultKind(
        "ingress-path-invalid", .route, .blocker, "Path that the API refuses",
        meaning:
          "A path begins with / and has no empty, . or .. element and no encoded slash, and has "
          + "a pathType.",
        mend: "Correct the path or its type."),
      FaultKind(
        "ingress-no-rules-no-default", .route, .blocker, "Neither rules nor default",
        meaning: "The Ingress serves nothing; the API refuses it.",
        mend: "Add a rule."),
      FaultKind(
        "ingress-duplicate-host-path", .route, .degraded, "Path that another object serves",
        meaning:
          "Two objects of one controller claim the same host and path. The older one wins; the "
          + "other gets nothing.",
        mend: "Remove one of the two."),
      FaultKind(
        "ingress-path-never-reached", .route, .risk, "Path that no request reaches",
        meaning:
          "One object states the same path twice, so that only the first is used, or has a default "
          + "backend for which its rules leave no request.",
        mend: "Remove one of the two."),
      FaultKind(
        "ingress-canary-without-primary", .route, .blocker, "Canary without primary",
        meaning:
          "A canary adds a backend to a path that another Ingress declares. Without that one it "
          + "serves nothing.",
        mend: "Create the Ingress it belongs to, with the same host, path and pathType."),
    ]
  }
}
