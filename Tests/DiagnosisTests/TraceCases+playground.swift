import Diagnosis
import TestSupport
import Topology

extension TraceCase {
  /// Where the playground does otherwise than a cluster.
  static let playground =
    listening + [
      TraceCase(
        "a node of the playground without endpoint and policy Local", "http://192.0.2.2:30080/",
        .fault, at: .endpoints, root: "etp-local-no-endpoint-on-node", extent: .playground
      ) { cluster in
        cluster.node("node-2", at: "192.0.2.2")
        cluster.service("web") {
          $0.exposure = .nodePort
          $0.ports[0].nodePort = 30_080
          $0.externalTrafficPolicy = .local
        }
        cluster.pods("web", 1, labels: ["app": "web"])
      },
      TraceCase(
        "a class and another one in the annotation", "http://shop.local/", .ok, extent: .playground,
        conflicting),
      TraceCase(
        "a class and another one in the annotation, elsewhere", "http://shop.local/", .fault,
        at: .listener,
        root: "ingress-class-annotation-conflict", conflicting),
      TraceCase(
        "an alias of a headless Service whose pods listen elsewhere", "http://shop.local/", .fault,
        at: .service, status: 502, root: "service-headless-misuse", extent: .playground
      ) { $0.headlessAlias(target: .number(8080)) },
      TraceCase(
        "an alias of a headless Service whose pods listen there", "http://shop.local/", .ok,
        extent: .playground
      ) { $0.headlessAlias(target: .number(80), listening: 80) },
      TraceCase(
        "an alias of a headless Service without ready pods", "http://shop.local/", .fault,
        at: .endpoints, status: 503, root: "pod-not-ready-probe", extent: .playground
      ) { $0.headlessAlias(target: .number(80), listening: 80, ready: 0) },
      TraceCase(
        "an alias of itself", "http://shop.local/", .fault, at: .service, status: 503,
        extent: .playground
      ) { cluster in
        cluster.nginx()
        cluster.service("web") {
          $0.exposure = .externalName
          $0.externalName = "web.shop.svc"
          $0.selector = [:]
        }
        cluster.ingress("web", "shop.local/ Prefix web:80")
      },
      TraceCase(
        "a policy that nobody enforces", "http://shop.local/", .ok, extent: .playground, isolated),
      TraceCase(
        "a policy that may let the controller in", "http://shop.local/", .unknown, at: .policy,
        isolated),
      TraceCase(
        "an alias that is an address", "http://shop.local/", .fault, at: .service, status: 503,
        root: "service-externalname-invalid", extent: .playground
      ) { cluster in
        cluster.nginx()
        cluster.service("web") {
          $0.exposure = .externalName
          $0.externalName = "10.1.2.3"
          $0.selector = [:]
        }
        cluster.ingress("web", "shop.local/ Prefix web:80")
      },
    ]

  /// The playground's pods listen on the ports that they declare.
  private static let listening = [
    TraceCase(
      "a port that no pod of the playground declares", "http://shop.local/", .fault, at: .pod,
      status: 502, root: "service-target-port-not-declared", extent: .playground, undeclared),
    TraceCase(
      "a port that no pod declares, elsewhere", "http://shop.local/", .ok, undeclared),
    TraceCase(
      "a port that no pod of the playground declares, from inside", "http://web.shop.svc/", .fault,
      at: .pod, root: "service-target-port-not-declared", extent: .playground, undeclared),
    TraceCase(
      "a deaf pod", "http://shop.local/", .fault, at: .pod, status: 502, extent: .playground
    ) { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"])
      cluster.deaf("web-1")
      cluster.ingress("web", "shop.local/ Prefix web:80")
    },
    TraceCase(
      "a deaf pod beside one that listens", "http://shop.local/", .degraded, at: .pod,
      extent: .playground
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.deaf("web-9")
    },
  ]

  /// Of the controller's pods nothing is known, so neither whether the policy lets them in.
  private static let isolated: @Sendable (inout SmallCluster) -> Void = { cluster in
    FaultFixture.shop(&cluster)
    cluster.add(
      .networkPolicy,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": ["name": "friends", "namespace": "shop"],
        "spec": [
          "podSelector": [:],
          "ingress": [["from": [["podSelector": ["matchLabels": ["app": "friend"]]]]]],
        ],
      ])
  }

  private static let undeclared: @Sendable (inout SmallCluster) -> Void = { cluster in
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"], target: .number(9999))
    cluster.pods("web", 2, labels: ["app": "web"])
    cluster.ingress("web", "shop.local/ Prefix web:80")
  }

  private static let conflicting: @Sendable (inout SmallCluster) -> Void = { cluster in
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"])
    cluster.pods("web", 2, labels: ["app": "web"])
    cluster.add(
      .ingress,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": [
          "name": "web", "namespace": "shop",
          "annotations": ["kubernetes.io/ingress.class": "other"],
        ],
        "spec": [
          "ingressClassName": "nginx",
          "defaultBackend": ["service": ["name": "web", "port": ["number": 80]]],
        ],
      ])
  }
}

extension SmallCluster {
  /// An Ingress to an ExternalName that stands for a headless Service of two pods.
  fileprivate mutating func headlessAlias(
    target: PortReference, listening number: Int = 8080, ready: Int = 2
  ) {
    nginx()
    service("pods") {
      $0.clusterIP = "None"
      $0.ports = [Service.Port(name: "http", number: 80, target: target)]
      $0.selector = ["app": "web"]
    }
    pods(
      "web", 2, ready: ready, labels: ["app": "web"], ports: [.init(name: "http", number: number)])
    service("web") {
      $0.exposure = .externalName
      $0.externalName = "pods.shop.svc"
      $0.selector = [:]
    }
    ingress("web", "shop.local/ Prefix web:80")
  }

  /// A pod that is told not to listen, and that nobody probes.
  fileprivate mutating func deaf(_ name: String) {
    pod(
      Pod(
        metadata: Metadata(
          name: name, namespace: "shop", uid: name, labels: ["app": "web"],
          annotations: ["demo/listen": "false"]),
        node: "node-1", addresses: ["10.1.9.9"], phase: "Running", isReady: true,
        ports: [Pod.ContainerPort(name: "http", number: 8080)]))
  }
}
