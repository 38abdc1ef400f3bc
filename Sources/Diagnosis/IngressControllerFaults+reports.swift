extension IngressControllerFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-class-no-controller", .listener, .blocker, "Class without controller",
        meaning:
          "Ingresses name the class, but no workload of the cluster is a controller that serves "
          + "it. They get no address and no requests.",
        mend: "Install the controller, or name a class that is served."),
      FaultKind(
        "ingress-controller-down", .listener, .blocker, "Controller without ready pod",
        meaning:
          "The controller that serves the class is installed, but none of its pods is ready. "
          + "Connections to its address are refused or time out.",
        mend: "Look at why the controller's pods are not ready."),
    ]
  }
}
