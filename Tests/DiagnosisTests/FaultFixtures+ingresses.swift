import Routing
import TestSupport
import Topology

extension FaultFixture {
  /// An Ingress with this spec.
  private static func object(_ spec: JSONValue, annotations: [String: String] = [:]) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": ["name": "web", "namespace": "shop", "annotations": JSONValue(annotations)],
      "spec": spec,
    ]
  }

  /// A rule for every host and path with this backend.
  private static func rule(_ backend: JSONValue) -> JSONValue {
    ["http": ["paths": [["path": "/", "pathType": "Prefix", "backend": backend]]]]
  }

  private static let canary = [Canary.annotation(""): "true", Canary.annotation("weight"): "10"]
  private static let certificate: JSONValue = [
    "tls.crt": .string(TestCertificate.shop), "tls.key": "x",
  ]
  private static let secured: JSONValue = [["hosts": ["shop.local"], "secretName": "cert"]]

  static let ingresses: [FaultFixture] = [
    FaultFixture("ingress-no-class", "ingress/shop/web") {
      $0.nginx(isDefault: false)
      $0.ingress("web", "shop.local/ Prefix web:80")
    } sound: {
      $0.nginx()
      $0.ingress("web", "shop.local/ Prefix web:80")
    },
    FaultFixture("ingress-class-not-found", "ingress/shop/web") {
      $0.nginx()
      $0.add(.ingress, object(["ingressClassName": "ngnix"]))
    } sound: {
      $0.add(.ingress, object(["ingressClassName": "gce"]))
    },
    FaultFixture("ingress-class-not-found", "ingress/shop/web") {
      $0.add(.ingress, object([:], annotations: [IngressClasses.legacyAnnotation: "nginx"]))
    } sound: {
      $0.nginx()
      $0.add(.ingress, object([:], annotations: [IngressClasses.legacyAnnotation: "nginx"]))
    },
    FaultFixture("ingress-class-annotation-conflict", "ingress/shop/web") {
      $0.nginx()
      $0.add(
        .ingress,
        object(
          ["ingressClassName": "nginx"], annotations: [IngressClasses.legacyAnnotation: "other"]))
    } sound: {
      $0.nginx()
      $0.add(
        .ingress,
        object(
          ["ingressClassName": "nginx"], annotations: [IngressClasses.legacyAnnotation: "nginx"]))
    },
    FaultFixture("ingress-multiple-default-classes", "ingressclass/nginx") {
      $0.nginx()
      $0.add(
        .ingressClass,
        [
          "metadata": [
            "name": "other",
            "annotations": JSONValue([IngressClasses.defaultAnnotation: "true"]),
          ]
        ])
    } sound: {
      $0.nginx()
      $0.add(.ingressClass, ["metadata": ["name": "other"]])
    },
    FaultFixture("ingress-api-deprecated", "ingress/shop/web") {
      $0.add(
        .ingress,
        object([:], annotations: [IngressVersions.writtenVersionAnnotation: "extensions/v1beta1"]))
    } sound: {
      $0.add(.ingress, object([:]))
    },
    FaultFixture("ingress-backend-service-missing", "ingress/shop/web") {
      $0.ingress("web", "shop.local/ Prefix web:80")
    } sound: {
      shop(&$0)
    },
    FaultFixture("ingress-backend-port-missing", "ingress/shop/web") {
      // Peers fall for this: an unnamed port and a number that does not exist.
      $0.service("web") { $0.ports[0].name = "" }
      $0.ingress("web", "shop.local/ Prefix web:8080")
    } sound: {
      $0.service("web") { $0.ports[0].name = "" }
      $0.ingress("web", "shop.local/ Prefix web:80")
    },
    FaultFixture("ingress-backend-port-unspecified", "ingress/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.add(
        .ingress,
        object(["rules": [rule(["service": ["name": "web"]])]]))
    } sound: {
      shop(&$0)
    },
    FaultFixture("ingress-backend-no-ready-endpoints", "ingress/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, ready: 0, labels: ["app": "web"])
      $0.ingress("web", "shop.local/ Prefix web:80")
    } sound: {
      shop(&$0)
    },
    FaultFixture("ingress-backend-externalname-refused", "ingress/shop/web") {
      $0.add(
        .ingressClass,
        ["metadata": ["name": "traefik"], "spec": ["controller": "traefik.io/ingress-controller"]])
      $0.service("db") {
        $0.exposure = .externalName
        $0.externalName = "db.example.com"
      }
      $0.add(
        .ingress,
        object([
          "ingressClassName": "traefik",
          "rules": [rule(["service": ["name": "db", "port": ["number": 80]]])],
        ]))
    } sound: {
      $0.nginx()
      $0.service("db") {
        $0.exposure = .externalName
        $0.externalName = "db.example.com"
      }
      $0.ingress("web", "shop.local/ Prefix db:80")
    },
    FaultFixture("ingress-resource-backend-unsupported", "ingress/shop/web") {
      $0.add(
        .ingress,
        object([
          "rules": [rule(["resource": ["kind": "Bucket", "name": "b"]])]
        ]))
    } sound: {
      shop(&$0)
    },
    FaultFixture("ingress-default-backend-broken", "ingress/shop/web") {
      $0.ingress("web", defaultBackend: ["service": ["name": "gone", "port": ["number": 80]]])
    } sound: {
      shop(&$0)
      $0.ingress("all", defaultBackend: ["service": ["name": "web", "port": ["number": 80]]])
    },
    FaultFixture("ingress-no-rules-no-default", "ingress/shop/web") {
      $0.add(.ingress, object([:]))
    } sound: {
      shop(&$0)
    },
    FaultFixture("ingress-host-invalid", "ingress/shop/web") {
      $0.ingress("web", "192.0.2.1/ Prefix web:80")
    } sound: {
      $0.ingress("web", "*.shop.local/ Prefix web:80")
    },
    FaultFixture("ingress-path-invalid", "ingress/shop/web") {
      $0.ingress("web", "shop.local/a//b Prefix web:80")
    } sound: {
      $0.ingress("web", "shop.local/a//b ImplementationSpecific web:80")
    },
    FaultFixture("ingress-path-invalid", "ingress/shop/web") {
      $0.add(.ingress, object(["rules": [["http": ["paths": [["path": "/"]]]]]]))
    } sound: {
      shop(&$0)
    },
    FaultFixture("ingress-path-regex-in-prefix", "ingress/shop/web") {
      $0.ingress("web", "shop.local/api(/|$)(.*) Prefix web:80")
    } sound: {
      $0.ingress("web", "shop.local/api(/|$)(.*) ImplementationSpecific web:80")
    },
    FaultFixture("ingress-duplicate-host-path", "ingress/shop/web") {
      $0.ingress("old", "shop.local/ Prefix web:80")
      $0.ingress("web", created: "2024-01-01T00:00:00Z", "shop.local/ Prefix web:80")
    } sound: {
      $0.ingress("old", "shop.local/ Prefix web:80")
      $0.ingress("web", "shop.local/ Exact web:80")
    },
    FaultFixture("ingress-path-never-reached", "ingress/shop/web") {
      $0.ingress("web", "shop.local/ Prefix web:80", "shop.local/ Prefix api:80")
    } sound: {
      $0.ingress("web", "shop.local/ Prefix web:80", "shop.local/api Prefix api:80")
    },
    FaultFixture("ingress-canary-without-primary", "ingress/shop/web") {
      $0.ingress("web", annotations: canary, "shop.local/ Prefix web:80")
    } sound: {
      $0.ingress("main", "shop.local/ Prefix api:80")
      $0.ingress("web", annotations: canary, "shop.local/ Prefix web:80")
    },
    FaultFixture("ingress-tls-secret-missing", "ingress/shop/web") {
      $0.ingress("web", "shop.local/ Prefix web:80", tls: secured)
    } sound: {
      $0.secret("cert", certificate)
      $0.ingress("web", "shop.local/ Prefix web:80", tls: secured)
      $0.ingress("open", "open.local/ Prefix web:80", tls: [["hosts": ["open.local"]]])
    },
    FaultFixture("ingress-tls-secret-malformed", "ingress/shop/web") {
      $0.secret("cert", ["tls.crt": "AAAA", "tls.key": "x"])
      $0.ingress("web", "shop.local/ Prefix web:80", tls: secured)
    } sound: {
      $0.secret("cert", certificate)
      $0.ingress("web", "shop.local/ Prefix web:80", tls: secured)
    },
    // The marks of PEM alone are no certificate.
    FaultFixture("ingress-tls-secret-malformed", "ingress/shop/web") {
      $0.secret(
        "cert", ["tls.crt": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", "tls.key": "x"])
      $0.ingress("web", "shop.local/ Prefix web:80", tls: secured)
    } sound: {
      $0.secret("cert", certificate)
      $0.ingress("web", "shop.local/ Prefix web:80", tls: secured)
    },
    FaultFixture("ingress-tls-host-not-in-rules", "ingress/shop/web") {
      $0.ingress("web", "shop.local/ Prefix web:80", tls: [["hosts": ["shop.lokal"]]])
    } sound: {
      $0.ingress("web", "shop.local/ Prefix web:80", tls: [["hosts": ["*.local"]]])
    },
  ]
}
