import Diagnosis
import Topology

extension FaultJourney {
  /// What is wrong with a Service.
  static let services = selectors + ports + kinds

  private static let selectors = [
    FaultJourney(
      "service-selector-matches-nothing", of: "Service/web", at: .selector, .status(503),
      mend: .remedy
    ) { _ in
      [.service(["selector": ["app": "wbe"]])]
    },
    FaultJourney(
      "service-selector-matches-nothing", of: "Service/web", .clusterIP(from: nil), at: .selector,
      .refused, mend: .remedy
    ) { _ in
      [.service(["selector": ["tier": "fornt"]])]
    },
    FaultJourney(
      "service-selector-matches-nothing", of: "Service/web", at: .selector, .status(503),
      mend: .remedy
    ) { _ in
      [.service(["selector": ["zone": "a"]])]
    },
    FaultJourney(
      "service-selector-matches-other-namespace", of: "Service/web", at: .selector, .status(503),
      given: { _ in
        let other = JourneyShop(999)
        return [
          .create([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(other.namespace)],
          ]), .create(other.deployment("far", replicas: 1, labels: ["app": "far"])),
        ]
      },
      breaks: { _ in
        [.selecting(app: "far")]
      }),
    FaultJourney(
      "service-selects-foreign-workload", of: "Service/web", at: nil, .status(200),
      given: { [.create($0.deployment("server", labels: component("server")))] },
      breaks: { [.create($0.deployment("worker", labels: component("worker")))] }),
    FaultJourney(
      "service-without-selector-or-endpoints", of: "Service/web", at: .endpoints, .status(503)
    ) { shop in
      var service = shop.service()
      service["spec"]["selector"] = .null
      return [.delete(.service, "web"), .create(service)]
    },
  ]

  private static let ports = [
    FaultJourney(
      "service-target-port-name-missing", of: "Service/web", at: .service, .status(503),
      mend: .remedy
    ) { _ in
      [.service(["ports": JourneyShop.ports("htpt")])]
    },
    FaultJourney(
      "service-target-port-name-missing", of: "Service/web", .clusterIP(from: nil), at: .service,
      .refused, mend: .remedy
    ) { _ in
      [.service(["ports": JourneyShop.ports("frontend")])]
    },
    FaultJourney(
      "service-target-port-protocol-mismatch", of: "Service/web", at: .service, .status(503),
      mend: .remedy
    ) { _ in
      [.service(["ports": JourneyShop.ports("stats")])]
    },
    FaultJourney(
      "service-target-port-not-declared", of: "Service/web", at: .pod, .status(502)
    ) { _ in
      [.service(["ports": JourneyShop.ports(9999)])]
    },
    FaultJourney(
      "service-multi-backend-port-skew", of: "Service/web", at: .service, .status(200)
    ) { shop in
      [
        .create(
          shop.deployment(
            "other", labels: labels(of: "other"),
            ports: [["name": "grpc", "containerPort": 8080]]))
      ]
    },
    FaultJourney(
      "url-port-not-exposed", of: "Service/web", .clusterIP(from: nil), at: .service, .refused
    ) { _ in
      [.service(["ports": JourneyShop.ports(port: 81)])]
    },
  ]

  private static let kinds = [
    FaultJourney(
      "service-headless-misuse", of: "Service/web", .name, at: .service, .refused
    ) { shop in
      let service = shop.service(["clusterIP": "None", "ports": JourneyShop.ports(8080)])
      return [.delete(.service, "web"), .create(service)]
    },
    FaultJourney(
      "service-externalname-invalid", of: "Service/web", at: .service, .status(503)
    ) { shop in
      let service = shop.service(["type": "ExternalName", "externalName": "10.1.2.3"])
      return [.delete(.service, "web"), .create(service)]
    },
    FaultJourney(
      "service-ip-family-mismatch", of: "Service/web", at: .endpoints, .status(503)
    ) { shop in
      let service = shop.service(["ipFamilies": ["IPv6"]])
      return [.delete(.service, "web"), .create(service)]
    },
    FaultJourney("dns-service-unknown", of: "Service/web", .name, at: .dns, .noName) { _ in
      [.delete(.service, "web")]
    },
    FaultJourney(
      "endpointslice-port-name-mismatch", of: "Service/web", at: .endpoints, .status(503),
      mend: .remedy,
      given: { shop in
        var service = shop.service()
        service["spec"]["selector"] = .null
        return [.delete(.service, "web"), .create(service), .create(slice(of: shop))]
      },
      breaks: { _ in
        [.patch(.endpointSlice, "by-hand", ["ports": [["name": "web", "port": 8080]]])]
      }),
  ]

  /// Labels that the Service of a shop selects, and one more.
  private static func labels(of part: String) -> [String: String] {
    JourneyShop.labels.merging(["part": part]) { $1 }
  }

  /// The same, where the one more is what is recommended for a part of an application.
  private static func component(_ name: String) -> [String: String] {
    JourneyShop.labels.merging(["app.kubernetes.io/component": name]) { $1 }
  }

  /// A slice that somebody keeps up by hand.
  private static func slice(of shop: JourneyShop) -> JSONValue {
    var metadata = shop.metadata("by-hand")
    metadata["labels"] = [EndpointSlice.serviceLabel: "web"]
    return [
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": metadata,
      "addressType": "IPv4", "ports": [["name": "http", "port": 8080]],
      "endpoints": .array(shop.pods.flatMap(\.addresses).map { ["addresses": [.string($0)]] }),
    ]
  }
}
