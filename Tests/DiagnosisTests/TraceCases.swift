import Diagnosis
import Routing
import TestSupport
import Topology

extension TraceCase {
  static let all = names + rules + services + policies + systems + unknowns + gateways + playground

  /// The faults of requests that the cases show, each as the reason why one does not arrive.
  static let roots = Set(all.compactMap(\.root)).intersection(TraceFaults.reports.map(\.id))

  /// A route with a canary to the Service `next`, of whose two pods one is ready.
  static func canary(weight: Int = 10, annotations: [String: String]? = nil) -> Inventory {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"])
    cluster.service("next", selector: ["app": "next"])
    cluster.pods("web", 2, labels: ["app": "web"])
    cluster.pods("next", 2, ready: 1, labels: ["app": "next"])
    cluster.ingress("web", "shop.local/ Prefix web:80")
    cluster.ingress(
      "canary",
      annotations: annotations ?? [
        Canary.annotation(""): "true", Canary.annotation("weight"): "\(weight)",
      ], "shop.local/ Prefix next:80")
    return cluster.inventory
  }

  private static let names = [
    TraceCase("a Service by its short name", "http://web/ --from pod/client-1", .ok) {
      $0.clients()
    },
    TraceCase("a Service by its full name", "http://web.shop.svc.cluster.local/", .ok) {
      $0.clients()
    },
    TraceCase("a Service with its namespace", "http://web.shop/ --from pod/ops/probe", .ok) {
      $0.clients()
    },
    TraceCase("a Service by its name alone", "service/web:http", .ok),
    TraceCase(
      "a short name of another namespace", "http://web/ --from pod/ops/probe", .fault, at: .dns,
      root: "dns-short-name-cross-namespace"
    ) { $0.clients() },
    TraceCase(
      "a name that nobody has", "http://wev/ --from pod/client-1", .fault, at: .dns,
      root: "dns-service-unknown"
    ) { $0.clients() },
    TraceCase(
      "a full name that nobody has", "http://web.ops.svc/ --from pod/client-1", .fault, at: .dns,
      root: "dns-service-unknown"
    ) { $0.clients() },
    TraceCase(
      "a Service that does not exist", "service/shop/none", .fault, at: .dns,
      root: "dns-service-unknown"),
    TraceCase(
      "a ClusterIP from outside", "service/web --from outside", .fault, at: .dns,
      root: "url-port-not-exposed"),
    TraceCase(
      "a cluster IP from outside", "http://10.0.0.1/", .fault, at: .dns,
      root: "url-port-not-exposed"),
    TraceCase("a cluster IP from inside", "http://10.0.0.1/ --from inside", .ok),
    TraceCase("a node port", "http://192.0.2.1:30080/", .ok) { cluster in
      cluster.node("node-1", at: "192.0.2.1")
      cluster.service("web") {
        $0.exposure = .nodePort
        $0.ports[0].nodePort = 30_080
      }
      cluster.pods("web", 2, labels: ["app": "web"])
    },
    TraceCase(
      "a node port that no Service has", "http://192.0.2.1:30081/", .fault, at: .dns,
      root: "url-port-not-exposed"
    ) { $0.node("node-1", at: "192.0.2.1") },
    TraceCase(
      "a node without endpoint and policy Local", "http://192.0.2.2:30080/", .fault,
      at: .endpoints, root: "etp-local-no-endpoint-on-node"
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
      "a client outside of the source ranges", "http://198.51.100.7/ --from outside/192.0.2.9",
      .fault, at: .listener, root: "lb-source-ranges-exclude-client", balancer),
    TraceCase(
      "a client within the source ranges", "http://198.51.100.7/ --from outside/203.0.113.5", .ok,
      balancer),
    TraceCase(
      "a client of unknown address", "http://198.51.100.7/", .unknown, at: .listener, balancer),
    TraceCase(
      "a port that the balancer has not", "http://198.51.100.7:81/ --from outside/203.0.113.5",
      .fault, at: .service, root: "url-port-not-exposed", balancer),
  ]

  private static let balancer: @Sendable (inout SmallCluster) -> Void = { cluster in
    cluster.service("web") {
      $0.exposure = .loadBalancer
      $0.loadBalancerAddresses = ["198.51.100.7"]
      $0.balancer.sourceRanges = ["203.0.113.0/24"]
    }
    cluster.pods("web", 2, labels: ["app": "web"])
  }

