import TestSupport
import Topology

/// Settings of Services, load balancers, and what mixes behind a Service.
extension FaultFixture {
  private static let topologyMode = "service.kubernetes.io/topology-mode"

  static let settings: [FaultFixture] = [
    FaultFixture("service-externalname-invalid", "service/shop/web") {
      $0.service("web") { $0.externalName = "web.example.com" }
    } sound: {
      $0.service("web") {
        $0.exposure = .externalName
        $0.externalName = "web.example.com"
        $0.selector = [:]
      }
    },
    FaultFixture("external-ip-ignored-or-deprecated", "service/shop/web") {
      $0.service("web") { $0.externalIPs = ["192.0.2.9"] }
    } sound: {
      $0.service("web") { $0.balancer.wishedAddress = "192.0.2.9" }
    },
    FaultFixture("external-ip-ignored-or-deprecated", "service/shop/web") {
      $0.service("web", target: .number(80)) {
        $0.clusterIP = "None"
        $0.externalIPs = ["192.0.2.9"]
      }
    } sound: {
      $0.service("web", target: .number(80)) { $0.clusterIP = "None" }
    },
    FaultFixture("service-headless-misuse", "service/shop/web") {
      $0.service("web", target: .number(80)) {
        $0.clusterIP = "None"
        $0.affinitySeconds = 10_800
      }
    } sound: {
      $0.service("web") { $0.affinitySeconds = 10_800 }
    },
    FaultFixture("service-headless-misuse", "service/shop/web") {
      $0.service("web", target: .number(80)) {
        $0.clusterIP = "None"
        $0.balancer.wishedAddress = "192.0.2.9"
      }
    } sound: {
      $0.service("web", target: .number(80)) { $0.balancer.wishedAddress = "192.0.2.9" }
    },
    FaultFixture("service-session-affinity-sticky", "service/shop/web") {
      $0.service("web") { $0.affinitySeconds = 10_800 }
    } sound: {
      // What a headless Service ignores explains nothing.
      $0.service("web", target: .number(80)) {
        $0.clusterIP = "None"
        $0.affinitySeconds = 10_800
      }
    },
    FaultFixture("service-traffic-distribution", "service/shop/web") {
      $0.service("web") { $0.trafficDistribution = "SameZone" }
    } sound: {
      $0.service("web") { $0.trafficDistribution = "PreferSameZone" }
    },
    FaultFixture("service-traffic-distribution", "service/shop/web") {
      $0.service("web") {
        $0.trafficDistribution = "PreferSameNode"
        $0.metadata.annotations = [topologyMode: "auto"]
      }
    } sound: {
      $0.service("web") {
        $0.trafficDistribution = "PreferSameNode"
        $0.metadata.annotations = [topologyMode: "Disabled"]
      }
    },
    FaultFixture("service-traffic-distribution", "service/shop/web") {
      $0.service("web") { $0.metadata.annotations = [topologyMode: "AUTO"] }
    } sound: {
      $0.service("web") { $0.metadata.annotations = ["example.com/topology-mode": "AUTO"] }
    },
    FaultFixture("service-traffic-distribution", "service/shop/web") {
      $0.service("web") { $0.trafficDistribution = "PreferClose" }
    } sound: {
      $0.service("web") { _ in }
    },
    FaultFixture("nodeport-exposed", "service/shop/web") {
      $0.service("web") { $0.exposure = .nodePort }
    } sound: {
      $0.service("web") { $0.exposure = .loadBalancer }
    },
  ]

