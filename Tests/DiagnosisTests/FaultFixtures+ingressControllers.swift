import Routing
import TestSupport
import Topology

extension SmallCluster {
  /// Adds an IngressClass.
  mutating func ingressClass(_ name: String, _ controller: String) {
    add(
      .ingressClass,
      ["metadata": ["name": .string(name)], "spec": ["controller": .string(controller)]])
  }

  /// Adds a Deployment that may be a controller.
  mutating func controller(
    _ name: String, in namespace: String, ready: Int = 1, labels: [String: String] = [:]
  ) {
    let labels = labels.isEmpty ? ["app.kubernetes.io/name": name] : labels
    add(
      .workload(
        Workload(
          metadata: Metadata(name: name, namespace: namespace), kind: .deployment, replicas: 1,
          readyReplicas: ready, selector: LabelSelector(labels: labels), templateLabels: labels)))
  }
}

extension FaultFixture {
  static let traefik = [IngressClasses.legacyAnnotation: "traefik"]
  static let traefikController = "traefik.io/ingress-controller"

  /// An Ingress of nginx with an address in its status, or without.
  private static func waiting(
    created: String, address: String? = nil, class name: String = "nginx"
  ) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": [
        "name": "web", "namespace": "shop", "creationTimestamp": .string(created),
      ],
      "spec": [
        "ingressClassName": .string(name),
        "defaultBackend": ["service": ["name": "web", "port": ["number": 80]]],
      ],
      "status": [
        "loadBalancer": address.map { ["ingress": [["ip": .string($0)]]] } ?? .null
      ],
    ]
  }

  private static let withoutController: @Sendable (inout SmallCluster) -> Void = {
    $0.ingressClass("traefik", traefikController)
    $0.controller("web", in: "shop")
    $0.ingress("web", annotations: traefik, "shop.local/ Prefix web:80")
  }

  private static let withoutAddress: @Sendable (inout SmallCluster) -> Void = {
    $0.nginx()
    $0.controller("ingress-nginx-controller", in: "ingress-nginx")
    $0.add(.ingress, waiting(created: "2026-05-31T00:00:00Z"))
  }

  static let ingressControllers: [FaultFixture] = [
    FaultFixture(
      "ingress-class-no-controller", "ingressclass/traefik", broken: withoutController
    ) {
      $0.ingressClass("traefik", traefikController)
      $0.controller("edge", in: "edge", labels: ["app.kubernetes.io/name": "traefik"])
      $0.ingress("web", annotations: traefik, "shop.local/ Prefix web:80")
    },
    // Nobody names the class.
    FaultFixture(
      "ingress-class-no-controller", "ingressclass/traefik", broken: withoutController
    ) {
      $0.nginx()
      $0.ingressClass("traefik", traefikController)
      $0.ingress("web", "shop.local/ Prefix web:80")
    },
    // Nobody knows who would serve it.
    FaultFixture(
      "ingress-class-no-controller", "ingressclass/traefik", broken: withoutController
    ) {
      $0.ingressClass("traefik", "example.com/edge")
      $0.ingress("web", annotations: traefik, "shop.local/ Prefix web:80")
    },
    // It may run elsewhere, since somebody has written an address.
    FaultFixture(
      "ingress-class-no-controller", "ingressclass/traefik", broken: withoutController
    ) {
      $0.ingressClass("traefik", traefikController)
      $0.add(.ingress, waiting(created: "", address: "192.0.2.1", class: "traefik"))
    },
    // The playground's own proxy serves this one.
    FaultFixture(
      "ingress-class-no-controller", "ingressclass/traefik", broken: withoutController, sound: shop),
    FaultFixture("ingress-controller-down", "ingressclass/traefik") {
      $0.ingressClass("traefik", traefikController)
      $0.controller("traefik", in: "kube-system", ready: 0)
      $0.ingress("web", annotations: traefik, "shop.local/ Prefix web:80")
    } sound: {
      $0.ingressClass("traefik", traefikController)
      $0.controller("traefik", in: "kube-system", ready: 0)
      $0.controller("traefik-b", in: "other")
      $0.ingress("web", annotations: traefik, "shop.local/ Prefix web:80")
    },
    FaultFixture("ingress-no-address", "ingress/shop/web", broken: withoutAddress) {
      $0.nginx()
      $0.controller("ingress-nginx-controller", in: "ingress-nginx")
      $0.add(.ingress, waiting(created: "2026-05-31T00:00:00Z", address: "192.0.2.1"))
    },
    // The controller still has time.
    FaultFixture("ingress-no-address", "ingress/shop/web", broken: withoutAddress) {
      $0.nginx()
      $0.controller("ingress-nginx-controller", in: "ingress-nginx")
      $0.add(.ingress, waiting(created: "2026-05-31T23:59:00Z"))
    },
    // Traefik may serve the class of ingress-nginx, and need not write addresses.
    FaultFixture("ingress-no-address", "ingress/shop/web", broken: withoutAddress) {
      $0.nginx()
      $0.controller("traefik", in: "traefik")
      $0.add(.ingress, waiting(created: "2026-05-31T00:00:00Z"))
    },
    FaultFixture("ingress-no-address", "ingress/shop/web", broken: withoutController) {
      $0.ingressClass("traefik", traefikController)
      $0.controller("traefik", in: "traefik")
      $0.ingress("web", annotations: traefik, "shop.local/ Prefix web:80")
    },
  ]
}
