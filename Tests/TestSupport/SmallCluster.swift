package import Topology

/// A cluster in a few lines: three nodes, and slices derived from pods as the controller would.
package struct SmallCluster {
  private var resources: [Resource] = []
  private var pods: [Pod] = []
  private var services: [Service] = []

  package init() {
    for index in 1...3 {
      resources.append(
        .node(
          Node(
            metadata: Metadata(name: "node-\(index)"), zone: "zone-\(["a", "b", "c"][index - 1])")))
    }
  }

  /// Adds a namespace.
  package mutating func namespace(_ name: String) {
    resources.append(.namespace(Metadata(name: name)))
  }

  /// Adds a Service.
  package mutating func service(_ service: Service) { services.append(service) }

  /// Adds a ClusterIP Service of namespace `shop` with one port.
  package mutating func service(
    _ name: String, selector: [String: String], port: Int = 80,
    target: PortReference = .number(8080)
  ) {
    services.append(
      Service(
        metadata: Metadata(name: name, namespace: "shop"), clusterIP: "10.0.0.1",
        ports: [Service.Port(name: "http", number: port, target: target)], selector: selector))
  }

  /// Adds pods of namespace `shop` named `name-1`, `name-2` …; the first `ready` of them are ready.
  package mutating func pods(
    _ name: String, _ count: Int, ready: Int? = nil, labels: [String: String],
    ports: [Pod.ContainerPort] = [Pod.ContainerPort(name: "http", number: 8080)]
  ) {
    for index in 1...max(1, count) where count > 0 {
      let isReady = index <= ready ?? count
      pod(
        Pod(
          metadata: Metadata(
            name: "\(name)-\(index)", namespace: "shop", uid: "\(name)-\(index)", labels: labels),
          node: "node-\((index - 1) % 3 + 1)",
          addresses: ["10.1.\(pods.count / 250).\(pods.count % 250 + 1)"],
          phase: "Running", isReady: isReady, reason: isReady ? "" : "readiness probe failed",
          ports: ports))
    }
  }

  /// Adds a pod.
  package mutating func pod(_ pod: Pod) { pods.append(pod) }

  /// Adds any object.
  package mutating func add(_ resource: Resource) { resources.append(resource) }

  /// Adds an object given as a tree.
  package mutating func add(_ kind: ResourceKind, _ object: JSONValue) {
    resources.append(Resource(object, kind: kind))
  }

  /// Adds the IngressClass `nginx`, the default one.
  package mutating func nginx(isDefault: Bool = true) {
    add(
      .ingressClass,
      [
        "metadata": [
          "name": "nginx",
          "annotations": [
            "ingressclass.kubernetes.io/is-default-class": .string(isDefault ? "true" : "false")
          ],
        ], "spec": ["controller": "k8s.io/ingress-nginx"],
      ])
  }

  /// Adds an Ingress of namespace `shop`: paths are written `host/path Type service:port`.
  package mutating func ingress(
    _ name: String, created: String = "", annotations: [String: String] = [:], _ paths: String...,
    tls: JSONValue = .null, defaultBackend: JSONValue = .null
  ) {
    let rules = paths.map { text -> JSONValue in
      let words = text.split(separator: " ").map(String.init)
      let slash = words[0].firstIndex(of: "/") ?? words[0].endIndex
      let target = words[2].split(separator: ":").map(String.init)
      let port: JSONValue =
        Int(target[1]).map { ["number": .integer(Int64($0))] } ?? ["name": .string(target[1])]
      let host = String(words[0][..<slash])
      return [
        "host": host.isEmpty ? .null : .string(host),
        "http": [
          "paths": [
            [
              "path": .string(String(words[0][slash...])), "pathType": .string(words[1]),
              "backend": ["service": ["name": .string(target[0]), "port": port]],
            ]
          ]
        ],
      ]
    }
    add(
      .ingress,
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": [
          "name": .string(name), "namespace": "shop", "annotations": JSONValue(annotations),
          "creationTimestamp": created.isEmpty ? .null : .string(created),
        ],
        "spec": [
          "rules": rules.isEmpty ? .null : .array(rules), "tls": tls,
          "defaultBackend": defaultBackend,
        ],
      ])
  }

  /// Everything together, with the slices of selecting Services.
  package var inventory: Inventory {
    var inventory = Inventory(resources + services.map(Resource.service) + pods.map(Resource.pod))
    for service in services {
      let selected = inventory.pods(in: service.metadata.namespace, matching: service.selector)
      let groups = EndpointRules.groups(of: service, pods: selected) { inventory.node($0) }
      for (index, group) in groups.enumerated() {
        let name = "\(service.metadata.name)-\(index)"
        inventory.apply(
          .applied(
            .endpointSlice(
              EndpointSlice(
                metadata: Metadata(name: name, namespace: service.metadata.namespace),
                service: service.metadata.name, ports: group.ports, endpoints: group.endpoints))))
      }
    }
    return inventory
  }
}
