import Diagnosis
import Topology

extension FaultJourney {
  /// What is wrong with the pods behind a Service.
  static let pods = counts + readiness + starts

  private static let counts = [
    FaultJourney(
      "workload-scaled-to-zero", of: "Deployment/web", at: .endpoints, .status(503), mend: .remedy
    ) { _ in
      [.scale("web", 0)]
    },
    FaultJourney(
      "endpoints-missing", of: "Service/web", at: .endpoints, .status(503),
      root: "workload-scaled-to-zero", mend: .remedy
    ) { _ in
      [.scale("web", 0)]
    },
    FaultJourney(
      "workload-scaled-to-zero", of: "Deployment/web", .clusterIP(from: nil), at: .endpoints,
      .refused, mend: .remedy
    ) { _ in
      [.scale("web", 0)]
    },
    FaultJourney("service-single-endpoint", of: "Service/web", at: nil, .status(200)) { _ in
      [.scale("web", 1)]
    },
  ]

  private static let readiness = [
    FaultJourney(
      "endpoints-none-ready", of: "Service/web", at: .endpoints, .status(503),
      root: "pod-not-ready-probe", mend: .remedy
    ) { _ in
      [.steer("demo/ready", "false")]
    },
    FaultJourney(
      "endpoints-some-not-ready", of: "Service/web", at: .endpoints, .status(200), mend: .remedy
    ) { _ in
      [.steer("demo/ready", "false", onlyFirst: true)]
    },
    FaultJourney(
      "pod-not-ready-probe", of: "Pod/web-*", at: .endpoints, .status(503), mend: .remedy,
      patience: 2,
      given: { _ in
        [
          .readiness([
            "httpGet": ["path": "/ready", "port": "http"], "periodSeconds": 1,
            "failureThreshold": 1,
          ])
        ]
      },
      breaks: { _ in
        [.steer("demo/listen", "false")]
      }),
    FaultJourney(
      "workload-unavailable", of: "Deployment/web", at: .endpoints, .status(503),
      root: "pod-not-ready-probe", mend: .remedy
    ) { _ in
      [.steer("demo/ready", "false")]
    },
    FaultJourney(
      "service-publish-not-ready", of: "Service/web", at: nil, .status(200), mend: .remedy
    ) { _ in
      [.service(["publishNotReadyAddresses": true])]
    },
  ]

  private static let starts = [
    FaultJourney(
      "probe-named-port-missing", of: "Deployment/web", at: .endpoints, .status(503), mend: .remedy
    ) { _ in
      [.readiness(["tcpSocket": ["port": "nope"]])]
    },
    FaultJourney(
      "probe-named-port-missing", of: "Deployment/web", at: .endpoints, .status(503),
      mend: .remedy
    ) { _ in
      [.readiness(["httpGet": ["path": "/", "port": "htpt"]])]
    },
    FaultJourney("pod-readiness-gate", of: "Pod/web-*", at: .endpoints, .status(503)) { _ in
      [.template(["readinessGates": [["conditionType": "example.com/open"]]])]
    },
    FaultJourney("pod-unschedulable", of: "Pod/web-*", at: .endpoints, .status(503)) { _ in
      [.template(["nodeSelector": ["disk": "none"]])]
    },
  ]
}
