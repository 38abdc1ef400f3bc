package import Routing
package import Topology

/// The shop of the mock-ups, fixed: web with 3 pods, api-v1 with 2, api-v2 with one ready pod of 2, and pay
/// whose selector matches no pod.
package enum DemoFixture {
  /// 12:04:31 UTC on a day in 2026.
  package static let now: Double = 1_767_614_671
  package static let namespace = "shop"

  private static let created = "2025-12-24T12:00:00Z"

  /// Every object of the shop.
  package static var resources: [Resource] {
    [.namespace(Metadata(name: namespace, uid: "ns-shop"))] + nodes + workloads + pods + services
      + slices + ingresses
  }

  private static let nodes: [Resource] = (1...3).map { number in
    .node(
      Node(
        metadata: Metadata(name: "node-\(number)", uid: "node-\(number)"),
        zone: "zone-\(["a", "b", "c"][number - 1])", internalAddress: "127.192.0.\(number)"))
  }

  /// A pod as the fixture writes it down.
  private struct PodLine {
    let name: String
    let workload: String
    let node: Int
    let address: String
    var isReady = true
  }

  private static let podLines: [PodLine] = [
    PodLine(name: "web-7c9f-2kx8l", workload: "web", node: 1, address: "127.64.1.10"),
    PodLine(name: "web-7c9f-8fz4q", workload: "web", node: 2, address: "127.64.2.10"),
    PodLine(name: "web-7c9f-qq71n", workload: "web", node: 3, address: "127.64.3.10"),
    PodLine(name: "api-v1-5d-66b2c", workload: "api-v1", node: 1, address: "127.64.1.16"),
    PodLine(name: "api-v1-5d-x9wlt", workload: "api-v1", node: 2, address: "127.64.2.16"),
    PodLine(name: "api-v2-8b-0mm2p", workload: "api-v2", node: 1, address: "127.64.1.17"),
    PodLine(
      name: "api-v2-8b-ztt8v", workload: "api-v2", node: 2, address: "127.64.2.19", isReady: false),
    PodLine(name: "pay-6f-1zz9k", workload: "pay", node: 1, address: "127.64.1.30"),
    PodLine(name: "pay-6f-bb20c", workload: "pay", node: 2, address: "127.64.2.30"),
  ]

  private static func labels(_ workload: String) -> [String: String] {
    switch workload {
    case "web": ["app": "web"]
    case "api-v1": ["app": "api", "track": "v1"]
    case "api-v2": ["app": "api", "track": "v2"]
    default: ["app": "pay", "tier": "back-end"]
    }
  }

  private static let hashes = ["web": "7c9f", "api-v1": "5d", "api-v2": "8b", "pay": "6f"]

  private static var workloads: [Resource] {
    hashes.keys.sorted().flatMap { name -> [Resource] in
      let lines = podLines.filter { $0.workload == name }
      let ready = lines.count { $0.isReady }
      let replicaSet = "\(name)-\(hashes[name] ?? "")"
      let selector = LabelSelector(labels: labels(name))
      let owner = Metadata.Owner(kind: "Deployment", name: name, uid: "deployment-\(name)")
      return [
        .workload(
          Workload(
            metadata: metadata(name, uid: "deployment-\(name)"), kind: .deployment,
            replicas: lines.count, readyReplicas: ready, updatedReplicas: lines.count,
            selector: selector, templateLabels: labels(name))),
        .workload(
          Workload(
            metadata: metadata(replicaSet, uid: "replicaset-\(name)", owner: owner),
            kind: .replicaSet, replicas: lines.count, readyReplicas: ready,
            selector: selector, templateLabels: labels(name))),
      ]
    }
  }

  private static func metadata(
    _ name: String, uid: String, labels: [String: String] = [:], owner: Metadata.Owner? = nil
  ) -> Metadata {
    Metadata(
      name: name, namespace: namespace, uid: uid, resourceVersion: "88123", labels: labels,
      owner: owner, creationTimestamp: created)
  }

  private static var pods: [Resource] {
    podLines.map { line in
      let owner = Metadata.Owner(
        kind: "ReplicaSet", name: "\(line.workload)-\(hashes[line.workload] ?? "")",
        uid: "replicaset-\(line.workload)")
      return .pod(
        Pod(
          metadata: metadata(
            line.name, uid: "pod-\(line.name)", labels: labels(line.workload), owner: owner),
          node: "node-\(line.node)", addresses: [line.address], phase: "Running",
          isReady: line.isReady, reason: line.isReady ? "" : "readiness: GET /healthz answers 500",
          ports: [Pod.ContainerPort(name: "http", number: 8080)], restarts: line.isReady ? 0 : 4))
    }
  }

  private static func service(
    _ name: String, _ address: String, _ target: PortReference, _ selector: [String: String]
  ) -> Resource {
    .service(
      Service(
        metadata: metadata(name, uid: "service-\(name)"), clusterIP: address,
        ports: [Service.Port(name: "http", number: 80, target: target)], selector: selector))
  }

  private static let services: [Resource] = [
    service("web", "127.128.0.10", .number(8080), ["app": "web"]),
    service("api-v1", "127.128.0.31", .number(8080), ["app": "api", "track": "v1"]),
    service("api-v2", "127.128.0.32", .number(8080), ["app": "api", "track": "v2"]),
    service("pay", "127.128.0.41", .name("http"), ["app": "pay", "tier": "backend"]),
  ]

  private static var slices: [Resource] {
    ["web", "api-v1", "api-v2", "pay"].map { name in
      let endpoints = podLines.filter { $0.workload == name && name != "pay" }.map { line in
        Endpoint(
          addresses: [line.address], isReady: line.isReady, isServing: line.isReady,
          node: "node-\(line.node)", zone: "zone-\(["a", "b", "c"][line.node - 1])",
          pod: NamespacedName(namespace, line.name), podUID: "pod-\(line.name)")
      }
      return .endpointSlice(
        EndpointSlice(
          metadata: metadata(
            "\(name)-x7k2p", uid: "slice-\(name)", labels: [EndpointSlice.serviceLabel: name]),
          service: name, ports: [EndpointSlice.Port(name: "http", number: 8080)],
          endpoints: endpoints))
    }
  }

  private static func path(_ path: String, _ service: String) -> JSONValue {
    [
      "path": .string(path), "pathType": "Prefix",
      "backend": ["service": ["name": .string(service), "port": ["number": 80]]],
    ]
  }

  private static func ingress(
    _ name: String, annotations: JSONValue, paths: [JSONValue]
  ) -> Resource {
    let object: JSONValue = [
      "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
      "metadata": [
        "name": .string(name), "namespace": .string(namespace), "uid": .string("ingress-\(name)"),
        "resourceVersion": "90211", "creationTimestamp": .string(created),
        "annotations": annotations,
      ],
      "spec": [
        "ingressClassName": "nginx",
        "rules": [["host": "shop.local", "http": ["paths": .array(paths)]]],
      ],
    ]
    return .generic(GenericResource(kind: .ingress, object: object))
  }

  private static let ingresses: [Resource] = [
    .generic(
      GenericResource(
        kind: .ingressClass,
        object: [
          "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass",
          "metadata": ["name": "nginx", "uid": "ingressclass-nginx"],
          "spec": ["controller": "k8s.io/ingress-nginx"],
        ])),
    ingress(
      "shop", annotations: [:],
      paths: [path("/", "web"), path("/api", "api-v1"), path("/pay", "pay")]),
    ingress(
      "shop-canary",
      annotations: [
        "nginx.ingress.kubernetes.io/canary": "true",
        "nginx.ingress.kubernetes.io/canary-weight": "10",
      ], paths: [path("/api", "api-v2")]),
  ]

  /// The route of a path of the shop, as its counters name it.
  package static func route(_ path: String) -> Route.ID {
    Route.ID(source: ObjectReference("Ingress", namespace, "shop"), host: "shop.local", path: path)
  }
}
