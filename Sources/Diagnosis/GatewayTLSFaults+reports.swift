extension GatewayTLSFaults {
  var reports: [FaultKind] {
    references + [
      FaultKind(
        "listener-tls-missing-or-forbidden", .tls, .blocker, "TLS that does not fit the protocol",
        meaning:
          "HTTPS and TLS need a certificate or, for TLS, the mode Passthrough; HTTP, TCP and "
          + "UDP know no TLS. The listener is not served.",
        mend: "Add tls with certificateRefs, or remove it."),
      FaultKind(
        "listener-overlapping-tls", .tls, .risk, "Hostnames of TLS listeners that overlap",
        meaning: "Browsers reuse a connection for every name of its certificate, so requests for "
          + "one listener arrive at the other and get 404 or 421.",
        mend: "Use different ports, or certificates that do not share names."),
    ]
  }

  private var references: [FaultKind] {
    [
      FaultKind(
        "listener-cert-ref-invalid", .tls, .blocker, "Certificate that cannot be used",
        meaning:
          "The Secret is not there or holds no certificate with its key, so handshakes fail.",
        mend: "Create the Secret with a certificate and its key."),
      FaultKind(
        "listener-cert-ref-not-permitted", .tls, .blocker,
        "Certificate of another namespace without grant",
        meaning: "A Secret of another namespace may be used only where a ReferenceGrant there "
          + "allows it, so handshakes fail.",
        mend: "Create a ReferenceGrant in the namespace of the Secret."),
      FaultKind(
        "listener-ca-ref-invalid", .tls, .blocker, "Authority of clients that cannot be used",
        meaning: "Certificates of clients cannot be checked, so connections are refused.",
        mend: "Name a ConfigMap with a ca.crt in PEM."),
      FaultKind(
        "gateway-client-cert-ref-invalid", .tls, .degraded,
        "Certificate for backends that cannot be used",
        meaning: "The Gateway cannot show a certificate to backends that ask for one; their "
          + "connections fail.",
        mend: "Name a Secret with a certificate and its key."),
    ]
  }
}
