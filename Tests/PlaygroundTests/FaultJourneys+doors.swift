import Diagnosis
import Topology

extension FaultJourney {
  /// What depends on where the client is, and by which door it comes in.
  static let doors = [
    FaultJourney(
      "itp-local-no-endpoint-on-node", of: "Service/web", .clusterIP(from: "client"),
      at: .endpoints, .refused, mend: .remedy,
      given: { [.pinned(to: 1), .create($0.client(on: 2))] },
      breaks: { _ in
        [.service(["internalTrafficPolicy": "Local"])]
      }),
    FaultJourney(
      "etp-local-no-endpoint-on-node", of: "Service/web", .nodePort(node: 2), at: .endpoints,
      .refused, mend: .remedy, given: { _ in [.pinned(to: 1), .service(["type": "NodePort"])] },
      breaks: { _ in
        [.service(["externalTrafficPolicy": "Local"])]
      }),
    FaultJourney(
      "endpoint-hairpin", of: "Service/web", .clusterIP(from: "client"), at: .endpoints,
      .status(200), given: { [.create($0.client(on: 2))] },
      breaks: { _ in
        [.selecting(app: "client")]
      }),
    FaultJourney(
      "service-session-affinity-sticky", of: "Service/web", .clusterIP(from: nil), at: nil,
      .status(200), mend: .remedy
    ) { _ in
      [.service(["sessionAffinity": "ClientIP"])]
    },
    FaultJourney(
      "nodeport-exposed", of: "Service/web", .clusterIP(from: nil), at: nil, .status(200)
    ) { _ in
      [.service(["type": "NodePort"])]
    },
    FaultJourney(
      "lb-cost", of: "Service/web", .clusterIP(from: nil), at: nil, .status(200)
    ) { _ in
      [.service(["type": "LoadBalancer"])]
    },
  ]
}
