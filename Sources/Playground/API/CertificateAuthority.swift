import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A throw-away authority that signs the playground's certificates; its key never leaves the process.
package struct CertificateAuthority: Sendable {
  /// A certificate with its key, both as PEM.
  package struct Identity: Sendable, Hashable {
    /// The certificate, followed by the authority's.
    package let certificatePEM: String
    /// The private key: never to be drawn or logged.
    package let keyPEM: String
  }

  /// The authority's own certificate as PEM, for clients that are to trust it.
  package let certificatePEM: String
  private let certificate: Certificate
  private let key: P256.Signing.PrivateKey
  private let validity: ClosedRange<Date>

  /// An authority whose certificates are valid from a day before `now` for ten years.
  package init(name: String = "sluice-playground", now: Double) throws {
    let key = P256.Signing.PrivateKey()
    let start = Date(timeIntervalSince1970: now)
    validity = start.addingTimeInterval(-86_400)...start.addingTimeInterval(3650 * 86_400)
    let subject = try DistinguishedName { CommonName(name) }
    certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(),
      publicKey: Certificate.PublicKey(key.publicKey), notValidBefore: validity.lowerBound,
      notValidAfter: validity.upperBound, issuer: subject, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
        SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
      }, issuerPrivateKey: Certificate.PrivateKey(key))
    self.key = key
    certificatePEM = try certificate.serializeAsPEM().pemString
  }

  /// Signs a server certificate for host names and IPv4 addresses; the first is its common name.
  package func issue(for names: [String]) throws -> Identity {
    let leaf = P256.Signing.PrivateKey()
    let alternatives = names.map { name -> GeneralName in
      let bytes = name.split(separator: ".").compactMap { UInt8($0) }
      guard NameRules.isAddress(name), bytes.count == 4 else { return .dnsName(name) }
      return .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
    }
    let issued = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(),
      publicKey: Certificate.PublicKey(leaf.publicKey), notValidBefore: validity.lowerBound,
      notValidAfter: validity.upperBound, issuer: certificate.subject,
      subject: try DistinguishedName { CommonName(names.first ?? "localhost") },
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        SubjectAlternativeNames(alternatives)
        SubjectKeyIdentifier(hash: Certificate.PublicKey(leaf.publicKey))
      }, issuerPrivateKey: Certificate.PrivateKey(key))
    return Identity(
      certificatePEM: try issued.serializeAsPEM().pemString + "\n" + certificatePEM + "\n",
      keyPEM: leaf.pemRepresentation)
  }
}
