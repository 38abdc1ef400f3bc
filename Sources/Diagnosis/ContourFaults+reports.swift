extension ContourFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "httpproxy-orphaned", .route, .blocker, "HTTPProxy that no root includes",
        meaning:
          "It has no virtual host, and no HTTPProxy with one leads to it. None of its rules is "
          + "served: requests get 404.",
        mend: "Include it from a root, or give it a virtual host."),
      FaultKind(
        "httpproxy-include-broken", .route, .blocker, "Include that leads nowhere",
        meaning:
          "The HTTPProxy that is included does not exist, is a root itself, leads back, or the "
          + "conditions of the include are not valid. Requests get 502 or 404.",
        mend: "Correct the name and namespace, or the conditions of the include."),
      FaultKind(
        "httpproxy-fqdn-missing-or-duplicate", .listener, .blocker,
        "Virtual host without a name of its own",
        meaning:
          "The fqdn is missing, or several HTTPProxies have it. Contour then serves none of them: "
          + "requests get 404.",
        mend: "Give each name to one HTTPProxy, and include the others from it."),
      FaultKind(
        "httpproxy-service-unresolved", .service, .blocker, "HTTPProxy leads to no Service",
        meaning:
          "The Service does not exist or has no such port. The other Services of the rule get its "
          + "share; without any, requests get 503.",
        mend: "Correct the name or the port, or create the Service."),
      FaultKind(
        "httpproxy-tls-invalid", .tls, .blocker, "TLS of an HTTPProxy is not valid",
        meaning:
          "The Secret is missing, malformed or not delegated, or the fields contradict each other. "
          + "Contour drops the whole host: plain HTTP gets 404, and https no certificate.",
        mend: "Create the Secret, or delegate it to the namespace of the HTTPProxy."),
      FaultKind(
        "httpproxy-nothing-defined", .route, .blocker, "HTTPProxy states nothing to do",
        meaning:
          "It has no rule, include or TCP proxy, or a rule has not exactly one of Services, redirect "
          + "and direct response. Contour drops its rules.",
        mend: "State what is to be done with requests."),
      FaultKind(
        "httpproxy-policy-invalid", .route, .degraded, "HTTPProxy with a policy that is not valid",
        meaning:
          "Contour refuses a condition or a policy, and drops the rules of the HTTPProxy that "
          + "states it.",
        mend: "Follow what Contour says in the status."),
      FaultKind(
        "contour-listener-missing", .listener, .blocker, "Contour has no listener for it",
        meaning: "Contour's own Gateway has no listener, or several, for the protocol.",
        mend: "Give Contour's Gateway one listener for HTTP and one for HTTPS."),
    ]
  }
}
