extension IngressCertificateFaults {
  var reports: [FaultKind] {
    [
      FaultKind(
        "ingress-tls-cert-expired", .tls, .degraded, "Certificate that is not valid now",
        meaning:
          "The certificate has expired, is not valid yet, or is about to expire without having "
          + "been renewed. Clients refuse it.",
        mend: "Renew the certificate."),
      FaultKind(
        "ingress-tls-cert-wrong-host", .tls, .degraded, "Certificate of other hosts",
        meaning:
          "The alternative names of the certificate do not cover a host that is served with it. "
          + "Clients refuse it; they do not look at the common name.",
        mend: "Issue a certificate for the host."),
    ]
  }
}
