package import Topology

/// What the endpoints controller writes: the older object beside the slices.
package enum DesiredEndpoints {
  /// The Endpoints of a Service with a selector; nil for every other Service.
  ///
  /// Unlike slices it leaves out pods that are being deleted, and pods on which no port resolves.
  package static func endpoints(
    for service: JSONValue, pods: [Pod], node: (String) -> Node?
  ) -> JSONValue? {
    let value = Service(service)
    guard value.isSelecting else { return nil }
    let kept = pods.filter { value.publishesNotReadyAddresses || !$0.metadata.isDeleting }
    let byName = Dictionary(kept.map { ($0.metadata.key, $0) }, uniquingKeysWith: { $1 })
    let subsets = EndpointRules.groups(of: value, pods: kept, node: node)
      .filter { !$0.ports.isEmpty || value.ports.isEmpty }
      .map { subset($0, value) { byName[$0] } }
    var labels = value.metadata.labels
    if value.isHeadless { labels["service.kubernetes.io/headless"] = "" }
    return [
      "apiVersion": "v1", "kind": "Endpoints",
      "metadata": [
        "name": .string(value.metadata.name), "namespace": .string(value.metadata.namespace),
        "labels": JSONValue(labels),
      ],
      "subsets": subsets.isEmpty ? .null : .array(subsets),
    ]
  }

  private static func subset(
    _ group: EndpointRules.Group, _ service: Service, pod: (NamespacedName) -> Pod?
  ) -> JSONValue {
    func addresses(_ endpoints: [Endpoint]) -> JSONValue {
      endpoints.isEmpty
        ? .null
        : .array(
          endpoints.map { endpoint in
            [
              "ip": .string(endpoint.address ?? ""),
              "hostname": DesiredSlices.hostname(endpoint.pod.flatMap(pod), service),
              "nodeName": endpoint.node.isEmpty ? .null : .string(endpoint.node),
              "targetRef": endpoint.pod.map {
                DesiredSlices.target($0, uid: endpoint.podUID)
              } ?? .null,
            ]
          })
    }
    let ports = group.ports.map { port in
      var value = DesiredSlices.port(port)
      if port.name.isEmpty { value["name"] = .null }
      return value
    }
    return [
      "addresses": addresses(group.endpoints.filter(\.isReady)),
      "notReadyAddresses": addresses(group.endpoints.filter { !$0.isReady }),
      "ports": ports.isEmpty ? .null : .array(ports),
    ]
  }
}
