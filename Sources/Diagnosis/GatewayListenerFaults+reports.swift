extension GatewayListenerFaults {
  var reports: [FaultKind] {
    conflicts + [
      FaultKind(
        "listener-protocol-unsupported", .listener, .blocker, "Protocol that nobody serves",
        meaning: "The API knows HTTP, HTTPS, TLS, TCP and UDP; others need a domain before them. "
          + "The listener is not served.",
        mend: "Use a protocol that the controller serves."),
      FaultKind(
        "listener-port-unavailable", .listener, .blocker, "Port that is not to be had",
        meaning: "The proxies of the Gateway cannot listen on this port, so connections are "
          + "refused.",
        mend: "Use a port that the controller opens, or open it there."),
      FaultKind(
        "listener-route-kinds-invalid", .listener, .degraded, "Kinds that cannot attach",
        meaning: "The listener allows kinds of routes that its protocol cannot carry; they are not "
          + "attached.",
        mend: "Allow kinds of the protocol, or leave allowedRoutes.kinds out."),
      FaultKind(
        "listener-allowed-selector-invalid", .listener, .blocker,
        "Selector of namespaces that selects none",
        meaning: "allowedRoutes asks for a selector of namespaces and has none that can be read, "
          + "so no route is attached. Requests get 404.",
        mend: "Add a selector with matchLabels."),
      FaultKind(
        "listenerset-not-allowed", .listener, .blocker, "ListenerSet that no Gateway takes",
        meaning:
          "A Gateway takes ListenerSets only from namespaces that it allows, and allows none "
          + "unless it says so. The listeners are not served.",
        mend: "Allow the namespace in spec.allowedListeners of the Gateway."),
    ]
  }

  private var conflicts: [FaultKind] {
    [
      FaultKind(
        "listener-duplicate", .listener, .blocker, "Listeners that are the same",
        meaning: "Two listeners of a Gateway have the same port, protocol and hostname. The API "
          + "forbids to choose one, so both are dropped.",
        mend: "Give them different hostnames or ports."),
      FaultKind(
        "listener-protocol-conflict", .listener, .blocker,
        "Listeners of different protocols on one port",
        meaning: "Requests on the port cannot be told apart, so neither listener is served.",
        mend: "Give them different ports."),
    ]
  }
}
