extension GatewayBackendFaults {
  var reports: [FaultKind] {
    references + [
      FaultKind(
        "route-backend-kind-unsupported", .route, .blocker, "Backend that is no Service",
        meaning: "The kind of the backend is none that answers requests. Its share of them gets "
          + "500.",
        mend: "Lead to a Service, whose group is empty."),
      FaultKind(
        "route-backend-protocol-unsupported", .route, .blocker, "Backend of another protocol",
        meaning:
          "The port of the Service speaks a protocol that the route does not: UDP instead of "
          + "TCP, or an application protocol that the controller does not know.",
        mend: "Lead to a port of the protocol."),
      FaultKind(
        "route-backend-no-endpoints", .endpoints, .blocker, "Backend that nobody answers",
        meaning: "The Service has no usable endpoint on the port. Its share of requests gets 503.",
        mend: "See the faults of the Service."),
    ]
  }

  private var references: [FaultKind] {
    [
      FaultKind(
        "route-backend-not-found", .route, .blocker, "Backend that does not exist",
        meaning: "The Service is not in the namespace of the reference, which is the route's own "
          + "unless it says another. Its share of requests gets 500.",
        mend: "Create the Service, or correct the name and namespace."),
      FaultKind(
        "route-backend-port-missing", .route, .blocker, "Backend without such a port",
        meaning: "A Service needs a port, and one that it has; the port of the Service is meant, "
          + "not that of its pods. Its share of requests gets 500.",
        mend: "Use a port of the Service."),
      FaultKind(
        "route-backend-ref-not-permitted", .route, .blocker,
        "Backend of another namespace without grant",
        meaning: "A Service of another namespace may be led to only where one ReferenceGrant there "
          + "names both the route's kind and namespace and the Service. Its share of requests "
          + "gets 500.",
        mend: "Create a ReferenceGrant in the namespace of the Service."),
    ]
  }
}
