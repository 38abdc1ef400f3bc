import Topology

/// The objects of a large cluster, made in this process: the same shapes that `Peer/fill.go` writes to a real one.
///
/// Some percent of them are broken, in the ways in which clusters are.
struct GeneratedCluster {
  /// At full size 10,000 Services, each with 15 pods and a slice, 2,000 Deployments and 2,000 Ingresses.
  let scale: Double

  static let servicesOfDeployment = 5
  static let podsOfService = 15

  var deployments: Int { Int(2000 * scale) }
  var services: Int { deployments * Self.servicesOfDeployment }
  var pods: Int { services * Self.podsOfService }
  var namespaces: Int { max(4, Int(100 * scale)) }
  var nodes: Int { pods / 110 + 1 }

  /// The inventory of all of it.
  ///
  /// Equal texts share their storage, as they do when the feed reads them.
  func inventory() -> Inventory {
    var inventory = Inventory()
    for index in 0..<namespaces {
      let name = namespace(ofDeployment: index)
      let labels = ["kubernetes.io/metadata.name": name]
      inventory.apply(.applied(.namespace(Metadata(name: name, labels: labels))))
    }
    for index in 0..<nodes { inventory.apply(.applied(node(index))) }
    for resource in controller + policies { inventory.apply(.applied(resource)) }
    let nodeNames = (0..<nodes).map(nodeName)
    for index in 0..<deployments {
      let own = labels(ofDeployment: index)
      for resource in workloads(index, own) { inventory.apply(.applied(resource)) }
      for service in index * Self.servicesOfDeployment..<(index + 1) * Self.servicesOfDeployment {
        for resource in objects(ofService: service, own, nodeNames) {
          inventory.apply(.applied(resource))
        }
      }
      inventory.apply(.applied(ingress(index)))
    }
    return inventory
  }

  func namespace(ofDeployment index: Int) -> String { "team-\(padded(index % namespaces, 3))" }
  func application(_ deployment: Int) -> String { "checkout-\(padded(deployment, 4))" }
  func host(_ deployment: Int) -> String { "\(application(deployment)).shop.example.com" }

  func service(_ index: Int) -> NamespacedName {
    let deployment = index / Self.servicesOfDeployment
    return NamespacedName(
      namespace(ofDeployment: deployment),
      "\(application(deployment))-shard-\(index % Self.servicesOfDeployment)")
  }

  func pod(_ index: Int) -> NamespacedName {
    let deployment = index / Self.podsOfService / Self.servicesOfDeployment
    return NamespacedName(
      namespace(ofDeployment: deployment),
      "\(replicaSet(deployment))-\(suffix(index, 5))\(String(index % 16, radix: 16))")
  }

  func slice(_ service: Int) -> NamespacedName {
    let name = self.service(service)
    return NamespacedName(name.namespace, "\(name.name)-\(suffix(service, 5))")
  }

  private func replicaSet(_ deployment: Int) -> String {
    "\(application(deployment))-\(suffix(deployment, 10))"
  }

