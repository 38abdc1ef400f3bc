extension IstioGatewayFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "istio-gateway-no-workload", .listener, .blocker, "Gateway without pods",
        meaning: "The selector of the Gateway matches no pod, so nobody listens.",
        mend: "Correct the selector, or install an ingress gateway."),
      FaultKind(
        "istio-gateway-port-not-on-service", .listener, .blocker, "Port that the Service has not",
        meaning: "The Service in front of the gateway's pods has no such port: connections are "
          + "refused.",
        mend: "Add the port to the Service, or use one that it has."),
      FaultKind(
        "istio-gateway-conflict", .listener, .degraded, "Two Gateways for one host and port",
        meaning: "Two Gateways of the same pods have the same host on the same port. Which of them "
          + "is used is not defined.",
        mend: "Merge them."),
    ]
  }
}
