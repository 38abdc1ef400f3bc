/// What only a request shows, and no look at objects alone: faults that a trace reports.
package enum TraceFaults {
  /// Their catalogue.
  package static let reports = names + urls + others

  private static let names = [
    FaultKind(
      "dns-short-name-cross-namespace", .dns, .blocker, "Short name of another namespace",
      meaning:
        "A name without namespace is looked up in the namespace of the client. Services of others "
        + "are not found by it.",
      mend: "Write the namespace after the name: svc.ns."),
    FaultKind(
      "dns-service-unknown", .dns, .blocker, "Service that nobody has created",
      meaning: "No Service has the name, so the DNS of the cluster answers that it does not exist.",
      mend: "Correct the name, or create the Service."),
  ]

  private static let urls = [
    FaultKind(
      "url-host-not-served", .route, .blocker, "Host that no rule serves",
      meaning:
        "No rule of any route is for the host, and none takes every host. Clients get 404 from "
        + "the controller.",
      mend: "Add the host to a rule, or use one that is served; the nearest is named."),
    FaultKind(
      "url-path-not-matched", .route, .blocker, "Path that no rule matches",
      meaning:
        "The host has rules, but none for the path: it differs in case, in a slash, or in a whole "
        + "element. Clients get 404 from the controller.",
      mend: "Add a path, or make an Exact one a Prefix; the nearest is named."),
    FaultKind(
      "url-method-or-header-not-matched", .route, .blocker, "Condition that the request lacks",
      meaning:
        "Rules of the host fit the path, but ask for a method, header or query parameter that the "
        + "request has not. Clients get 404.",
      mend: "Send what the rule asks for, or add a rule without it."),
    FaultKind(
      "url-scheme-has-no-listener", .tls, .blocker, "Scheme that nobody serves",
      meaning:
        "https is asked for and no TLS is stated for the host, or the scheme does not belong to "
        + "the port. Clients refuse the certificate or get no answer.",
      mend: "Add TLS for the host, or ask by the other scheme."),
    FaultKind(
      "url-port-not-exposed", .listener, .blocker, "Port that nothing listens on",
      meaning:
        "The port of the URL is no port of the Service, no node port and no listener. Connections "
        + "are refused.",
      mend: "Use a port that is there, or add it."),
    FaultKind(
      "ingress-wildcard-depth", .route, .blocker, "Wildcard of another depth",
      meaning:
        "The star of an Ingress stands for exactly one label. Hosts with more labels, or with "
        + "none in its place, get 404.",
      mend: "Add a rule for the host, or a wildcard of its depth."),
  ]

  private static let others = [
    FaultKind(
      "lb-source-ranges-exclude-client", .listener, .blocker, "Client outside of the source ranges",
      meaning:
        "The load balancer lets in some addresses only. Connections of others time out.",
      mend: "Add the client to loadBalancerSourceRanges."),
    FaultKind(
      "endpoint-hairpin", .endpoints, .degraded, "Pod that calls itself by its Service",
      meaning:
        "A pod that is an endpoint of the Service that it asks may get its own connection back. "
        + "Not every network allows that, and such calls time out.",
      mend: "Allow hairpin traffic on the nodes, or ask by localhost."),
    FaultKind(
      "netpol-blocks-egress", .policy, .blocker, "Policy that lets the client not out",
      meaning:
        "The client is isolated for egress, and no rule admits the endpoint. Connections time out.",
      mend: "Add an egress rule for the endpoint and its port."),
    FaultKind(
      "admin-policy-blocks", .policy, .blocker, "Policy of the administrators that blocks",
      meaning:
        "An AdminNetworkPolicy or the baseline denies the connection. What it denies no "
        + "NetworkPolicy can allow, and what the baseline denies one can.",
      mend: "Ask the administrators for a rule that allows it, or passes it on."),
    FaultKind(
      "authz-policy-denies", .policy, .blocker, "Policy of the mesh that denies the request",
      meaning:
        "The proxy beside the pod asks an AuthorizationPolicy, which denies the request. Clients "
        + "get 403.",
      mend: "Add a rule for the client, its method and its path, or correct the one that denies."),
    FaultKind(
      "mtls-mode-mismatch", .policy, .blocker, "Plain text where the mesh wants certificates",
      meaning:
        "A PeerAuthentication takes connections with a certificate of the mesh only, and the "
        + "client is not in the mesh. Its connections are reset.",
      mend: "Give the client a proxy of the mesh, or make the mode PERMISSIVE."),
  ]
}
