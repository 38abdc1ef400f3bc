package import NIOSSL
package import Routing
package import Topology

/// The certificates of the proxy, by the host that a client names (SNI).
package struct IngressCertificates: Sendable {
  /// A certificate with its chain and key.
  package struct Certificate: Sendable {
    package let chain: [NIOSSLCertificateSource]
    package let key: NIOSSLPrivateKeySource

    /// Reads PEM; throws when either cannot be read or when the two do not belong together.
    package init(certificate: [UInt8], key: [UInt8]) throws {
      chain = try NIOSSLCertificate.fromPEMBytes(certificate).map { .certificate($0) }
      self.key = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
      _ = try NIOSSLContext(
        configuration: .makeServerConfiguration(certificateChain: chain, privateKey: self.key))
    }
  }

  /// The PEM texts of a Secret of type `kubernetes.io/tls`.
  package struct Pair: Hashable, Sendable {
    package var certificate: [UInt8]
    package var key: [UInt8]

    package init(certificate: [UInt8], key: [UInt8]) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// Precise hosts and wildcards.
  package var hosts: [String: Certificate]
  /// What every other host gets.
  package var standard: Certificate?
  /// What was read from Secrets, so that an unchanged one is not read again.
  private var read: [Pair: Certificate] = [:]

  package init(hosts: [String: Certificate] = [:], standard: Certificate? = nil) {
    self.hosts = hosts
    self.standard = standard
  }

  /// The certificates of the TLS hosts of a table.
  ///
  /// A host whose Secret is missing or unusable gets what `issue` makes for it, and without that the
  /// standard certificate.
  package init(
    of table: RoutingTable, secret: (NamespacedName) -> Pair?, standard: Certificate?,
    reusing earlier: IngressCertificates = IngressCertificates(),
    issue: (String) -> Pair? = { _ in nil }
  ) {
    self.init(standard: standard)
    for route in table.routes where route.isTLS && !route.host.isEmpty {
      guard hosts[route.host] == nil else { continue }
      let usable =
        route.tlsSecret.flatMap(secret).flatMap { certificate($0, earlier) }
        ?? issue(route.host).flatMap { certificate($0, earlier) }
      if let usable { hosts[route.host] = usable }
    }
  }

  private mutating func certificate(_ pair: Pair, _ earlier: IngressCertificates) -> Certificate? {
    let found =
      read[pair] ?? earlier.read[pair]
      ?? (try? Certificate(certificate: pair.certificate, key: pair.key))
    read[pair] = found
    return found
  }

  /// The certificate for a host that a client names.
  package func certificate(for host: String?) -> Certificate? {
    guard let host = host?.lowercased() else { return standard }
    return hosts[host] ?? HostRules.wildcard(covering: host).flatMap { hosts[$0] } ?? standard
  }
}
