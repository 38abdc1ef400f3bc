import Foundation

/// A certificate for pay.example.com, *.example.org, 192.0.2.1 and ::1, made for the fuzzer; its key is thrown away.
enum FuzzCertificate {
  static let pem = """
    -----BEGIN CERTIFICATE-----
    MIIB9DCCAZqgAwIBAgIUbo5z2QfxX6+9Iznth2VXQGifbTAwCgYIKoZIzj0EAwIw
    LDEYMBYGA1UEAwwPcGF5LmV4YW1wbGUuY29tMRAwDgYDVQQKDAdFeGFtcGxlMCAX
    DTI2MTEyODA5MjY0OVoYDzIxMjYxMTA0MDkyNjQ5WjAsMRgwFgYDVQQDDA9wYXku
    ZXhhbXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAARu3URTgztNiFU3Jpn/eC4A9FguunbUsRJ8JKTqxJKbtFVH3w2Y5u4j
    T37wmrXF7a/chwOJcNCc9IMlCDz8wQ4ro4GXMIGUMB0GA1UdDgQWBBRE1s1x8ZSi
    c3iJTBWQmNu3V0H6zTAfBgNVHSMEGDAWgBRE1s1x8ZSic3iJTBWQmNu3V0H6zTAP
    BgNVHRMBAf8EBTADAQH/MEEGA1UdEQQ6MDiCD3BheS5leGFtcGxlLmNvbYINKi5l
    eGFtcGxlLm9yZ4cEwAACAYcQAAAAAAAAAAAAAAAAAAAAATAKBggqhkjOPQQDAgNI
    ADBFAiA+LHzoYE4fkMhimyz1yFxbs4CFCuz29550M2ptkiKTAwIhAK7xhyAo7HUJ
    Q6BOR1ICHtwisP/SyL65n1jaLnXIQ0pT
    -----END CERTIFICATE-----
    """

  /// The bytes of the certificate.
  static let der: [UInt8] = {
    let lines = pem.split(separator: "\n").dropFirst().dropLast()
    return Data(base64Encoded: lines.joined()).map { Array($0) } ?? []
  }()
}
