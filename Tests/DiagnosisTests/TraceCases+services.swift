import Diagnosis
import Routing
import TestSupport
import Topology

extension TraceCase {
  static let services = [
    TraceCase(
      "a backend that does not exist", "http://shop.local/", .fault, at: .service, status: 503,
      root: "ingress-backend-service-missing"
    ) { cluster in
      cluster.nginx()
      cluster.ingress("web", "shop.local/ Prefix none:80")
    },
    TraceCase(
      "a backend port that does not exist", "http://shop.local/", .fault, at: .service, status: 503,
      root: "ingress-backend-port-missing"
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.ingress("web", "shop.local/ Prefix web:81")
    },
    TraceCase(
      "a port that the Service has not", "http://web:8080/ --from pod/client-1", .fault,
      at: .service,
      root: "url-port-not-exposed"
    ) { $0.clients() },
    TraceCase(
      "a named target port that no pod has", "http://shop.local/", .fault, at: .service,
      status: 503, root: "service-target-port-name-missing"
    ) { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"], target: .name("web"))
      cluster.pods("web", 2, labels: ["app": "web"])
      cluster.ingress("web", "shop.local/ Prefix web:80")
    },
    TraceCase(
      "a selector that matches nothing", "http://shop.local/", .fault, at: .selector, status: 503,
      root: "service-selector-matches-nothing"
    ) { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"])
      cluster.ingress("web", "shop.local/ Prefix web:80")
    },
    TraceCase(
      "a selector that matches nothing, from inside", "service/web", .fault, at: .selector,
      root: "service-selector-matches-nothing"
    ) { $0.service("web", selector: ["app": "web"]) },
    TraceCase(
      "a workload scaled to zero", "service/web", .fault, at: .endpoints,
      root: "workload-scaled-to-zero"
    ) { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.deployment("web", replicas: 0, ready: 0, labels: ["app": "web"])
    },
    TraceCase(
      "pods that are not ready", "http://shop.local/", .fault, at: .endpoints, status: 503,
      root: "pod-not-ready-probe"
    ) { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 2, ready: 0, labels: ["app": "web"])
      cluster.ingress("web", "shop.local/ Prefix web:80")
    },
    TraceCase(
      "some pods that are not ready", "service/web", .degraded, at: .endpoints,
      root: "pod-not-ready-probe"
    ) { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 2, ready: 1, labels: ["app": "web"])
    },
    TraceCase(
      "slices made by hand that are missing", "service/web", .fault, at: .endpoints,
      root: "service-without-selector-or-endpoints"
    ) { $0.service("web", selector: [:]) },
    TraceCase(
      "a node without endpoint and internal policy Local", "http://web/ --from pod/client-1",
      .fault,
      at: .endpoints, root: "itp-local-no-endpoint-on-node"
    ) { cluster in
      cluster.service("web") { $0.internalTrafficPolicy = .local }
      cluster.pod("client-1", app: "client", node: "node-3", isReady: true)
      cluster.pods("web", 1, labels: ["app": "web"])
    },
    TraceCase(
      "a pod that calls itself", "http://web/ --from pod/web-1", .degraded, at: .endpoints,
      root: "endpoint-hairpin"
    ) { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 1, labels: ["app": "web"])
    },
    TraceCase(
      "a canary that nobody answers", "http://shop.local/", .degraded, at: .selector,
      root: "service-selector-matches-nothing"
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.service("next", selector: ["app": "next"])
      cluster.ingress(
        "canary", annotations: [Canary.annotation(""): "true", Canary.annotation("weight"): "10"],
        "shop.local/ Prefix next:80")
    },
    TraceCase("a headless Service", "http://db:5432/ --from pod/client-1", .ok) { cluster in
      cluster.clients()
      cluster.headless(port: 5432, target: 5432)
    },
    TraceCase(
      "a headless Service that translates ports", "http://db:5432/ --from pod/client-1", .fault,
      at: .service, root: "service-headless-misuse"
    ) { cluster in
      cluster.clients()
      cluster.headless(port: 5432, target: 8080)
    },
    TraceCase(
      "an alias of another Service", "http://alias/ --from pod/client-1", .ok
    ) { cluster in
      cluster.clients()
      cluster.alias("web.shop.svc.cluster.local")
    },
    TraceCase(
      "an alias that leads out", "http://alias/ --from pod/client-1", .unknown, at: .service
    ) { cluster in
      cluster.clients()
      cluster.alias("db.example.com")
    },
    TraceCase(
      "an alias that leads out of the playground", "http://shop.local/", .fault, at: .service,
      status: 503, extent: .playground
    ) { cluster in
      cluster.nginx()
      cluster.alias("db.example.com")
      cluster.ingress("web", "shop.local/ Prefix alias:80")
    },
    TraceCase(
      "all weight on a canary that does not exist", "http://shop.local/", .fault, at: .service,
      status: 503, root: "ingress-backend-service-missing"
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.ingress(
        "canary",
        annotations: [
          Canary.annotation(""): "true", Canary.annotation("weight"): "100",
          Canary.annotation("by-header"): "x",
        ], "shop.local/ Prefix none:80")
    },
    TraceCase("a pod of a Deployment that asks", "http://web/ --from deployment/app", .ok) {
      cluster in
      FaultFixture.shop(&cluster)
      cluster.deployment("app", replicas: 1, ready: 0, labels: ["app": "app"])
    },
  ]

  static let policies = [
    TraceCase(
      "a client that a policy keeps out", "http://web/ --from pod/client-1", .fault, at: .policy,
      root: "netpol-blocks-ingress"
    ) { cluster in
      cluster.clients()
      cluster.policy(admitting: [["from": [["podSelector": ["matchLabels": ["app": "x"]]]]]])
    },
    TraceCase("a client that a policy lets in", "http://web/ --from pod/client-1", .ok) { cluster in
      cluster.clients()
      cluster.policy(admitting: [["from": [["podSelector": ["matchLabels": ["app": "client"]]]]]])
    },
    TraceCase(
      "a client that may not go out", "http://web/ --from pod/client-1", .fault, at: .policy,
      root: "netpol-blocks-egress"
    ) { cluster in
      cluster.clients()
      cluster.policy(
        "out",
        [
          "podSelector": ["matchLabels": ["app": "client"]], "policyTypes": ["Egress"],
          "egress": [["ports": [["port": 81]]]],
        ])
    },
    TraceCase(
      "a client that may not ask the DNS", "http://web/ --from pod/client-1", .fault, at: .dns,
      root: "netpol-blocks-dns"
    ) { cluster in
      cluster.clients()
      cluster.dns()
      cluster.policy(
        "out",
        [
          "podSelector": ["matchLabels": ["app": "client"]], "policyTypes": ["Egress"],
          "egress": [["ports": [["port": 8080]]]],
        ])
    },
    TraceCase(
      "a policy that lets nobody in", "http://shop.local/", .fault, at: .policy, status: 504,
      root: "netpol-blocks-ingress-controller"
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.policy(admitting: [])
    },
    TraceCase(
      "a policy that nobody enforces", "http://shop.local/", .degraded, at: .policy,
      root: "netpol-blocks-ingress-controller", extent: .playground
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.policy(admitting: [])
    },
    TraceCase(
      "a policy about a controller that is not known", "http://shop.local/", .unknown, at: .policy
    ) { cluster in
      FaultFixture.shop(&cluster)
      cluster.policy(
        admitting: [["from": [["namespaceSelector": ["matchLabels": ["a": "b"]]]]]])
    },
  ]

  static let unknowns = [
    TraceCase(
      "Services that may not be read", "service/none", .unknown, at: .dns, unreadable: ["Service"]),
    TraceCase(
      "slices that may not be read", "service/web", .unknown, at: .endpoints,
      unreadable: ["EndpointSlice"]
    ) { $0.service("web", selector: [:]) },
    TraceCase(
      "policies that may not be read", "service/web", .unknown, at: .policy,
      unreadable: ["NetworkPolicy"]),
    TraceCase(
      "Ingresses that may not be read", "http://other.local/", .unknown, at: .route,
      unreadable: ["Ingress"]),
    TraceCase(
      "a namespace alone", "http://other.local/", .unknown, at: .route, extent: .namespace),
    TraceCase("a client that does not exist", "http://web/ --from pod/none", .unknown, at: .dns),
    TraceCase(
      "a rule of Traefik that is not evaluated", "http://shop.local/", .unknown, at: .route
    ) { cluster in
      cluster.webPod()
      cluster.add(
        .ingressRoute,
        [
          "apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute",
          "metadata": ["name": "web", "namespace": "shop"],
          "spec": [
            "routes": [
              [
                "match": "HostRegexp(`(.+)+`)", "kind": "Rule",
                "services": [["name": "web", "port": 80]],
              ]
            ]
          ],
        ])
    },
  ]
}

extension SmallCluster {
  /// Adds the headless Service `db` with one pod.
  mutating func headless(port: Int, target: Int) {
    service(
      Service(
        metadata: Metadata(name: "db", namespace: "shop"), clusterIP: "None",
        ports: [Service.Port(name: "sql", number: port, target: .number(target))],
        selector: ["app": "db"]))
    pods("db", 1, labels: ["app": "db"], ports: [.init(name: "sql", number: target)])
  }

  /// Adds the ExternalName `alias`.
  mutating func alias(_ name: String) {
    service(
      Service(
        metadata: Metadata(name: "alias", namespace: "shop"), exposure: .externalName,
        externalName: name))
  }
}
