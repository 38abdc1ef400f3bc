import Diagnosis
import Topology

extension FaultJourney {
  /// NetworkPolicies: they are told at their hop, and the playground, which enforces none, lets requests through.
  static let policies = [
    FaultJourney(
      "netpol-blocks-ingress-controller", of: "NetworkPolicy/closed", at: .policy, .status(200)
    ) { shop in
      [.create(shop.policy("closed", ["podSelector": [:], "policyTypes": ["Ingress"]]))]
    },
    FaultJourney(
      "netpol-blocks-ingress", of: "NetworkPolicy/friends", .clusterIP(from: "client"),
      at: .policy, .status(200), given: { [.create($0.client(on: 2))] },
      breaks: { shop in
        [.create(shop.policy("friends", admitting(["app": "friend"])))]
      }),
    FaultJourney(
      "netpol-blocks-egress", of: "NetworkPolicy/kept-in", .clusterIP(from: "client"),
      at: .policy, .status(200), given: { [.create($0.client(on: 2))] },
      breaks: { shop in
        let spec: JSONValue = [
          "podSelector": ["matchLabels": ["app": "client"]], "policyTypes": ["Egress"],
          "egress": [["ports": [["port": 53, "protocol": "UDP"]]]],
        ]
        return [.create(shop.policy("kept-in", spec))]
      }),
    FaultJourney(
      "netpol-uses-service-port", of: "NetworkPolicy/by-service", .clusterIP(from: "client"),
      at: .policy, .status(200), mend: .remedy, given: { [.create($0.client(on: 2))] },
      breaks: { shop in
        [.create(shop.policy("by-service", admitting(["app": "client"], port: 80)))]
      }),
    FaultJourney(
      "netpol-named-port-unmatched", of: "NetworkPolicy/by-name", .clusterIP(from: "client"),
      at: .policy, .status(200), given: { [.create($0.client(on: 2))] },
      breaks: { shop in
        [.create(shop.policy("by-name", admitting(["app": "client"], port: "htpt")))]
      }),
    FaultJourney(
      "netpol-peer-pod-unmatched", of: "NetworkPolicy/typo", .clusterIP(from: "client"),
      at: .policy, .status(200), given: { [.create($0.client(on: 2))] },
      breaks: { shop in
        [.create(shop.policy("typo", admitting(["app": "clinet"])))]
      }),
  ]

  /// Lets pods with some labels in to the shop's pods.
  private static func admitting(_ labels: [String: String], port: JSONValue? = nil) -> JSONValue {
    var rule: JSONValue = ["from": [["podSelector": ["matchLabels": JSONValue(labels)]]]]
    if let port { rule["ports"] = [["port": port]] }
    return [
      "podSelector": ["matchLabels": ["app": "web"]], "policyTypes": ["Ingress"],
      "ingress": [rule],
    ]
  }
}
