import Foundation
import TestSupport
import Testing
import Topology

@Suite struct CertificateTests {
  private static let all = [
    TestCertificate.shop, TestCertificate.expired, TestCertificate.future, TestCertificate.ending,
    TestCertificate.other, TestCertificate.nameless,
  ]

  /// The DER of a PEM text, decoded by somebody else.
  private static func der(_ pem: String) -> [UInt8] {
    let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
    return Array(Data(base64Encoded: lines.joined()) ?? Data())
  }

  private func seconds(_ text: String) -> Double? { Timestamp.seconds(text) }

  @Test func `names and times are those that openssl wrote`() throws {
    let shop = try #require(Certificate(pem: TestCertificate.shop))
    #expect(shop.commonName == "shop.local")
    #expect(shop.hosts == ["shop.local", "*.shop.local"])
    #expect(shop.addresses == [])
    // UTCTime before 2050, GeneralizedTime from then on.
    #expect(shop.notBefore == seconds("2020-01-01T00:00:00Z"))
    #expect(shop.notAfter == seconds("2099-12-31T23:59:59Z"))
    let expired = try #require(Certificate(pem: TestCertificate.expired))
    #expect(expired.notAfter == seconds("2021-01-01T00:00:00Z"))
    let future = try #require(Certificate(pem: TestCertificate.future))
    #expect(future.notBefore == seconds("2080-01-01T00:00:00Z"))
  }

  @Test func `addresses are no hosts, and no names are none`() throws {
    let other = try #require(Certificate(pem: TestCertificate.other))
    #expect(other.hosts == ["other.local"])
    #expect(other.addresses == ["192.0.2.7", "2001:db8:0:0:0:0:0:1"])
    let nameless = try #require(Certificate(pem: TestCertificate.nameless))
    #expect(nameless.commonName == "shop.local")
    #expect(nameless.hosts == [] && nameless.addresses == [])
  }

  @Test(arguments: [
    ("shop.local", true), ("SHOP.local", true), ("a.shop.local", true), ("*.shop.local", true),
    ("a.b.shop.local", false), ("*.local", false), ("local", false), (".shop.local", false),
    ("myshop.local", false), ("", false),
  ])
  func `a wildcard stands for one label`(_ host: String, _ isCovered: Bool) throws {
    #expect(try #require(Certificate(pem: TestCertificate.shop)).covers(host) == isCovered)
  }

  @Test func `a common name covers no host`() throws {
    #expect(!(try #require(Certificate(pem: TestCertificate.nameless)).covers("shop.local")))
  }

  @Test func `a Secret holds PEM or Base64 of it, and the first certificate counts`() throws {
    let chain = "Subject: x\n" + TestCertificate.shop + "\n" + TestCertificate.other + "\n"
    let shop = Certificate(pem: TestCertificate.shop)
    #expect(shop != nil)
    #expect(Certificate(secretValue: chain) == shop)
    #expect(Certificate(secretValue: Data(chain.utf8).base64EncodedString()) == shop)
    #expect(Certificate(secretValue: chain.replacingOccurrences(of: "\n", with: "\r\n")) == shop)
    #expect(Certificate(der: Self.der(TestCertificate.shop)) == shop)
  }

  @Test(arguments: [
    "", "x", "AAAA", "-----BEGIN CERTIFICATE-----",
    "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    "-----BEGIN CERTIFICATE-----\nMIIB!\n-----END CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    "-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nMIIB",
  ])
  func `what is no certificate is none`(_ text: String) {
    #expect(Certificate(secretValue: text) == nil)
  }

  @Test(
    arguments: [
      // Indefinite, overlong, oversized and truncated lengths, a tag of several bytes, deep nesting.
      [0x30, 0x80, 0, 0], [0x30, 0x81, 0x03, 0, 0, 0], [0x30, 0x85, 1, 0, 0, 0, 0],
      [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x84, 0xFF], [0x30], [0x1F, 0x30, 0x01],
      [0x30, 0x82, 0x00, 0x80], Array(repeating: 0x30, count: 100_000),
      (0..<60_000).flatMap { _ in [0x30, 0x84] as [UInt8] },
    ] as [[UInt8]])
  func `hostile lengths are refused`(_ bytes: [UInt8]) {
    #expect(Certificate(der: bytes) == nil)
  }

  @Test func `cut certificates are refused, and what follows one as well`() {
    for pem in Self.all {
      let bytes = Self.der(pem)
      #expect(Certificate(der: bytes) != nil)
      #expect(Certificate(der: bytes + [0]) == nil)
      for count in bytes.indices { #expect(Certificate(der: Array(bytes[..<count])) == nil) }
    }
  }

  @Test func `whatever byte is changed, reading ends with a certificate or none`() {
    var isRead = 0
    for pem in Self.all {
      let bytes = Self.der(pem)
      for index in bytes.indices {
        for mask in [0x01, 0x80, 0xFF, 0x7F, bytes[index]] as [UInt8] {
          var changed = bytes
          changed[index] ^= mask
          guard let certificate = Certificate(der: changed) else { continue }
          isRead += 1
          // Whatever was read lies within the text that there was.
          let length = certificate.commonName.utf8.count + certificate.hosts.joined().utf8.count
          #expect(length <= 3 * bytes.count)
        }
      }
    }
    // Signatures are not checked, so most changes leave a certificate.
    #expect(isRead > 1000)
  }

  @Test func `times that are none are refused`() {
    let bytes = Self.der(TestCertificate.expired)
    let written = Array("210101000000Z".utf8)
    let place = bytes.indices.first { bytes[$0...].starts(with: written) } ?? 0
    #expect(place > 0)
    for text in [
      "211301000000Z", "210132000000Z", "210101240000Z", "210101006000Z", "21010100000 Z",
      "2101010000000",
    ] {
      var changed = bytes
      changed.replaceSubrange(place..<(place + written.count), with: Array(text.utf8))
      #expect(Certificate(der: changed) == nil, "\(text)")
    }
  }
}
