import Diagnosis
import Topology

extension FaultJourney {
  /// What a client of https meets.
  static let certificates = [
    FaultJourney(
      "url-scheme-has-no-listener", of: "Ingress/web", .https(isVerifying: true), at: .tls,
      .untrusted, given: secured,
      breaks: { _ in
        [.ingress(["tls": .null])]
      }),
    FaultJourney(
      "ingress-tls-secret-missing", of: "Ingress/web", .https(isVerifying: false), at: .tls,
      .status(200), mend: .remedy, given: supplied,
      breaks: { shop in
        [.ingress(["tls": shop.tls("gone")])]
      }),
    FaultJourney(
      "ingress-tls-secret-malformed", of: "Ingress/web", .https(isVerifying: false), at: .tls,
      .status(200), mend: .remedy, given: supplied,
      breaks: { shop in
        [
          .create(shop.secret("odd", ["tls.crt": "bm90aGluZw==", "tls.key": "bm90aGluZw=="])),
          .ingress(["tls": shop.tls("odd")]),
        ]
      }),
    FaultJourney(
      "ingress-tls-cert-expired", of: "Ingress/web", .https(isVerifying: false), at: .tls,
      .status(200), mend: .remedy, given: supplied,
      breaks: { shop in
        [
          .create(shop.secret("old", shop.identities[.expired] ?? [:])),
          .ingress(["tls": shop.tls("old")]),
        ]
      }),
    FaultJourney(
      "ingress-tls-cert-wrong-host", of: "Ingress/web", .https(isVerifying: false), at: .tls,
      .status(200), mend: .remedy, given: supplied,
      breaks: { shop in
        [
          .create(shop.secret("foreign", shop.identities[.ofOtherHost] ?? [:])),
          .ingress(["tls": shop.tls("foreign")]),
        ]
      }),
    FaultJourney(
      "ingress-tls-host-not-in-rules", of: "Ingress/web", .https(isVerifying: true), at: nil,
      .status(200), given: secured,
      breaks: { shop in
        [.ingress(["tls": shop.tls(hosts: [shop.host, "x.\(shop.host)"])])]
      }),
  ]

  private static let secured: Edits = { [.ingress(["tls": $0.tls()])] }

  /// The same with a Secret at hand that is good for the host.
  private static let supplied: Edits = { shop in
    [
      .create(shop.secret("good", shop.identities[.good] ?? [:])),
      .ingress(["tls": shop.tls()]),
    ]
  }
}
