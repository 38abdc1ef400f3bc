import TestSupport
import Topology

extension FaultFixture {
  static let templates: [FaultFixture] = [
    FaultFixture("probe-named-port-missing", "deployment/shop/web") {
      $0.workload("web", .pod(["readinessProbe": ["tcpSocket": ["port": "htpp"]]]), ready: 0)
    } sound: {
      // The kubelet takes a name of digits as their number.
      $0.workload("web", .pod(["readinessProbe": ["tcpSocket": ["port": "8080"]]]), ready: 0)
    },
    FaultFixture("probe-port-not-exposed", "deployment/shop/web") {
      $0.workload("web", .pod(["readinessProbe": ["tcpSocket": ["port": 8081]]]), ready: 0)
    } sound: {
      // It passes, so somebody listens there.
      $0.workload("web", .pod(["readinessProbe": ["tcpSocket": ["port": 8081]]]))
    },
    FaultFixture("probe-scheme-or-path-wrong", "deployment/shop/web") {
      $0.workload(
        "web", .pod(["readinessProbe": ["httpGet": ["port": "http", "scheme": "HTTPS"]]]), ready: 0)
    } sound: {
      $0.workload("web", .pod(["readinessProbe": ["httpGet": ["port": "http"]]]), ready: 0)
    },
    FaultFixture("probe-scheme-or-path-wrong", "pod/shop/web") {
      $0.pod("web", app: "web", reason: "HTTP probe failed with statuscode: 404")
    } sound: {
      $0.pod("web", app: "web", reason: "HTTP probe failed with statuscode: 503")
    },
    FaultFixture("probes-identical", "deployment/shop/web") {
      $0.workload("web", .pod(["livenessProbe": ["httpGet": ["path": "/ready", "port": "http"]]]))
    } sound: {
      $0.workload(
        "web",
        .pod([
          "livenessProbe": ["httpGet": ["path": "/ready", "port": "http"], "failureThreshold": 9]
        ]))
    },
    FaultFixture("readiness-probe-missing", "deployment/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .pod(["readinessProbe": "none"]))
    } sound: {
      // Nobody asks for it.
      $0.service("web", selector: ["app": "other"])
      $0.workload("web", .pod(["readinessProbe": "none"]))
    },
    FaultFixture("liveness-probe-missing", "statefulset/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .statefulSet, .pod(["livenessProbe": "none"]))
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .statefulSet, .pod())
    },
    FaultFixture("container-port-invalid-or-duplicate", "daemonset/shop/web") {
      $0.workload(
        "web", .daemonSet,
        .pod([
          "ports": [
            ["name": "http", "containerPort": 8080], ["name": "http", "containerPort": 8081],
          ]
        ]))
    } sound: {
      $0.workload(
        "web", .daemonSet,
        .pod([
          "ports": [
            ["name": "http", "containerPort": 8080],
            ["name": "dns", "containerPort": 8080, "protocol": "UDP"],
          ]
        ]))
    },
    FaultFixture("container-listens-on-localhost", "deployment/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .pod(["args": ["--host=127.0.0.1"]]), ready: 0)
    } sound: {
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .pod(["args": ["--host=127.0.0.1"]]))
    },
    FaultFixture("dns-resolv-conf-wrong", "daemonset/shop/web") {
      $0.workload(
        "web", .daemonSet,
        .pod(
          ["env": [["name": "PAY", "value": "http://pay.shop.svc:80"]]], ["hostNetwork": true]))
    } sound: {
      $0.workload(
        "web", .daemonSet,
        .pod(
          ["env": [["name": "PAY", "value": "http://pay.shop.svc:80"]]],
          ["hostNetwork": true, "dnsPolicy": "ClusterFirstWithHostNet"]))
    },
    FaultFixture("pod-host-port-conflict", "deployment/shop/web") {
      $0.workload("agent", .daemonSet, .taking(80), replicas: 3)
      $0.workload("web", .taking(80))
    } sound: {
      $0.workload("agent", .daemonSet, .taking(80), replicas: 2)
      $0.workload("web", .taking(80))
      $0.workload("dns", .daemonSet, .taking(80, "UDP"), replicas: 3)
    },
  ]

  static let held: [FaultFixture] = [
    FaultFixture("pod-init-stuck", "pod/shop/web") {
      $0.held("web", .initializing)
    } sound: {
      $0.held("web", .none)
    },
    FaultFixture("pod-readiness-gate", "pod/shop/web") {
      $0.held("web", .readinessGate)
    } sound: {
      $0.pod("web", app: "web", isReady: true)
    },
    FaultFixture("pod-terminating", "pod/shop/web") {
      $0.add(.node(Node(metadata: Metadata(name: "lost"), isReady: false)))
      $0.ending("web", node: "lost")
    } sound: {
      $0.add(.node(Node(metadata: Metadata(name: "lost"), isReady: true)))
      $0.ending("web", node: "lost")
    },
    FaultFixture("workload-unavailable", "deployment/shop/web") {
      $0.workload("web", .pod(), failure: "exceeded quota: pods")
    } sound: {
      $0.workload("web", .pod())
    },
    FaultFixture("workload-scaled-to-zero", "deployment/shop/web") {
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .pod(), replicas: 0, ready: 0)
      $0.autoscaler("web", minimum: 0)
    } sound: {
      // The other colour serves.
      $0.service("web", selector: ["app": "web"])
      $0.workload("web", .pod(), replicas: 0, ready: 0)
      $0.workload("green", .pod(), app: "web")
      $0.autoscaler("web", minimum: 0)
    },
    FaultFixture("probe-named-port-missing", "deployment/shop/owned") {
      $0.owned("owned", .pod(["readinessProbe": ["tcpSocket": ["port": "gone"]]]))
    } sound: {
      $0.owned("owned", .pod())
    },
  ]
}

