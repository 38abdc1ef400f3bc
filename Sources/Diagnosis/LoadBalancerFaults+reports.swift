extension LoadBalancerFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "lb-address-pending", .listener, .blocker, "Load balancer without address",
        meaning: "No controller has assigned an address. The Service is reached by its node ports "
          + "only.",
        mend: "Install or repair a load-balancer controller."),
      FaultKind(
        "lb-class-unclaimed", .listener, .blocker, "Load-balancer class that nobody serves",
        meaning:
          "Default load balancers leave a Service with a class alone, and no other has given "
          + "it an address.",
        mend: "Install what serves the class. The class cannot be changed: make the Service anew."),
      FaultKind(
        "lb-port-error", .listener, .blocker, "Load balancer refuses a port",
        meaning: "The controller wrote an error for a port into the status: connections to that "
          + "port do not get in.",
        mend: "Look up the error in the load balancer's documents."),
      FaultKind(
        "lb-nodeports-not-allocated", .listener, .risk, "Load balancer without node ports",
        meaning: "Load balancers that send to nodes need node ports; allocateLoadBalancerNodePorts "
          + "is false.",
        mend: "Set it to true, or use a load balancer that sends to pods."),
      FaultKind(
        "lb-cost", .listener, .info, "Load balancer of its own",
        meaning:
          "Each Service of type LoadBalancer takes an address, and in a cloud it costs money.",
        mend: "Share one by an Ingress or a Gateway."),
    ]
  }
}
