import Topology

/// Certificates of Secrets: PEM, Base64 and DER.
struct CertificateTarget: FuzzTarget {
  let name = "certificate"

  private static let der = FuzzCertificate.der

  let corpus = [FuzzCertificate.pem, "x" + FuzzCertificate.pem + FuzzCertificate.pem]
  let words = [
    "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "MII", "====", "\n", "gD", "AA",
  ]

  func check(_ input: [UInt8]) throws {
    let text = String(decoding: input, as: UTF8.self)
    try check(Certificate(pem: text))
    try check(Certificate(secretValue: text))
    try check(Certificate(der: input))
    // The bytes of a certificate with the input's bytes in the places that they name.
    var changed = Self.der
    for index in stride(from: 0, to: min(input.count - 1, 24), by: 2) {
      let place = (Int(input[index]) * 7 + index * 31) % changed.count
      changed[place] = input[index + 1]
    }
    try check(Certificate(der: changed))
    try check(Certificate(der: Array(changed.prefix(changed.count - input.count % 200))))
  }

  private func check(_ certificate: Certificate?) throws(Violation) {
    guard let certificate else { return }
    try Violation.unless(
      certificate.notBefore.isFinite && certificate.notAfter.isFinite, "no time")
    for host in certificate.hosts {
      try Violation.unless(host == host.lowercased(), "a host that is not in lower case")
      try Violation.unless(certificate.covers(host), "it does not cover its own \(host)")
    }
    _ = certificate.covers("")
    _ = certificate.covers(".")
  }
}