  static let balancers: [FaultFixture] = [
    FaultFixture("lb-class-unclaimed", "service/shop/web") {
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.balancer.className = "example.com/vip"
      }
    } sound: {
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.balancer.className = "example.com/vip"
        $0.loadBalancerAddresses = ["192.0.2.1"]
      }
    },
    FaultFixture("lb-port-error", "service/shop/web") {
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.loadBalancerAddresses = ["192.0.2.1"]
        $0.balancer.portErrors = [.init(number: 80, error: "MixedProtocolNotSupported")]
      }
    } sound: {
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.loadBalancerAddresses = ["192.0.2.1"]
      }
    },
    FaultFixture("lb-port-error", "ingress/shop/web") {
      $0.add(.ingress, balanced(["port": 443, "protocol": "TCP", "error": "foo.com/NoPort"]))
    } sound: {
      $0.add(.ingress, balanced(["port": 443, "protocol": "TCP"]))
    },
    FaultFixture("lb-nodeports-not-allocated", "service/shop/web") {
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.balancer.allocatesNodePorts = false
      }
    } sound: {
      // Whoever gave it an address does without node ports.
      $0.service("web") {
        $0.exposure = .loadBalancer
        $0.balancer.allocatesNodePorts = false
        $0.loadBalancerAddresses = ["192.0.2.1"]
      }
    },
    FaultFixture("lb-nodeports-not-allocated", "service/shop/web") {
      $0.service("web") { nlb(&$0, leadingTo: "instance") }
    } sound: {
      $0.service("web") { nlb(&$0, leadingTo: "ip") }
    },
    FaultFixture("lb-cost", "service/shop/web") {
      $0.service("web") { $0.exposure = .loadBalancer }
    } sound: {
      $0.service("web") { $0.exposure = .nodePort }
    },
  ]

  private static func nlb(_ service: inout Service, leadingTo target: String) {
    service.exposure = .loadBalancer
    service.loadBalancerAddresses = ["web.elb.example.com"]
    service.balancer.className = "service.k8s.aws/nlb"
    service.balancer.allocatesNodePorts = false
    service.metadata.annotations = [
      "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": target
    ]
  }

  private static func balanced(_ port: JSONValue) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": ["name": "web", "namespace": "shop"],
      "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1", "ports": [port]]]]],
    ]
  }

  static let mixtures: [FaultFixture] = [
    FaultFixture("service-port-by-number", "service/shop/web") {
      $0.service("web", selector: ["app": "web"], target: .number(8080))
      $0.pods("web", 2, labels: ["app": "web"])
    } sound: {
      // There is no name to write instead.
      $0.service("web", selector: ["app": "web"], target: .number(8080))
      $0.pods("web", 2, labels: ["app": "web"], ports: [.init(number: 8080)])
    },
    FaultFixture("service-pods-declare-no-ports", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, labels: ["app": "web"], ports: [])
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"], ports: [])
      $0.pods("more", 1, labels: ["app": "web"])
    },
    FaultFixture("service-multi-backend-port-skew", "service/shop/web") {
      $0.service("web", selector: ["tier": "front"], target: .name("http"))
      $0.replicas(of: "web", 2, labels: ["tier": "front"])
      $0.replicas(of: "api", 1, labels: ["tier": "front"], ports: [.init(name: "grpc", number: 9)])
    } sound: {
      // The same name for different numbers is what names are for.
      $0.service("web", selector: ["tier": "front"], target: .name("http"))
      $0.replicas(of: "web", 2, labels: ["tier": "front"])
      $0.replicas(of: "api", 1, labels: ["tier": "front"], ports: [.init(name: "http", number: 9)])
    },
    FaultFixture("service-multi-backend-port-skew", "service/shop/web") {
      $0.service("web", selector: ["tier": "front"], target: .number(8080))
      $0.replicas(of: "web", 2, labels: ["tier": "front"])
      $0.replicas(of: "api", 1, labels: ["tier": "front"], ports: [.init(name: "http", number: 9)])
    } sound: {
      // Declaring nothing says nothing.
      $0.service("web", selector: ["tier": "front"], target: .number(8080))
      $0.replicas(of: "web", 2, labels: ["tier": "front"])
      $0.replicas(of: "api", 1, labels: ["tier": "front"], ports: [])
    },
    FaultFixture("service-selects-foreign-workload", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.replicas(of: "web", 2, labels: ["app": "web"])
      $0.owned("migrate-x", by: .init(kind: "Job", name: "migrate", uid: ""), ["app": "web"])
    } sound: {
      // A canary is a workload of its own.
      $0.service("web", selector: ["app": "web"])
      $0.replicas(of: "web", 2, labels: ["app": "web"])
      $0.replicas(of: "web-canary", 1, labels: ["app": "web", "track": "canary"])
    },
    FaultFixture("service-selects-foreign-workload", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.replicas(of: "web", 1, labels: component("server"))
      $0.replicas(of: "worker", 1, labels: component("worker"))
    } sound: {
      $0.service("web", selector: component("server"))
      $0.replicas(of: "web", 1, labels: component("server"))
      $0.replicas(of: "worker", 1, labels: component("worker"))
    },
    FaultFixture("service-ip-family-mismatch", "service/shop/web") {
      $0.service("web") { $0.ipFamilies = ["IPv6"] }
      $0.pods("web", 2, labels: ["app": "web"])
    } sound: {
      $0.service("web") { $0.ipFamilies = ["IPv6"] }
      $0.pod(dual(addresses: ["fd00::1"]))
    },
    FaultFixture("service-ip-family-mismatch", "service/shop/web") {
      $0.service("web") { $0.ipFamilies = ["IPv4", "IPv6"] }
      $0.pods("web", 1, labels: ["app": "web"])
    } sound: {
      $0.service("web") { $0.ipFamilies = ["IPv4", "IPv6"] }
      $0.pod(dual(addresses: ["10.1.0.1", "fd00::1"]))
    },
  ]

  private static func component(_ name: String) -> [String: String] {
    ["app": "web", "app.kubernetes.io/component": name]
  }

  private static func dual(addresses: [String]) -> Pod {
    Pod(
      metadata: Metadata(name: "web", namespace: "shop", labels: ["app": "web"]), node: "node-1",
      addresses: addresses, phase: "Running", isReady: true)
  }
}

extension SmallCluster {
  /// Adds ready pods of namespace `shop` that a Deployment made by its ReplicaSet.
  mutating func replicas(
    of deployment: String, _ count: Int, labels: [String: String],
    ports: [Pod.ContainerPort] = [.init(name: "http", number: 8080)]
  ) {
    let owner = Metadata.Owner(kind: "ReplicaSet", name: "\(deployment)-5d4f", uid: "")
    for index in 1...count {
      owned(
        "\(deployment)-5d4f-\(index)", by: owner,
        labels.merging(["pod-template-hash": "5d4f"]) { $1 }, ports: ports)
    }
  }

  /// Adds a ready pod of namespace `shop` with an owner.
  mutating func owned(
    _ name: String, by owner: Metadata.Owner?, _ labels: [String: String], subdomain: String = "",
    ports: [Pod.ContainerPort] = [.init(name: "http", number: 8080)]
  ) {
    let last = name.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 250 } + 1
    pod(
      Pod(
        metadata: Metadata(name: name, namespace: "shop", labels: labels, owner: owner),
        node: "node-1", addresses: ["10.2.0.\(last)"], phase: "Running", isReady: true,
        ports: ports, subdomain: subdomain))
  }
}
