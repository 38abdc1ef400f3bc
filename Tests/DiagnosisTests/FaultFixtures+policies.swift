import TestSupport
import Topology

extension SmallCluster {
  /// Adds a NetworkPolicy.
  mutating func policy(_ name: String, in namespace: String = "shop", _ spec: JSONValue) {
    add(
      .networkPolicy,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
      ])
  }

  /// Adds a NetworkPolicy on the pods with `app: web` that has these ingress rules.
  mutating func policy(admitting rules: JSONValue) {
    policy("in", ["podSelector": ["matchLabels": ["app": "web"]], "ingress": rules])
  }

  /// Adds a running pod of another namespace, with the label `app`.
  mutating func pod(
    _ app: String, in namespace: String, labels: [String: String] = [:],
    ports: [Pod.ContainerPort] = []
  ) {
    pod(
      Pod(
        metadata: Metadata(
          name: app, namespace: namespace, uid: "\(namespace)-\(app)",
          labels: labels.merging(["app": app]) { own, _ in own }),
        node: "node-1", addresses: ["10.2.0.1"], phase: "Running", isReady: true, ports: ports))
  }

  /// Adds a DaemonSet.
  mutating func daemonSet(_ name: String, in namespace: String) {
    add(
      .workload(
        Workload(
          metadata: Metadata(name: name, namespace: namespace), kind: .daemonSet, replicas: 0)))
  }

  /// Adds the DNS of a cluster: its namespace, Service and pod.
  mutating func dns() {
    namespace("kube-system")
    let ports = [
      Pod.ContainerPort(name: "dns", number: 53, transport: .udp),
      Pod.ContainerPort(name: "dns-tcp", number: 53),
    ]
    pod("coredns", in: "kube-system", labels: ["k8s-app": "kube-dns"], ports: ports)
    service(
      Service(
        metadata: Metadata(name: "kube-dns", namespace: "kube-system"), clusterIP: "10.0.0.10",
        ports: ports.map {
          Service.Port(
            name: $0.name, number: 53, target: .name($0.name), transport: $0.transport)
        }, selector: ["k8s-app": "kube-dns"]))
  }
}

extension FaultFixture {
  /// The pods `web` and `gate` of namespace `shop`, the Service `web`, and the pod `probe` of namespace `ops`.
  static func guarded(_ cluster: inout SmallCluster) {
    for name in ["shop", "ops", "kube-system"] { cluster.namespace(name) }
    cluster.service("web", selector: ["app": "web"])
    cluster.pods("web", 2, labels: ["app": "web"])
    cluster.pods("gate", 1, labels: ["app": "gate"])
    cluster.pod("probe", in: "ops")
  }

  static func labels(_ key: String, _ value: String) -> JSONValue {
    ["matchLabels": .object([key: .string(value)])]
  }

  /// A fault of the policy `in` with the first ingress rules, and not with the second.
  private static func rules(
    _ id: String, _ broken: JSONValue, sound: JSONValue
  ) -> FaultFixture {
    FaultFixture(id, "networkpolicy/shop/in") {
      guarded(&$0)
      $0.policy(admitting: broken)
    } sound: {
      guarded(&$0)
      $0.policy(admitting: sound)
    }
  }

  private static let name = "kubernetes.io/metadata.name"

  private static let peers: [FaultFixture] = [
    rules("netpol-invalid", [["from": [[:]]]], sound: [["from": [["podSelector": [:]]]]]),
    rules(
      "netpol-invalid", [["ports": [["port": "80"]]]], sound: [["ports": [["port": 8080]]]]),
    rules(
      "netpol-peer-namespace-unmatched", [["from": [["namespaceSelector": labels("name", "ops")]]]],
      sound: [["from": [["namespaceSelector": labels(name, "ops")]]]]),
    rules(
      "netpol-peer-pod-unmatched", [["from": [["podSelector": labels("app", "gat")]]]],
      sound: [["from": [["podSelector": labels("app", "gate")]]]]),
    // The pods are in another namespace, which needs a selector of its own.
    rules(
      "netpol-peer-pod-unmatched", [["from": [["podSelector": labels("app", "probe")]]]],
      sound: [
        [
          "from": [
            ["namespaceSelector": labels(name, "ops"), "podSelector": labels("app", "probe")]
          ]
        ]
      ]),
    rules(
      "netpol-peer-pod-unmatched",
      [
        [
          "from": [
            ["namespaceSelector": labels(name, "ops"), "podSelector": labels("app", "prob")]
          ]
        ]
      ],
      // Nothing is known of what runs in a namespace without any pod.
      sound: [
        [
          "from": [
            [
              "namespaceSelector": labels(name, "kube-system"),
              "podSelector": labels("app", "prob"),
            ]
          ]
        ]
      ]),
    rules(
      "netpol-and-or-confusion",
      [
        [
          "from": [
            ["namespaceSelector": labels(name, "ops")], ["podSelector": labels("app", "probe")],
          ]
        ]
      ],
      sound: [
        [
          "from": [
            ["namespaceSelector": labels(name, "ops")], ["podSelector": labels("app", "gate")],
          ]
        ]
      ]),
    rules(
      "netpol-ipblock-unmatched", [["from": [["ipBlock": ["cidr": "10.0.0.1/32"]]]]],
      sound: [["from": [["ipBlock": ["cidr": "10.0.0.0/8"]]]]]),
    rules(
      "netpol-ipblock-unmatched", [["from": [["ipBlock": ["cidr": "10.1.0.0/24"]]]]],
      sound: [["from": [["ipBlock": ["cidr": "203.0.113.0/24"]]]]]),
    rules(
      "netpol-empty-selector-allows-all", [[:]], sound: [["ports": [["port": 8080]]]]),
  ]