extension JSONValue {
  /// The specification of a pod with one container `web`, which has a port and both probes; changed as
  /// wanted, and without the members that are `none`.
  static func pod(_ container: JSONValue = [:], _ spec: JSONValue = [:]) -> JSONValue {
    var merged: JSONValue = [
      "name": "web", "ports": [["name": "http", "containerPort": 8080]],
      "readinessProbe": ["httpGet": ["path": "/ready", "port": "http"]],
      "livenessProbe": ["tcpSocket": ["port": "http"]],
    ]
    for (key, value) in container.object { merged[key] = value == "none" ? .null : value }
    var pod = spec
    pod["containers"] = .array([merged])
    return pod
  }

  /// The specification of a pod that takes a port of its node.
  static func taking(_ port: Int, _ transport: String = "TCP") -> JSONValue {
    .pod([
      "ports": [
        [
          "name": "http", "containerPort": 8080, "hostPort": .integer(Int64(port)),
          "protocol": .string(transport),
        ]
      ]
    ])
  }
}

extension SmallCluster {
  /// Adds a workload of namespace `shop` whose pods have the label `app`.
  mutating func workload(
    _ name: String, _ kind: Workload.Kind, _ spec: JSONValue, app: String? = nil,
    replicas: Int = 1, ready: Int = 1, failure: String = ""
  ) {
    let labels: JSONValue = ["app": .string(app ?? name)]
    let count = JSONValue.integer(Int64(replicas))
    add(
      kind.resource,
      [
        "metadata": ["name": .string(name), "namespace": "shop"],
        "spec": [
          "replicas": count, "selector": ["matchLabels": labels],
          "template": ["metadata": ["labels": labels], "spec": spec],
        ],
        "status": [
          "readyReplicas": .integer(Int64(ready)), "numberReady": count,
          "desiredNumberScheduled": count,
          "conditions": failure.isEmpty
            ? .null
            : [["type": "ReplicaFailure", "status": "True", "message": .string(failure)]],
        ],
      ])
  }

  /// Adds a Deployment of namespace `shop` whose pods have the label `app`.
  mutating func workload(
    _ name: String, _ spec: JSONValue, app: String? = nil, replicas: Int = 1, ready: Int = 1,
    failure: String = ""
  ) {
    workload(
      name, .deployment, spec, app: app, replicas: replicas, ready: ready, failure: failure)
  }

  /// Adds a Deployment with its ReplicaSet and a pod that is not ready.
  mutating func owned(_ name: String, _ spec: JSONValue) {
    workload(name, spec, ready: 0)
    add(
      .workload(
        Workload(
          metadata: Metadata(
            name: "\(name)-1", namespace: "shop",
            owner: Metadata.Owner(kind: "Deployment", name: name, uid: "")),
          kind: .replicaSet, selector: LabelSelector(labels: ["app": name]),
          templateLabels: ["app": name])))
    pod(
      Pod(
        metadata: Metadata(
          name: "\(name)-1-a", namespace: "shop", labels: ["app": name],
          owner: Metadata.Owner(kind: "ReplicaSet", name: "\(name)-1", uid: "")),
        node: "node-1", addresses: ["10.1.8.8"], phase: "Running"))
  }

  /// Adds a pod of namespace `shop` that something keeps from being ready.
  mutating func held(_ name: String, _ hold: Pod.Hold) {
    pod(
      Pod(
        metadata: Metadata(name: name, namespace: "shop", labels: ["app": name]), node: "node-1",
        addresses: ["10.1.9.9"], phase: "Running", reason: "so it is.", hold: hold))
  }

  /// Adds a pod of namespace `shop` that is being deleted.
  mutating func ending(_ name: String, node: String) {
    pod(
      Pod(
        metadata: Metadata(name: name, namespace: "shop", labels: ["app": name], isDeleting: true),
        node: node, addresses: ["10.1.9.9"], phase: "Running"))
  }

  /// Adds an autoscaler of a Deployment.
  mutating func autoscaler(_ name: String, minimum: Int) {
    add(
      .horizontalPodAutoscaler,
      [
        "metadata": ["name": .string(name), "namespace": "shop"],
        "spec": [
          "minReplicas": .integer(Int64(minimum)),
          "scaleTargetRef": ["kind": "Deployment", "name": .string(name)],
        ],
      ])
  }
}
