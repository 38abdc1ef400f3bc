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
          "tls.crt or tls.key is missing, or tls.crt holds no certificate in PEM, so clients get "
          + "the certificate of the controller.",
        mend: "Create the Secret again with a certificate and its key in PEM."),
      FaultKind(
        "ingress-tls-host-not-in-rules", .tls, .risk, "Hosts of TLS and of rules differ",
        meaning:
          "TLS names a host of which there is no rule, which has no effect on requests; or a rule "
          + "has a host that TLS leaves out while it names others.",
        mend: "Name the same hosts in both, or move a rule into an Ingress of its own."),
    ]
  }
}
