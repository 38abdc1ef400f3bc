package import Topology

/// What the endpoint slice controller writes for one Service.
package enum DesiredSlices {
  /// The label that names who writes a slice.
  package static let managerLabel = "endpointslice.kubernetes.io/managed-by"
  /// The writer of slices for Services with a selector.
  package static let manager = "endpointslice-controller.k8s.io"
  /// The writer of slices that copy an Endpoints object of a Service without selector.
  package static let mirror = "endpointslicemirroring-controller.k8s.io"
  /// How many endpoints one slice holds at most.
  package static let capacity = 100

  /// The slices that a Service should have, each with a name that its ports and its place give.
  package static func slices(
    for service: JSONValue, pods: [Pod], node: (String) -> Node?
  ) -> [JSONValue] {
    let value = Service(service)
    guard value.isSelecting else { return [] }
    let byName = Dictionary(pods.map { ($0.metadata.key, $0) }, uniquingKeysWith: { $1 })
    let hints = Hints(service, value)
    let groups = EndpointRules.groups(of: value, pods: pods, node: node)
    guard !groups.isEmpty else {
      return [slice(of: service, ports: [], endpoints: [], chunk: 0, manager: manager)]
    }
    return groups.flatMap { group -> [JSONValue] in
      let ports = group.ports.map(port)
      let endpoints = group.endpoints.map { endpoint in
        json(endpoint, hostname: hostname(endpoint.pod.flatMap { byName[$0] }, value), hints)
      }
      return chunks(endpoints).enumerated().map { index, chunk in
        slice(of: service, ports: ports, endpoints: chunk, chunk: index, manager: manager)
      }
    }
  }

  /// The slices that copy the Endpoints object of a Service without selector.
  package static func mirrored(_ endpoints: JSONValue, of service: JSONValue) -> [JSONValue] {
    endpoints["subsets"].array.enumerated().flatMap { number, subset -> [JSONValue] in
      let ready = subset["addresses"].array.map { address($0, isReady: true) }
      let unready = subset["notReadyAddresses"].array.map { address($0, isReady: false) }
      return chunks(ready + unready).enumerated().map { index, chunk in
        slice(
          of: service, ports: subset["ports"].array, endpoints: chunk,
          chunk: number * 100 + index, manager: mirror)
      }
    }
  }

  private static func address(_ value: JSONValue, isReady: Bool) -> JSONValue {
    [
      "addresses": [value["ip"]], "nodeName": value["nodeName"], "targetRef": value["targetRef"],
      "hostname": value["hostname"],
      "conditions": [
        "ready": .bool(isReady), "serving": .bool(isReady), "terminating": false,
      ],
    ]
  }

  private static func chunks(_ endpoints: [JSONValue]) -> [[JSONValue]] {
    stride(from: 0, to: endpoints.count, by: capacity).map {
      Array(endpoints[$0..<min($0 + capacity, endpoints.count)])
    }
  }

  static func port(_ port: EndpointSlice.Port) -> JSONValue {
    [
      "name": .string(port.name), "port": port.number.map { .integer(Int64($0)) } ?? .null,
      "protocol": .string(port.transport.rawValue),
    ]
  }

  /// The name that DNS gives the endpoint: only if the pod's subdomain is this Service.
  static func hostname(_ pod: Pod?, _ service: Service) -> JSONValue {
    guard let pod, !pod.hostname.isEmpty, pod.subdomain == service.metadata.name else {
      return .null
    }
    return .string(pod.hostname)
  }

  private static func json(
    _ endpoint: Endpoint, hostname: JSONValue, _ hints: Hints
  ) -> JSONValue {
    [
      "addresses": .array(endpoint.addresses.map { .string($0) }),
      "conditions": [
        "ready": .bool(endpoint.isReady), "serving": .bool(endpoint.isServing),
        "terminating": .bool(endpoint.isTerminating),
      ],
      "hostname": hostname, "hints": hints.json(for: endpoint),
      "nodeName": endpoint.node.isEmpty ? .null : .string(endpoint.node),
      "zone": endpoint.zone.isEmpty ? .null : .string(endpoint.zone),
      "targetRef": endpoint.pod.map { target($0, uid: endpoint.podUID) } ?? .null,
    ]
  }

  static func target(_ pod: NamespacedName, uid: String) -> JSONValue {
    [
      "kind": "Pod", "namespace": .string(pod.namespace), "name": .string(pod.name),
      "uid": .string(uid),
    ]
  }

  private static func slice(
    of service: JSONValue, ports: [JSONValue], endpoints: [JSONValue], chunk: Int, manager: String
  ) -> JSONValue {
    let metadata = Metadata(service)
    var labels = metadata.labels
    labels[EndpointSlice.serviceLabel] = metadata.name
    labels[managerLabel] = manager
    if service["spec"]["clusterIP"].string == "None" {
      labels["service.kubernetes.io/headless"] = ""
    }
    let hash = StableHash.value(
      metadata.namespace, metadata.name, JSONValue.array(ports).text, String(chunk))
    return [
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
      "metadata": [
        "name": .string("\(metadata.name)-\(StableHash.suffix(hash))"),
        "namespace": .string(metadata.namespace), "labels": JSONValue(labels),
        "ownerReferences": [PodTemplate.reference(to: service)],
      ],
      "addressType": "IPv4", "ports": .array(ports), "endpoints": .array(endpoints),
    ]
  }

  /// The topology hints that a Service asks for by `trafficDistribution`.
  private struct Hints {
    let forZone: Bool
    let forNode: Bool

    init(_ service: JSONValue, _ value: Service) {
      let annotations = value.metadata.annotations
      let mode =
        annotations["service.kubernetes.io/topology-aware-hints"]
        ?? annotations["service.kubernetes.io/topology-mode"] ?? ""
      let distribution = service["spec"]["trafficDistribution"].string ?? ""
      let isOverruled = mode == "Auto" || mode == "auto"
      forNode = !isOverruled && distribution == "PreferSameNode"
      forZone =
        forNode
        || !isOverruled && (distribution == "PreferClose" || distribution == "PreferSameZone")
    }

    func json(for endpoint: Endpoint) -> JSONValue {
      guard endpoint.isReady, forZone, !endpoint.zone.isEmpty else { return .null }
      return [
        "forZones": [["name": .string(endpoint.zone)]],
        "forNodes": forNode ? [["name": .string(endpoint.node)]] : .null,
      ]
    }
  }
}
