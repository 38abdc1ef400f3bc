extension IngressTLSFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-tls-secret-missing", .tls, .degraded, "Certificate that does not exist",
        meaning:
          "The Secret is not in the namespace, so clients get the certificate of the controller "
          + "and distrust it.",
        mend: "Create the Secret."),
      FaultKind(
        "ingress-tls-secret-malformed", .tls, .degraded, "Secret that holds no certificate",
        meaning:
          "tls.crt or tls.key is missing or is no PEM, so clients get the certificate of the "
          + "controller.",
        mend: "Create the Secret again with a certificate and its key in PEM."),
      FaultKind(
        "ingress-tls-host-not-in-rules", .tls, .risk, "TLS for a host without rule",
        meaning: "TLS names a host of which there is no rule; it has no effect on requests.",
        mend: "Add a rule for the host, or correct its name."),
    ]
  }
}
