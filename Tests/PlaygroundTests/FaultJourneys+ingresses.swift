import Diagnosis
import Topology

extension FaultJourney {
  /// Who serves an Ingress, and what its paths lead to.
  static let ingresses = classes + backends

  private static let defaultClass = "ingressclass.kubernetes.io/is-default-class"

  private static let classes = [
    FaultJourney(
      "ingress-class-not-found", of: "Ingress/web", at: .listener, .status(404), mend: .remedy
    ) { _ in
      [.ingress(["ingressClassName": "ngnix"])]
    },
    FaultJourney(
      "ingress-no-class", of: "Ingress/web", at: .listener, .status(404), mend: .remedy
    ) { _ in
      [
        .patch(.ingressClass, "nginx", ["metadata": ["annotations": [defaultClass: "false"]]]),
        .ingress(["ingressClassName": .null]),
      ]
    },
    FaultJourney(
      "ingress-class-no-controller", of: "IngressClass/other", at: .listener, .status(404)
    ) { _ in
      [
        .ingressClass("other", "projectcontour.io/ingress-controller"),
        .ingress(["ingressClassName": "other"]),
      ]
    },
    FaultJourney(
      "ingress-multiple-default-classes", of: "IngressClass/nginx", at: nil, .status(200)
    ) { _ in
      [.ingressClass("second", "example.com/second", isDefault: true)]
    },
    FaultJourney(
      "ingress-class-annotation-conflict", of: "Ingress/web", at: nil, .status(200), mend: .remedy
    ) { _ in
      [.annotatedIngress("kubernetes.io/ingress.class", "other")]
    },
  ]

  private static let backends = [
    FaultJourney(
      "ingress-backend-service-missing", of: "Ingress/web", at: .service, .status(503),
      mend: .remedy
    ) { shop in
      [.ingress(["rules": shop.rules(backend: JourneyShop.backend("wbe", 80))])]
    },
    FaultJourney(
      "ingress-backend-port-missing", of: "Ingress/web", at: .service, .status(503), mend: .remedy
    ) { shop in
      [.ingress(["rules": shop.rules(backend: JourneyShop.backend("web", 8080))])]
    },
    FaultJourney(
      "ingress-backend-port-missing", of: "Ingress/web", at: .service, .status(503), mend: .remedy
    ) { shop in
      [.ingress(["rules": shop.rules(backend: JourneyShop.backend("web", "htpt"))])]
    },
    FaultJourney(
      "ingress-backend-no-ready-endpoints", of: "Ingress/web", at: .endpoints, .status(503),
      root: "pod-not-ready-probe", mend: .remedy
    ) { _ in
      [.steer("demo/ready", "false")]
    },
    FaultJourney(
      "ingress-backend-no-ready-endpoints", of: "Ingress/web", at: .endpoints, .status(503),
      root: "workload-scaled-to-zero", mend: .remedy
    ) { _ in
      [.scale("web", 0)]
    },
    FaultJourney(
      "ingress-backend-service-missing", of: "Ingress/web", .ingress("/shop"), at: .service,
      .status(503), mend: .remedy
    ) { shop in
      [.ingress(["rules": shop.rules(backend: JourneyShop.backend("webb", 80))])]
    },
    FaultJourney(
      "ingress-default-backend-broken", of: "Ingress/web", .ingress("/other"), at: .service,
      .status(503), root: "ingress-backend-port-missing", mend: .remedy,
      given: { shop in
        [
          .ingress([
            "rules": shop.rules(path: "/shop"),
            "defaultBackend": JourneyShop.backend("web", 80),
          ])
        ]
      },
      breaks: { _ in
        [
          .ingress([
            "defaultBackend": ["service": ["name": "web", "port": ["number": 8080]]]
          ])
        ]
      }),
    FaultJourney(
      "ingress-backend-protocol-mismatch", of: "Ingress/web", at: .service, .status(503)
    ) { _ in
      [.service(["ports": JourneyShop.ports(9090, transport: "UDP")])]
    },
    FaultJourney(
      "ingress-resource-backend-unsupported", of: "Ingress/web", at: .service, .status(503)
    ) { shop in
      let bucket: JSONValue = [
        "resource": ["apiGroup": "example.com", "kind": "Bucket", "name": "static"]
      ]
      return [.ingress(["rules": shop.rules(backend: bucket)])]
    },
    FaultJourney(
      "ingress-default-backend-broken", of: "Ingress/web", .ingress("/other"), at: .service,
      .status(503), root: "ingress-backend-service-missing", mend: .remedy,
      given: { shop in
        [
          .ingress([
            "rules": shop.rules(path: "/shop"),
            "defaultBackend": JourneyShop.backend("web", 80),
          ])
        ]
      },
      breaks: { _ in
        [.ingress(["defaultBackend": JourneyShop.backend("wbe", 80)])]
      }),
  ]
}
