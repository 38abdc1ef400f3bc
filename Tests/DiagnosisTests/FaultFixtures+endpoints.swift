import TestSupport
import Topology

extension FaultFixture {
  static let endpoints: [FaultFixture] = [
    FaultFixture("service-selector-matches-nothing", "service/shop/pay") {
      $0.service("pay", selector: ["app": "pay", "tier": "backend"])
      $0.pods("pay", 2, labels: ["app": "pay", "tier": "back-end"])
    } sound: {
      $0.service("pay", selector: ["app": "pay", "tier": "backend"])
      $0.pods("pay", 2, labels: ["app": "pay", "tier": "backend"])
    },
    FaultFixture("service-selector-matches-other-namespace", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pod(
        Pod(
          metadata: Metadata(name: "web", namespace: "other", labels: ["app": "web"]),
          node: "node-1", addresses: ["10.1.0.1"], phase: "Running", isReady: true))
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
      $0.pod(
        Pod(
          metadata: Metadata(name: "web", namespace: "other", labels: ["app": "web"]),
          node: "node-1", addresses: ["10.1.0.9"], phase: "Running", isReady: true))
    },
    FaultFixture("service-without-selector-or-endpoints", "service/shop/db") {
      $0.service("db") { $0.selector = [:] }
    } sound: {
      $0.service("db") { $0.selector = [:] }
      $0.add(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: "db-1", namespace: "shop"), service: "db",
            ports: [EndpointSlice.Port(name: "http", number: 5432)],
            endpoints: [Endpoint(addresses: ["10.9.0.1"])])))
    },
    FaultFixture("endpointslice-port-name-mismatch", "service/shop/db") {
      $0.service("db") { $0.selector = [:] }
      $0.add(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: "db-1", namespace: "shop"), service: "db",
            ports: [EndpointSlice.Port(name: "sql", number: 5432)],
            endpoints: [Endpoint(addresses: ["10.9.0.1"])])))
    } sound: {
      $0.service("db") {
        $0.selector = [:]
        $0.ports[0].name = "sql"
      }
      $0.add(
        .endpointSlice(
          EndpointSlice(
            metadata: Metadata(name: "db-1", namespace: "shop"), service: "db",
            ports: [EndpointSlice.Port(name: "sql", number: 5432)],
            endpoints: [Endpoint(addresses: ["10.9.0.1"])])))
    },
    FaultFixture("endpoints-missing", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.deployment("web", replicas: 0, ready: 0, labels: ["app": "web"])
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.deployment("web", replicas: 1, ready: 1, labels: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
    },
    FaultFixture("endpoints-none-ready", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, ready: 0, labels: ["app": "web"])
    } sound: {
      // A pod that has finished is nobody to wait for.
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, labels: ["app": "web"])
      $0.pod("old", app: "web", phase: "Succeeded")
    },
    FaultFixture("endpoints-some-not-ready", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, ready: 1, labels: ["app": "web"])
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 2, labels: ["app": "web"])
    },
    FaultFixture("endpoints-only-terminating", "service/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.pod(
        Pod(
          metadata: Metadata(
            name: "web", namespace: "shop", labels: ["app": "web"], isDeleting: true),
          node: "node-1", addresses: ["10.1.0.1"], phase: "Running", isReady: true))
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.pods("web", 1, labels: ["app": "web"])
    },
  ]

  static let pods: [FaultFixture] = [
    FaultFixture("pod-not-ready-probe", "pod/shop/web-1") {
      $0.pods("web", 1, ready: 0, labels: ["app": "web"])
    } sound: {
      $0.pods("web", 1, labels: ["app": "web"])
    },
    FaultFixture("pod-crash-loop", "pod/shop/web") {
      $0.pod("web", app: "web", reason: "CrashLoopBackOff")
    } sound: {
      $0.pod("web", app: "web", reason: "", isReady: true)
    },
    FaultFixture("pod-image-pull", "pod/shop/web") {
      $0.pod("web", app: "web", phase: "Pending", reason: "ErrImagePull")
    } sound: {
      $0.pod("web", app: "web", isReady: true)
    },
    FaultFixture("pod-config-missing", "pod/shop/web") {
      $0.pod("web", app: "web", phase: "Pending", reason: "CreateContainerConfigError")
    } sound: {
      $0.pod("web", app: "web", isReady: true)
    },
    FaultFixture("pod-terminal", "pod/shop/web") {
      $0.pod("web", app: "web", phase: "Failed")
    } sound: {
      $0.pod("web", app: "web", phase: "Succeeded")
    },
    FaultFixture("pod-unschedulable", "pod/shop/web") {
      $0.pod("web", app: "web", phase: "Pending", reason: "0/3 nodes fit", node: "", addresses: [])
    } sound: {
      $0.pod("web", app: "web", isReady: true)
    },
    FaultFixture("pod-no-ip", "pod/shop/web") {
      $0.pod("web", app: "web", phase: "Pending", addresses: [])
    } sound: {
      $0.pod("web", app: "web", isReady: true)
    },
    FaultFixture("endpoint-pod-on-missing-node", "pod/shop/web") {
      $0.pod("web", app: "web", node: "gone", isReady: true)
    } sound: {
      $0.pod("web", app: "web", isReady: true)
    },
    FaultFixture("workload-scaled-to-zero", "deployment/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.deployment("web", replicas: 0, ready: 0, labels: ["app": "web"])
    } sound: {
      // Nobody asks for it.
      $0.deployment("web", replicas: 0, ready: 0, labels: ["app": "web"])
    },
    FaultFixture("workload-unavailable", "deployment/shop/web") {
      $0.deployment("web", replicas: 3, ready: 2, labels: ["app": "web"])
    } sound: {
      $0.deployment("web", replicas: 3, ready: 3, labels: ["app": "web"])
    },
    FaultFixture("workload-selector-mismatch", "deployment/shop/web") {
      $0.add(
        .workload(
          Workload(
            metadata: Metadata(name: "web", namespace: "shop"), kind: .deployment, replicas: 1,
            readyReplicas: 1, selector: LabelSelector(labels: ["app": "web"]),
            templateLabels: ["app": "wep"])))
    } sound: {
      $0.deployment("web", replicas: 1, ready: 1, labels: ["app": "web"])
    },
  ]
}
