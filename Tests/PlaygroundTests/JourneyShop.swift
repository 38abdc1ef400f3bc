import Topology

/// A healthy small shop: a Deployment of two pods, a Service and an Ingress, in a namespace of its own.
struct JourneyShop: Sendable {
  let namespace: String
  /// The pods that run in it.
  var pods: [Pod] = []
  /// A certificate with its key, as the data of a Secret.
  var identities: [Identity: JSONValue] = [:]

  /// The certificates that a journey may hand out.
  enum Identity: Sendable {
    case good, expired, ofOtherHost
  }

  init(_ number: Int) { namespace = "shop-\(number)" }

  /// The host of its Ingress.
  var host: String { "\(namespace).test" }

  var objects: [JSONValue] {
    [deployment("web"), service(), ingress("web")]
  }

  /// A Deployment with ports for TCP and UDP; its pods are replaced at once, not one after the other.
  func deployment(
    _ name: String, replicas: Int = 2, labels: [String: String] = Self.labels,
    ports: JSONValue = [
      ["name": "http", "containerPort": 8080],
      ["name": "stats", "containerPort": 9090, "protocol": "UDP"],
    ]
  ) -> JSONValue {
    [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(name),
      "spec": [
        "replicas": .integer(Int64(replicas)), "strategy": ["type": "Recreate"],
        "selector": ["matchLabels": JSONValue(labels)],
        "template": [
          "metadata": ["labels": JSONValue(labels)],
          "spec": [
            "terminationGracePeriodSeconds": 0,
            "containers": [["name": "main", "image": "web:1", "ports": ports]],
          ],
        ],
      ],
    ]
  }

  /// A Service `web`.
  func service(_ spec: [String: JSONValue] = [:]) -> JSONValue {
    var object: JSONValue = [
      "apiVersion": "v1", "kind": "Service", "metadata": metadata("web"),
      "spec": [
        "selector": JSONValue(Self.labels),
        "ports": [["name": "http", "port": 80, "targetPort": "http"]],
      ],
    ]
    for (key, value) in spec { object["spec"][key] = value }
    return object
  }

  /// What its pods are selected by.
  static let labels = ["app": "web", "tier": "front"]

  func ingress(_ name: String, annotations: [String: String] = [:]) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": metadata(name, annotations: annotations),
      "spec": ["ingressClassName": "nginx", "rules": rules()],
    ]
  }

  /// The rules of an Ingress with one path.
  func rules(
    host: String? = nil, path: String = "/", _ type: String = "Prefix",
    backend: JSONValue = Self.backend("web", 80)
  ) -> JSONValue {
    [
      [
        "host": .string(host ?? self.host),
        "http": [
          "paths": [["path": .string(path), "pathType": .string(type), "backend": backend]]
        ],
      ]
    ]
  }

  static func backend(_ service: String, _ port: JSONValue) -> JSONValue {
    let key = port.string == nil ? "number" : "name"
    return ["service": ["name": .string(service), "port": [key: port]]]
  }

  /// A Service's ports with one changed.
  static func ports(
    _ target: JSONValue = "http", port: Int = 80, transport: String = "TCP"
  ) -> JSONValue {
    [
      [
        "name": "http", "port": .integer(Int64(port)), "targetPort": target,
        "protocol": .string(transport),
      ]
    ]
  }

  /// A pod that serves nobody and may ask.
  func client(on node: Int) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Pod", "metadata": metadata("client", labels: ["app": "client"]),
      "spec": [
        "nodeSelector": ["kubernetes.io/hostname": .string("node-\(node)")],
        "containers": [
          [
            "name": "main", "image": "client:1",
            "ports": [["name": "http", "containerPort": 8080]],
          ]
        ],
      ],
    ]
  }

  func policy(_ name: String, _ spec: JSONValue) -> JSONValue {
    [
      "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata(name),
      "spec": spec,
    ]
  }

  /// A Secret for TLS.
  func secret(_ name: String, _ data: JSONValue) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
      "metadata": metadata(name), "data": data,
    ]
  }

  /// The TLS of an Ingress for the shop's host.
  func tls(_ secret: String? = nil, hosts: [String]? = nil) -> JSONValue {
    var entry: JSONValue = ["hosts": .array((hosts ?? [host]).map { .string($0) })]
    if let secret { entry["secretName"] = .string(secret) }
    return [entry]
  }

  func metadata(
    _ name: String, labels: [String: String] = [:], annotations: [String: String] = [:]
  ) -> JSONValue {
    [
      "name": .string(name), "namespace": .string(namespace), "labels": JSONValue(labels),
      "annotations": JSONValue(annotations),
    ]
  }
}

extension JourneyEdit {
  /// A merge patch of the specification of Service `web`; null takes a field away.
  static func service(_ spec: [String: JSONValue]) -> Self {
    .patch(.service, "web", ["spec": .object(spec)])
  }

  /// A merge patch of the specification of Ingress `web`; null takes a field away.
  static func ingress(_ spec: [String: JSONValue]) -> Self {
    .patch(.ingress, "web", ["spec": .object(spec)])
  }

  /// A Service `web` that selects by one label alone.
  static func selecting(app: String) -> Self {
    .service(["selector": .object(["app": .string(app), "tier": .null])])
  }

  static func annotatedIngress(_ key: String, _ value: String) -> Self {
    .patch(.ingress, "web", ["metadata": ["annotations": [key: .string(value)]]])
  }

  /// A patch of the pods' specification in the Deployment.
  static func template(_ spec: JSONValue) -> Self {
    .patch(.deployment, "web", ["spec": ["template": ["spec": spec]]])
  }

  /// All pods of the shop on one node.
  static func pinned(to node: Int) -> Self {
    .template(["nodeSelector": ["kubernetes.io/hostname": .string("node-\(node)")]])
  }

  /// A patch that gives the shop's container a readiness probe.
  static func readiness(_ probe: JSONValue) -> Self {
    .template([
      "containers": [
        [
          "name": "main", "image": "web:1",
          "ports": [
            ["name": "http", "containerPort": 8080],
            ["name": "stats", "containerPort": 9090, "protocol": "UDP"],
          ], "readinessProbe": probe,
        ]
      ]
    ])
  }

  /// A second IngressClass.
  static func ingressClass(
    _ name: String, _ controller: String, isDefault: Bool = false
  ) -> Self {
    .create([
      "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
      "metadata": [
        "name": .string(name),
        "annotations": [
          "ingressclass.kubernetes.io/is-default-class": .string(isDefault ? "true" : "false")
        ],
      ], "spec": ["controller": .string(controller)],
    ])
  }
}
