extension IngressBackendFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-backend-service-missing", .service, .blocker, "Backend that does not exist",
        meaning:
          "The Service is not in the namespace of the Ingress. Requests get 503 (404 from some "
          + "controllers).",
        mend: "Correct the name, or create the Service."),
      FaultKind(
        "ingress-backend-port-missing", .service, .blocker, "Backend port that does not exist",
        meaning:
          "The number or name is not among the ports of the Service; it is never compared with "
          + "targetPort.",
        mend: "Use a port that the Service has."),
      FaultKind(
        "ingress-backend-port-unspecified", .service, .blocker, "Backend without one port",
        meaning: "The port of a backend is a number or a name, not both and not neither.",
        mend: "Set one."),
      FaultKind(
        "ingress-backend-no-ready-endpoints", .endpoints, .blocker,
        "Backend without usable endpoint",
        meaning: "The Service exists, but nobody is behind the port. Requests get 503.",
        mend: "See the faults of the Service."),
      FaultKind(
        "ingress-backend-externalname-refused", .service, .blocker,
        "External name that the controller refuses",
        meaning:
          "Traefik and Contour do not send requests to ExternalName Services unless they are "
          + "told to.",
        mend: "Allow external names in the controller, or use a Service with a selector."),
      FaultKind(
        "ingress-resource-backend-unsupported", .service, .blocker, "Backend that is no Service",
        meaning: "Common controllers serve Services only.",
        mend: "Lead to a Service."),
      FaultKind(
        "ingress-default-backend-broken", .service, .degraded, "Default backend is broken",
        meaning: "What no path matches goes to a backend that cannot answer.",
        mend: "Mend the default backend, or drop it."),
    ]
  }
}
