import Routing
import TestSupport
import Topology

extension FaultFixture {
  private static func nginx(_ name: String) -> String { "nginx.ingress.kubernetes.io/\(name)" }

  /// A fixture of annotations on an Ingress of nginx, with a near miss.
  private static func annotated(
    _ id: String, _ broken: [String: String], path: String = "/api Prefix",
    _ sound: [String: String], soundPath: String? = nil
  ) -> FaultFixture {
    FaultFixture(id, "ingress/shop/web") {
      $0.nginx()
      $0.ingress("web", annotations: broken, "shop.local\(path) web:80")
    } sound: {
      $0.nginx()
      $0.ingress("web", annotations: sound, "shop.local\(soundPath ?? path) web:80")
    }
  }

  private static let rewrite = "ingress-rewrite-without-capture"
  private static let target = nginx("rewrite-target")
  private static let ambiguous = "ingress-implementation-specific-ambiguous"
  private static let mismatch = "ingress-backend-protocol-mismatch"

  /// A Service `web` with this port, behind an Ingress of nginx.
  private static func behindNginx(
    _ port: String, _ number: Int, _ target: PortReference, _ spoken: String? = nil
  ) -> @Sendable (inout SmallCluster) -> Void {
    {
      $0.nginx()
      $0.service("web") { $0.ports = [Service.Port(name: port, number: number, target: target)] }
      $0.ingress(
        "web", annotations: spoken.map { [nginx("backend-protocol"): $0] } ?? [:],
        "shop.local/ Prefix web:\(number)")
    }
  }

  /// A Service `web` that has port 53 for these protocols, behind an Ingress of nginx.
  private static func behindDNS(
    _ transports: TransportProtocol...
  ) -> @Sendable (inout SmallCluster) -> Void {
    {
      $0.nginx()
      $0.service("web") {
        $0.ports = transports.map {
          Service.Port(
            name: "dns-\($0.rawValue.lowercased())", number: 53, target: .number(53),
            transport: $0)
        }
      }
      $0.ingress("web", "shop.local/ Prefix web:53")
    }
  }

  static let ingressAnnotations: [FaultFixture] = [
    annotated(
      "ingress-annotation-other-controller", ["nginx.org/rewrites": "x"],
      [nginx("ssl-redirect"): "true", "cert-manager.io/issuer": "x"]),
    FaultFixture("ingress-annotation-other-controller", "ingress/shop/web") {
      $0.ingressClass("traefik", traefikController)
      $0.ingress(
        "web", annotations: traefik.merging([nginx("ssl-redirect"): "true"]) { $1 },
        "shop.local/ Prefix web:80")
    } sound: {
      // Nobody knows what this controller reads.
      $0.ingressClass("traefik", "example.com/edge")
      $0.ingress(
        "web", annotations: traefik.merging([nginx("ssl-redirect"): "true"]) { $1 },
        "shop.local/ Prefix web:80")
    },
    annotated(
      "ingress-annotation-removed-or-denied", [nginx("secure-backends"): "true"],
      [nginx("secure-backends"): "false", nginx("backend-protocol"): "HTTP"]),
    annotated(
      "ingress-annotation-removed-or-denied", [nginx("configuration-snippet"): "return 200;"],
      [nginx("custom-headers"): "shop/headers"]),
    annotated(
      "ingress-cross-namespace-secret", [nginx("auth-secret"): "other/users"],
      [nginx("auth-secret"): "shop/users", nginx("auth-tls-secret"): "ca"]),
    annotated(rewrite, [target: "/"], [target: "/"], soundPath: "/api Exact"),
    annotated(
      rewrite, [target: "/v1"], [target: "/v1/$2"],
      soundPath: "/api(/|$)(.*) ImplementationSpecific"),
    annotated(
      rewrite, [target: "/$2"], path: "/api(?:/|$)(.*) ImplementationSpecific", [target: "/$1"]),
    annotated(rewrite, [target: "/app"], path: "/ Prefix", [target: "/"]),
    annotated(
      ambiguous, [:], path: "/api ImplementationSpecific", [:],
      soundPath: "/ ImplementationSpecific"),
    annotated(
      ambiguous, [:], path: "/api.* ImplementationSpecific", [nginx("use-regex"): "true"]),
    FaultFixture(mismatch, "ingress/shop/web", broken: behindNginx("https", 443, .number(8443))) {
      $0.add(behindNginx("https", 443, .number(8443), "HTTPS"))
    },
    FaultFixture(mismatch, "ingress/shop/web", broken: behindNginx("", 443, .number(8443))) {
      $0.add(behindNginx("", 443, .number(9000)))
    },
    FaultFixture(
      mismatch, "ingress/shop/web", broken: behindNginx("http", 80, .number(80), "HTTPS")
    ) { $0.add(behindNginx("http", 80, .number(80), "HTTP")) },
    FaultFixture(mismatch, "ingress/shop/web", broken: behindDNS(.udp)) {
      $0.add(behindDNS(.udp, .tcp))
    },
    // TLS ends before a port that keeps its name.
    FaultFixture(mismatch, "ingress/shop/web", broken: behindNginx("web", 443, .name("https"))) {
      $0.add(behindNginx("https", 443, .name("http")))
    },
    FaultFixture(mismatch, "ingress/shop/web", broken: behindNginx("grpc", 50051, .number(50051))) {
      $0.add(behindNginx("grpc-web", 50051, .number(50051)))
    },
    FaultFixture(mismatch, "ingress/shop/web", broken: behindNginx("grpc", 50051, .number(50051))) {
      $0.add(behindNginx("https", 443, .number(8080), "GRPC"))
    },
    FaultFixture("ingress-backend-port-number", "ingress/shop/web") {
      $0.service("web") {
        $0.ports.append(Service.Port(name: "admin", number: 81, target: .number(8081)))
      }
      $0.ingress("web", "shop.local/ Prefix web:80", "shop.local/admin Prefix web:81")
    } sound: {
      $0.service("web") {
        $0.ports.append(Service.Port(name: "admin", number: 81, target: .number(8081)))
      }
      $0.ingress("web", "shop.local/ Prefix web:http", "shop.local/admin Prefix web:admin")
    },
    FaultFixture("ingress-backend-port-number", "ingress/shop/web") {
      $0.service("web") {
        $0.ports.append(Service.Port(name: "admin", number: 81, target: .number(8081)))
      }
      $0.ingress("web", defaultBackend: ["service": ["name": "web", "port": ["number": 81]]])
    } sound: {
      shop(&$0)
    },
  ]
}

extension SmallCluster {
  /// Adds what somebody else builds.
  mutating func add(_ build: (inout SmallCluster) -> Void) { build(&self) }
}