  private static let ports: [FaultFixture] = [
    rules(
      "netpol-uses-service-port", [["ports": [["port": 80]]]],
      sound: [["ports": [["port": 80], ["port": 8080]]]]),
    rules(
      "netpol-named-port-unmatched", [["ports": [["port": "web"]]]],
      sound: [["ports": [["port": "http"]]]]),
    rules(
      "netpol-named-port-unmatched", [["ports": [["port": "http", "protocol": "UDP"]]]],
      sound: [["ports": [["port": "http", "protocol": "TCP"]]]]),
    FaultFixture("netpol-uses-service-port", "networkpolicy/shop/out") {
      guarded(&$0)
      $0.policy("out", egress(to: labels("app", "web"), port: 80))
    } sound: {
      guarded(&$0)
      $0.policy("out", egress(to: labels("app", "web"), port: 8080))
    },
    FaultFixture("netpol-protocol-default-tcp", "networkpolicy/shop/in") {
      datagrams(&$0)
      $0.policy(admitting: [["ports": [["port": 5000]]]])
    } sound: {
      datagrams(&$0)
      $0.policy(admitting: [["ports": [["port": 5000, "protocol": "UDP"]]]])
    },
    FaultFixture("netpol-protocol-default-tcp", "networkpolicy/shop/in") {
      datagrams(&$0)
      $0.policy(admitting: [["ports": [["port": "voice"]]]])
    } sound: {
      datagrams(&$0)
      $0.policy(admitting: [["ports": [["port": "voice"], ["protocol": "UDP"]]]])
    },
  ]

  private static func egress(to pods: JSONValue, port: JSONValue) -> JSONValue {
    [
      "podSelector": labels("app", "gate"), "policyTypes": ["Egress"],
      "egress": [["to": [["podSelector": pods]], "ports": [["port": port]]]],
    ]
  }

  /// A pod `web` that serves port 5000 by UDP alone.
  private static func datagrams(_ cluster: inout SmallCluster) {
    cluster.pods(
      "web", 1, labels: ["app": "web"],
      ports: [Pod.ContainerPort(name: "voice", number: 5000, transport: .udp)])
  }

  private static let everything: JSONValue = ["podSelector": [:]]

  private static let paths: [FaultFixture] = [
    FaultFixture("netpol-selects-nothing", "networkpolicy/shop/in") {
      $0.pods("api", 1, labels: ["app": "api"])
      $0.policy(admitting: [["ports": [["port": 8080]]]])
    } sound: {
      $0.pods("api", 1, labels: ["app": "api"])
      // A workload without pods will have some.
      $0.deployment("web", replicas: 0, ready: 0, labels: ["app": "web"])
      $0.policy(admitting: [["ports": [["port": 8080]]]])
    },
    FaultFixture("netpol-policytypes-surprise", "networkpolicy/shop/in") {
      guarded(&$0)
      $0.policy("in", ["policyTypes": ["Ingress"], "egress": [["ports": [["port": 443]]]]])
    } sound: {
      guarded(&$0)
      $0.policy("in", ["egress": [["ports": [["port": 443]]]]])
    },
    FaultFixture("netpol-not-enforced", "daemonset/kube-flannel/kube-flannel-ds") {
      $0.daemonSet("kube-flannel-ds", in: "kube-flannel")
      $0.policy("in", everything)
    } sound: {
      $0.daemonSet("kube-flannel-ds", in: "kube-flannel")
      $0.daemonSet("calico-node", in: "kube-system")
      $0.policy("in", everything)
    },
    FaultFixture("netpol-blocks-ingress", "service/shop/web") {
      guarded(&$0)
      $0.policy("deny", everything)
    } sound: {
      guarded(&$0)
      $0.policy("deny", everything)
      $0.policy(admitting: [["from": [["podSelector": labels("app", "gate")]]]])
    },
    FaultFixture("netpol-blocks-ingress-controller", "ingress/shop/web") {
      shop(&$0)
      $0.policy("deny", everything)
    } sound: {
      shop(&$0)
      $0.policy("deny", everything)
      $0.policy(admitting: [["from": [["namespaceSelector": [:]]], "ports": [["port": "http"]]]])
    },
    FaultFixture("netpol-blocks-ingress-controller", "httpproxy/shop/child") {
      $0.root(including: #"{"name":"child"}"#)
      $0.proxy("child", more: "")
      $0.policy("deny", everything)
    } sound: {
      // Nobody asks for what no root includes.
      $0.proxy("child", more: "")
      $0.webPod()
      $0.policy("deny", everything)
    },
    FaultFixture("netpol-blocks-dns", "networkpolicy/shop/out") {
      guarded(&$0)
      $0.dns()
      $0.policy("out", egress(to: [:], port: 8080))
    } sound: {
      guarded(&$0)
      $0.dns()
      $0.policy("out", egress(to: [:], port: 8080))
      $0.policy(
        "ask",
        [
          "policyTypes": ["Egress"],
          "egress": [
            [
              "to": [["namespaceSelector": labels(name, "kube-system")]],
              "ports": [["port": 53, "protocol": "UDP"], ["port": 53]],
            ]
          ],
        ])
    },
    FaultFixture("pod-not-isolated", "namespace/shop") {
      guarded(&$0)
      $0.policy(admitting: [["ports": [["port": 8080]]]])
    } sound: {
      guarded(&$0)
      $0.policy("all", ["ingress": [["ports": [["port": 8080]]]]])
    },
  ]

  static let policies = peers + ports + paths
}