  private func nodeName(_ index: Int) -> String {
    "worker-\(padded(index, 4)).europe-1.compute.example.internal"
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// A short text that follows from a number, like those that controllers give.
  private func suffix(_ number: Int, _ length: Int) -> String {
    let mixed = UInt64(number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return String(String(mixed | 1 << 63, radix: 16).prefix(length))
  }

  private func labels(ofDeployment index: Int) -> [String: String] {
    let name = application(index)
    return [
      "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "\(name)-production",
      "app.kubernetes.io/part-of": "checkout", "app.kubernetes.io/managed-by": "Helm",
    ]
  }

  private func node(_ index: Int) -> Resource {
    let zone = ["europe-1-a", "europe-1-b", "europe-1-c"][index % 3]
    let labels = ["topology.kubernetes.io/zone": zone, "kubernetes.io/os": "linux"]
    return .node(
      Node(
        metadata: Metadata(name: nodeName(index), labels: labels), zone: zone,
        internalAddress: "10.0.\(index >> 8).\(index & 255)", isReady: index % 200 != 199))
  }

  private func workloads(_ index: Int, _ own: [String: String]) -> [Resource] {
    let count = Self.servicesOfDeployment * Self.podsOfService
    let selector = LabelSelector(labels: ["app.kubernetes.io/name": application(index)])
    let path = "/readyz"
    let template = PodTemplate(
      containers: [
        PodTemplate.Container(
          name: "checkout",
          ports: [
            PodTemplate.Port(name: "http", number: 8080),
            PodTemplate.Port(name: "metrics", number: 9090),
          ],
          // Some ask a port that does not exist.
          readiness: Probe(
            .http(path: path, port: .name(index % 100 == 7 ? "htpp" : "http"), isSecure: false)),
          liveness: Probe(.http(path: "/healthz", port: .name("http"), isSecure: false)))
      ], clusterNames: ["database.data.svc"])
    var deployment = Workload(
      metadata: metadata(application(index), index, own), kind: .deployment, replicas: count,
      readyReplicas: count, updatedReplicas: count, selector: selector, templateLabels: own,
      template: template)
    deployment.metadata.annotations = ["meta.helm.sh/release-name": application(index)]
    var set = metadata(replicaSet(index), index, own)
    set.owner = Metadata.Owner(
      kind: "Deployment", name: application(index), uid: deployment.metadata.uid)
    return [
      .workload(deployment),
      .workload(
        Workload(
          metadata: set, kind: .replicaSet, replicas: count, readyReplicas: count,
          selector: selector, templateLabels: own)),
    ]
  }

  private func metadata(
    _ name: String, _ deployment: Int, _ labels: [String: String]
  ) -> Metadata {
    Metadata(
      name: name, namespace: namespace(ofDeployment: deployment), uid: uid(name),
      resourceVersion: "\(deployment + 1000)", labels: labels,
      creationTimestamp: "2026-01-02T03:04:05Z")
  }

  private func uid(_ text: String) -> String {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let hex = String(sum | 1 << 63, radix: 16)
    return "\(hex.prefix(8))-\(hex.dropFirst(8).prefix(4))-4000-a000-\(hex.suffix(12))"
  }

  /// A Service, its slice and its pods.
  private func objects(
    ofService index: Int, _ own: [String: String], _ nodeNames: [String]
  ) -> [Resource] {
    let deployment = index / Self.servicesOfDeployment
    let shard = "\(index % Self.servicesOfDeployment)"
    let (key, application) = (service(index), application(deployment))
    // Some select nothing, some name a port that does not exist.
    let isLost = index % 50 == 13
    let value = Service(
      metadata: metadata(key.name, deployment, own),
      clusterIP: "10.96.\(index >> 8).\(index & 255)",
      ports: [
        Service.Port(name: "http", number: 80, target: .name(index % 100 == 29 ? "htpp" : "http"))
      ],
      selector: [
        "app.kubernetes.io/name": isLost ? application + "-v2" : application, "shard": shard,
      ])
    var labels = own
    labels["pod-template-hash"] = suffix(deployment, 10)
    labels["shard"] = shard
    let numbers = index * Self.podsOfService..<(index + 1) * Self.podsOfService
    let pods = numbers.map { pod($0, deployment, labels, nodeNames) }
    let slice = EndpointSlice(
      metadata: metadata(
        self.slice(index).name, deployment, [EndpointSlice.serviceLabel: key.name]),
      service: key.name,
      ports: index % 100 == 29 ? [] : [EndpointSlice.Port(name: "http", number: 8080)],
      endpoints: isLost
        ? []
        : pods.map { pod in
          Endpoint(
            addresses: pod.addresses, isReady: pod.isReady, isServing: pod.isReady, node: pod.node,
            zone: "europe-1-a", pod: pod.metadata.key)
        })
    return [.service(value), .endpointSlice(slice)] + pods.map(Resource.pod)
  }

  private func pod(
    _ index: Int, _ deployment: Int, _ labels: [String: String], _ nodeNames: [String]
  ) -> Pod {
    let key = pod(index)
    var metadata = metadata(key.name, deployment, labels)
    metadata.owner = Metadata.Owner(
      kind: "ReplicaSet", name: replicaSet(deployment), uid: uid(replicaSet(deployment)))
    let isReady = index % 97 != 11
    return Pod(
      metadata: metadata, node: nodeNames[index % nodeNames.count],
      addresses: ["10.\(128 + index >> 16).\(index >> 8 & 255).\(index & 255)"],
      phase: "Running", isReady: isReady,
      reason: isReady
        ? "" : index % 2 == 0 ? "CrashLoopBackOff" : "Readiness probe failed: statuscode: 503",
      ports: [
        Pod.ContainerPort(name: "http", number: 8080),
        Pod.ContainerPort(name: "metrics", number: 9090),
      ], restarts: index % 50 / 49)
  }
}
