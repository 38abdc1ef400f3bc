import Diagnosis
import Topology

extension FaultJourney {
  /// Hosts, paths, canaries and annotations of Ingresses.
  static let rules = hosts + paths + others

  private static let hosts = [
    FaultJourney("url-host-not-served", of: "Ingress/web", at: .route, .status(404)) { shop in
      [.ingress(["rules": shop.rules(host: "\(shop.namespace)x.test")])]
    },
    FaultJourney("ingress-wildcard-depth", of: "Ingress/web", at: .route, .status(404)) { shop in
      [.ingress(["rules": shop.rules(host: "*.\(shop.host)")])]
    },
  ]

  private static let paths = [
    FaultJourney(
      "url-path-not-matched", of: "Ingress/web", .ingress("/shop/"), at: .route, .status(404),
      mend: .remedy
    ) { shop in
      [.ingress(["rules": shop.rules(path: "/shop", "Exact")])]
    },
    FaultJourney(
      "url-path-not-matched", of: "Ingress/web", .ingress("/shop"), at: .route, .status(404)
    ) { shop in
      [.ingress(["rules": shop.rules(path: "/Shop")])]
    },
    FaultJourney(
      "url-path-not-matched", of: "Ingress/web", .ingress("/shopping"), at: .route, .status(404)
    ) { shop in
      [.ingress(["rules": shop.rules(path: "/shop/")])]
    },
    FaultJourney(
      "ingress-path-regex-in-prefix", of: "Ingress/web", .ingress("/shop"), at: .route,
      .status(404), root: "url-path-not-matched"
    ) { shop in
      [.ingress(["rules": shop.rules(path: "/shop(/|$)")])]
    },
    FaultJourney(
      "ingress-implementation-specific-ambiguous", of: "Ingress/web", .ingress("/shop/x"), at: nil,
      .status(200), mend: .remedy
    ) { shop in
      [.ingress(["rules": shop.rules(path: "/shop", "ImplementationSpecific")])]
    },
  ]

  private static let nginx = "nginx.ingress.kubernetes.io/"

  private static let others = [
    FaultJourney(
      "ingress-canary-without-primary", of: "Ingress/web", at: .route, .status(404),
      root: "url-host-not-served"
    ) { _ in
      [.annotatedIngress(nginx + "canary", "true")]
    },
    FaultJourney("ingress-duplicate-host-path", of: "Ingress/web-again", at: nil, .status(200)) {
      shop in
      [.create(shop.ingress("web-again"))]
    },
    FaultJourney(
      "ingress-cross-namespace-secret", of: "Ingress/web", at: nil, .status(200)
    ) { _ in
      [.annotatedIngress(nginx + "auth-secret", "elsewhere/users")]
    },
    FaultJourney(
      "ingress-annotation-removed-or-denied", of: "Ingress/web", at: nil, .status(200)
    ) { _ in
      [.annotatedIngress(nginx + "secure-backends", "true")]
    },
    FaultJourney(
      "ingress-annotation-removed-or-denied", of: "Ingress/web", at: nil, .status(200),
      mend: .remedy
    ) { _ in
      [.annotatedIngress(nginx + "add-base-url", "true")]
    },
    FaultJourney(
      "ingress-annotation-removed-or-denied", of: "Ingress/web", at: nil, .status(200),
      mend: .remedy
    ) { _ in
      [.annotatedIngress(nginx + "session-cookie-hash", "sha1")]
    },
    FaultJourney(
      "ingress-rewrite-without-capture", of: "Ingress/web", at: nil, .status(200)
    ) { _ in
      [.annotatedIngress(nginx + "rewrite-target", "/shop")]
    },
  ]
}
