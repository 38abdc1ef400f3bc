import Foundation
import NIOPosix
import Playground
import Routing
import TestSupport
import Testing
import Topology

/// TLS with the certificates of Secrets, asked by curl, which trusts one authority only.
@Suite(.realTime) struct IngressTLSTests {
  private func certificate(
    _ authority: CertificateAuthority, _ names: [String]
  ) throws -> IngressCertificates.Certificate {
    let identity = try authority.issue(for: names)
    return try IngressCertificates.Certificate(
      certificate: Array(identity.certificatePEM.utf8), key: Array(identity.keyPEM.utf8))
  }

  /// What curl got, or the reason why it trusts nobody.
  private func curl(_ host: String, port: Int, authority: CertificateAuthority)
    async throws -> String
  {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "sluice-ca-\(UUID().uuidString).pem")
    try authority.certificatePEM.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let outcome = try await Program.run(
      "curl",
      [
        "-sS", "--noproxy", "*", "--max-time", "10", "--cacert", file.path, "--resolve",
        "\(host):\(port):127.0.0.1", "https://\(host):\(port)/",
      ])
    return outcome.output + outcome.errors
  }

  @Test func `the certificate follows the host that the client names, and a changed one at once`()
    async throws
  {
    let ours = try CertificateAuthority(now: Date().timeIntervalSince1970)
    let theirs = try CertificateAuthority(now: Date().timeIntervalSince1970)
    let standard = IngressCertificates(standard: try certificate(ours, ["localhost"]))
    try await IngressFixture.run(certificates: standard) { fixture in
      let backend = try await IngressScriptedBackend.start(on: fixture.backends) { request, _ in
        let isHTTPS = request.includes("X-Forwarded-Proto: https")
        return .send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\(isHTTPS ? "safe" : "bare")")
      }
      let port = try #require(fixture.proxy.httpsPort)
      func serve(_ hosts: [String: IngressCertificates.Certificate]) async throws {
        try await fixture.serve(
          [.test("", "/", to: "s")], ["s": [backend.address]],
          certificates: IngressCertificates(hosts: hosts, standard: standard.standard))
      }
      try await serve([
        "a.test": try certificate(ours, ["a.test"]),
        "*.b.test": try certificate(theirs, ["*.b.test"]),
      ])
      #expect(try await curl("a.test", port: port, authority: ours) == "safe")
      #expect(try await curl("x.b.test", port: port, authority: theirs) == "safe")
      #expect(try await curl("localhost", port: port, authority: ours) == "safe")
      #expect(try await curl("a.test", port: port, authority: theirs).hasPrefix("curl: ("))
      #expect(try await curl("other.test", port: port, authority: ours).hasPrefix("curl: ("))
      try await serve(["a.test": try certificate(theirs, ["a.test"])])
      #expect(try await curl("a.test", port: port, authority: theirs) == "safe")
    }
  }

  @Test func `a Secret that cannot be used is replaced by an issued certificate`() throws {
    let authority = try CertificateAuthority(now: 1_700_000_000)
    let first = try authority.issue(for: ["a.test"])
    let second = try authority.issue(for: ["b.test"])
    func pair(
      _ certificate: CertificateAuthority.Identity, _ key: CertificateAuthority.Identity
    ) -> IngressCertificates.Pair {
      .init(certificate: Array(certificate.certificatePEM.utf8), key: Array(key.keyPEM.utf8))
    }
    let secrets = [
      "good": pair(first, first), "mixed": pair(first, second),
      "broken": .init(certificate: Array("no".utf8), key: []),
    ]
    let routes = ["good", "mixed", "broken", "missing"].map { name in
      var route = Route.test("\(name).test", "/", to: "s")
      route.isTLS = true
      route.tlsSecret = NamespacedName("test", name)
      return route
    }
    var issued: [String] = []
    let certificates = IngressCertificates(
      of: RoutingTable(routes), secret: { secrets[$0.name] }, standard: nil,
      issue: {
        issued.append($0)
        return pair(second, second)
      })
    #expect(issued.sorted() == ["broken.test", "missing.test", "mixed.test"])
    #expect(certificates.hosts.count == 4)
  }
}