  private static let rules = [
    TraceCase("a host and path that are served", "http://shop.local/", .ok),
    TraceCase("a host of the header", "http://192.0.2.77/ -H Host:shop.local:80", .ok),
    TraceCase(
      "a host that nobody serves", "http://shop.locl/", .fault, at: .route, status: 404,
      root: "url-host-not-served"),
    TraceCase(
      "a host where nothing is served", "http://shop.local/", .fault, at: .route, status: 404,
      root: "url-host-not-served"
    ) { $0.nginx() },
    TraceCase(
      "a path that differs in case", "http://shop.local/Pay", .fault, at: .route, status: 404,
      root: "url-path-not-matched"
    ) { cluster in
      cluster.nginx()
      cluster.ingress("web", "shop.local/pay Prefix web:80")
    },
    TraceCase(
      "a wildcard of another depth", "http://a.b.shop.local/", .fault, at: .route, status: 404,
      root: "ingress-wildcard-depth", wildcard),
    TraceCase(
      "a wildcard's own domain", "http://shop.local/", .fault, at: .route, status: 404,
      root: "ingress-wildcard-depth", wildcard),
    TraceCase("a wildcard of the right depth", "http://a.shop.local/", .ok, wildcard),
    TraceCase(
      "https without TLS", "https://shop.local/", .fault, at: .tls,
      root: "url-scheme-has-no-listener"),
    TraceCase("https with the controller's certificate", "https://shop.local/", .ok) { cluster in
      FaultFixture.shop(&cluster)
      cluster.ingress(
        "tls", "shop.local/tls Prefix web:80", tls: [["hosts": ["shop.local"]]])
    },
    TraceCase(
      "https with a Secret that is missing", "https://shop.local/", .degraded, at: .tls,
      root: "ingress-tls-secret-missing"
    ) { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 1, labels: ["app": "web"])
      cluster.ingress(
        "web", "shop.local/ Prefix web:80",
        tls: [["hosts": ["shop.local"], "secretName": "none"]])
    },
    TraceCase(
      "plain HTTP on the port of TLS", "http://shop.local:443/", .fault, at: .listener,
      status: 400, root: "url-scheme-has-no-listener"),
    TraceCase(
      "a port of which nothing is known", "http://shop.local:8080/", .unknown, at: .listener),
    TraceCase(
      "any port of the playground", "http://shop.local:8080/", .ok, extent: .playground),
    TraceCase(
      "a class that does not exist", "http://shop.local/", .fault, at: .listener,
      root: "ingress-class-not-found"
    ) { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 1, labels: ["app": "web"])
      cluster.add(.ingress, Self.ingress(ofClass: "other"))
    },
    TraceCase(
      "a class that the playground does not serve", "http://shop.local/", .fault, at: .listener,
      status: 404, extent: .playground
    ) { cluster in
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 1, labels: ["app": "web"])
      cluster.add(
        .ingressClass, ["metadata": ["name": "other"], "spec": ["controller": "example.com/x"]])
      cluster.add(.ingress, Self.ingress(ofClass: "other"))
    },
    TraceCase(
      "a redirect of ingress-nginx", "http://shop.local/", .ok, status: 308, extent: .cluster
    ) { cluster in
      cluster.nginx()
      cluster.service("web", selector: ["app": "web"])
      cluster.pods("web", 1, labels: ["app": "web"])
      cluster.deployment("ingress-nginx", replicas: 1, ready: 1, labels: ["app": "x"])
      cluster.ingress("web", "shop.local/ Prefix web:80", tls: [["hosts": ["shop.local"]]])
    },
  ]

  private static let wildcard: @Sendable (inout SmallCluster) -> Void = { cluster in
    cluster.nginx()
    cluster.service("web", selector: ["app": "web"])
    cluster.pods("web", 1, labels: ["app": "web"])
    cluster.ingress("web", "*.shop.local/ Prefix web:80")
  }

  private static func ingress(ofClass name: String) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": ["name": "web", "namespace": "shop"],
      "spec": [
        "ingressClassName": .string(name),
        "rules": [
          [
            "host": "shop.local",
            "http": [
              "paths": [
                [
                  "path": "/", "pathType": "Prefix",
                  "backend": ["service": ["name": "web", "port": ["number": 80]]],
                ]
              ]
            ],
          ]
        ],
      ],
    ]
  }
}
