import Routing
import TestSupport
import Topology

extension FaultFixture {
  /// An Ingress of `shop.local` with this certificate.
  private static func secured(
    _ certificate: String, hosts: [String] = ["shop.local"], rule: String = "shop.local"
  ) -> @Sendable (inout SmallCluster) -> Void {
    {
      $0.nginx()
      $0.secret("cert", ["tls.crt": .string(certificate), "tls.key": ""])
      $0.ingress(
        "web", "\(rule)/ Prefix web:80",
        tls: [
          ["hosts": .array(hosts.map { JSONValue.string($0) }), "secretName": "cert"]
        ])
    }
  }

  private static let expired = "ingress-tls-cert-expired"
  private static let wrong = "ingress-tls-cert-wrong-host"
  private static let unused = "ingress-path-never-reached"
  private static let fallback: JSONValue = ["service": ["name": "web", "port": ["number": 80]]]

  static let certificates: [FaultFixture] = [
    FaultFixture(
      expired, "ingress/shop/web", broken: secured(TestCertificate.expired),
      sound: secured(TestCertificate.shop)),
    FaultFixture(
      expired, "ingress/shop/web", broken: secured(TestCertificate.future),
      sound: secured(TestCertificate.other)),
    FaultFixture(
      expired, "ingress/shop/web", broken: secured(TestCertificate.ending),
      sound: secured(TestCertificate.nameless)),
    FaultFixture(
      wrong, "ingress/shop/web", broken: secured(TestCertificate.other),
      sound: secured(TestCertificate.shop)),
    FaultFixture(
      wrong, "ingress/shop/web", broken: secured(TestCertificate.nameless),
      sound: secured(TestCertificate.expired)),
    FaultFixture(
      wrong, "ingress/shop/web",
      broken: secured(TestCertificate.shop, hosts: ["a.b.shop.local"], rule: "a.b.shop.local"),
      sound: secured(TestCertificate.shop, hosts: ["*.shop.local"], rule: "a.shop.local")),
    // An entry without hosts serves those of the rules.
    FaultFixture(
      wrong, "ingress/shop/web", broken: secured(TestCertificate.other, hosts: []),
      sound: secured(TestCertificate.shop, hosts: [], rule: "a.shop.local")),
    FaultFixture("ingress-tls-host-not-in-rules", "ingress/shop/web") {
      $0.ingress(
        "web", "shop.local/ Prefix web:80", "pay.local/ Prefix web:80",
        tls: [["hosts": ["shop.local"]]])
    } sound: {
      $0.ingress(
        "web", "shop.local/ Prefix web:80", "pay.local/ Prefix web:80",
        tls: [["hosts": ["shop.local"]], ["secretName": ""]])
    },
    FaultFixture(unused, "ingress/shop/web") {
      $0.ingress("web", "/ Prefix web:80", defaultBackend: fallback)
    } sound: {
      $0.ingress("web", "/api Prefix web:80", "a.com/ Prefix web:80", defaultBackend: fallback)
    },
    FaultFixture(unused, "ingress/shop/web") {
      $0.ingressClass("traefik", traefikController)
      $0.ingress("web", annotations: traefik, "a.com/ Prefix web:80", defaultBackend: fallback)
    } sound: {
      $0.ingressClass("traefik", traefikController)
      $0.ingress("web", annotations: traefik, defaultBackend: fallback)
    },
    FaultFixture(unused, "ingress/shop/web") {
      $0.ingress("web", "a.com/api Prefix web:80", "a.com/api/ Prefix api:80")
    } sound: {
      $0.ingress("web", "a.com/api Prefix web:80", "a.com/api/ Exact api:80")
    },
  ]
}
