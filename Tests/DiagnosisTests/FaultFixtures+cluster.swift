import TestSupport
import Topology

/// Slices, names of pods, nodes, and what all of a cluster depends on.
extension FaultFixture {
  private static func slice(
    _ service: String, labels: [String: String] = [:], ports: [EndpointSlice.Port] = [],
    _ endpoints: [Endpoint] = [Endpoint(addresses: ["10.9.0.1"])]
  ) -> Resource {
    .endpointSlice(
      EndpointSlice(
        metadata: Metadata(name: "extra", namespace: "shop", labels: labels), service: service,
        ports: ports, endpoints: endpoints))
  }

  /// An endpoint that is meant for a zone, or for all.
  private static func hinted(_ address: String, _ zones: [String]) -> Endpoint {
    Endpoint(addresses: [address], zoneHints: zones)
  }

  static let slices: [FaultFixture] = [
    FaultFixture("endpointslice-foreign-or-stale", "endpointslice/shop/extra") {
      $0.add(slice("gone"))
    } sound: {
      $0.service("gone") { $0.selector = [:] }
      $0.add(slice("gone"))
      // A slice without the label is somebody else's affair.
      $0.add(slice(""))
    },
    FaultFixture("endpointslice-foreign-or-stale", "endpointslice/shop/extra") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, labels: ["app": "web"])
      $0.add(slice("web", labels: [EndpointSlice.managerLabel: "me"]))
    } sound: {
      $0.service("web") { $0.selector = [:] }
      $0.add(slice("web", labels: [EndpointSlice.managerLabel: "me"]))
    },
    FaultFixture("service-single-endpoint", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
      $0.ingress("web", "shop.local/ Prefix web:80")
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, labels: ["app": "web"])
      $0.ingress("web", "shop.local/ Prefix web:80")
      // No route leads to this one.
      $0.service("db", selector: ["app": "db"])
      $0.pods("db", 1, labels: ["app": "db"])
    },
    FaultFixture("endpoint-hints-unusable", "service/shop/web") {
      $0.service("web") { $0.selector = [:] }
      $0.add(slice("web", [hinted("10.9.0.1", ["zone-a"]), hinted("10.9.0.2", [])]))
    } sound: {
      // What is not ready needs no hint.
      $0.service("web") { $0.selector = [:] }
      $0.add(
        slice(
          "web",
          [hinted("10.9.0.1", ["zone-a"]), Endpoint(addresses: ["10.9.0.2"], isReady: false)]))
    },
    FaultFixture("endpoints-port-absent", "service/shop/web") {
      $0.pods("web", 1, labels: ["app": "web"])
      $0.add(.service(ported("web")))
      $0.add(
        slice(
          "web", ports: [.init(name: "http", number: 8080)],
          [Endpoint(addresses: ["10.1.0.1"], pod: NamespacedName("shop", "web-1"))]))
    } sound: {
      // What the pods lack is said of the target port.
      $0.pods("web", 1, labels: ["app": "web"])
      var service = ported("web")
      service.ports[1].target = .name("metrics")
      $0.service(service)
    },
  ]

  private static func ported(_ name: String) -> Service {
    Service(
      metadata: Metadata(name: name, namespace: "shop"), clusterIP: "10.0.0.1",
      ports: [
        .init(name: "http", number: 80, target: .number(8080)),
        .init(name: "metrics", number: 90, target: .number(9090)),
      ], selector: ["app": name])
  }

  /// A StatefulSet and a headless Service of these names.
  private static func set(
    _ cluster: inout SmallCluster, service: String?, change: (inout Service) -> Void = { _ in }
  ) {
    var workload = Workload(
      metadata: Metadata(name: "db", namespace: "shop"), kind: .statefulSet, replicas: 0,
      selector: LabelSelector(labels: ["app": "db"]), templateLabels: ["app": "db"])
    workload.serviceName = "db"
    cluster.add(.workload(workload))
    guard let service else { return }
    cluster.service(service, target: .number(80)) {
      $0.clusterIP = "None"
      $0.selector = ["app": "db"]
      change(&$0)
    }
  }

  private static let rs = Metadata.Owner(kind: "ReplicaSet", name: "web-5d4f", uid: "")
  private static let webLabels = ["app": "web", "pod-template-hash": "5d4f"]

  static let names: [FaultFixture] = [
    FaultFixture("statefulset-service-invalid", "statefulset/shop/db") {
      set(&$0, service: "db-headless")
    } sound: {
      set(&$0, service: "db")
    },
    FaultFixture("statefulset-service-invalid", "statefulset/shop/db") {
      set(&$0, service: "db") { $0.selector = ["app": "database"] }
    } sound: {
      // Slices by hand may name the pods.
      set(&$0, service: "db") { $0.selector = [:] }
    },
    FaultFixture("statefulset-service-invalid", "statefulset/shop/db") {
      set(&$0, service: "db") { $0.clusterIP = "10.0.0.9" }
    } sound: {
      set(&$0, service: "db")
    },
    FaultFixture("dns-headless-hostname-missing", "pod/shop/web") {
      $0.owned("web", by: nil, ["app": "web"], subdomain: "peers")
    } sound: {
      $0.owned("web", by: nil, ["app": "web"], subdomain: "peers")
      $0.service("peers", target: .number(80)) {
        $0.clusterIP = "None"
        $0.selector = ["app": "web"]
      }
    },
    FaultFixture("dns-headless-hostname-missing", "deployment/shop/web") {
      $0.deployment("web", replicas: 2, ready: 2, labels: ["app": "web"])
      $0.owned("web-5d4f-1", by: rs, webLabels, subdomain: "peers")
      $0.owned("web-5d4f-2", by: rs, webLabels, subdomain: "peers")
      $0.service("peers", target: .number(80)) { $0.clusterIP = "None" }
    } sound: {
      $0.deployment("web", replicas: 1, ready: 1, labels: ["app": "web"])
      $0.owned("web-5d4f-1", by: rs, webLabels)
    },
  ]

  private static func node(_ change: (inout Node) -> Void) -> Resource {
    var node = Node(metadata: Metadata(name: "node-1"), zone: "zone-a")
    change(&node)
    return .node(node)
  }

  /// CoreDNS with one pod.
  private static func dns(_ cluster: inout SmallCluster, isReady: Bool, service: String) {
    let labels = ["k8s-app": "kube-dns"]
    cluster.service(
      Service(
        metadata: Metadata(name: service, namespace: "kube-system", labels: labels),
        clusterIP: "10.96.0.10",
        ports: [.init(name: "dns", number: 53, target: .number(53), transport: .udp)],
        selector: labels))
    cluster.pod(
      Pod(
        metadata: Metadata(name: "coredns", namespace: "kube-system", labels: labels),
        node: "node-1", addresses: ["10.1.8.8"], phase: "Running", isReady: isReady,
        ports: [.init(number: 53, transport: .udp)]))
  }

  /// kube-proxy on two nodes.
  private static func proxies(_ cluster: inout SmallCluster, ready: Int, name: String) {
    let labels = ["k8s-app": name]
    cluster.add(
      .workload(
        Workload(
          metadata: Metadata(name: name, namespace: "kube-system"), kind: .daemonSet, replicas: 2,
          readyReplicas: ready, selector: LabelSelector(labels: labels), templateLabels: labels)))
    for index in 1...2 {
      cluster.pod(
        Pod(
          metadata: Metadata(
            name: "\(name)-\(index)", namespace: "kube-system", labels: labels,
            owner: .init(kind: "DaemonSet", name: name, uid: "")),
          node: "node-\(index)", addresses: ["192.0.2.\(index)"], phase: "Running",
          isReady: index <= ready))
    }
  }

  static let foundations: [FaultFixture] = [
    FaultFixture("node-not-ready-or-no-network", "node/node-1") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
      $0.add(node { $0.isReady = false })
    } sound: {
      // Nothing is there yet that a Service depends on.
      $0.add(node { $0.isReady = false })
    },
    FaultFixture("node-not-ready-or-no-network", "node/node-1") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
      $0.add(node { $0.isNetworkUnavailable = true })
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
    },
    FaultFixture("dns-cluster-dns-down", "service/kube-system/kube-dns") {
      dns(&$0, isReady: false, service: "kube-dns")
    } sound: {
      dns(&$0, isReady: true, service: "kube-dns")
    },
    FaultFixture("dns-cluster-dns-down", "service/kube-system/rke2-coredns") {
      dns(&$0, isReady: false, service: "rke2-coredns")
    } sound: {
      // Any other Service on port 53 is not the cluster's.
      $0.service("dns", selector: ["app": "dns"], port: 53)
      $0.pods("dns", 1, ready: 0, labels: ["app": "dns"])
    },
    FaultFixture("kube-proxy-not-programming", "daemonset/kube-system/kube-proxy") {
      proxies(&$0, ready: 1, name: "kube-proxy")
    } sound: {
      proxies(&$0, ready: 2, name: "kube-proxy")
      proxies(&$0, ready: 1, name: "node-exporter")
    },
  ]
}
