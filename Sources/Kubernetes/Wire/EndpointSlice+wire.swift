import Topology

extension EndpointSlice {
  /// Reads an EndpointSlice of the wire; the same as `EndpointSlice(JSONValue)` makes of its JSON.
  ///
  /// Of `v1beta1` the fields after the node are another version's and are not read.
  init(_ wire: Wire_EndpointSlice, isBeta: Bool, _ pool: inout StringPool) {
    let metadata = Metadata(wire.metadata, &pool)
    self.init(
      metadata: metadata, service: metadata.labels[Self.serviceLabel] ?? "",
      addressType: wire.addressType.orElse("IPv4"),
      ports: wire.ports.map {
        Port(
          name: pool.string($0.name), number: $0.hasPort ? Int($0.port) : nil,
          transport: TransportProtocol(rawValue: $0.protocol) ?? .tcp)
      }, endpoints: wire.endpoints.map { Endpoint($0, isBeta: isBeta, &pool) })
  }
}

extension Endpoint {
  /// Reads one endpoint: ready nil is true, serving nil is true, terminating nil is false (discovery/v1 types).
  fileprivate init(_ wire: Wire_Endpoint, isBeta: Bool, _ pool: inout StringPool) {
    let (conditions, target) = (wire.conditions, wire.targetRef)
    let topology = wire.deprecatedTopology
    let zone = isBeta ? "" : wire.zone
    self.init(
      addresses: wire.addresses,
      isReady: !conditions.hasReady || conditions.ready,
      isServing: !conditions.hasServing || conditions.serving,
      isTerminating: conditions.terminating,
      node: pool.string(wire.nodeName.orElse(topology["kubernetes.io/hostname"] ?? "")),
      zone: pool.string(zone.orElse(topology["topology.kubernetes.io/zone"] ?? "")),
      pod: target.kind == "Pod"
        ? NamespacedName(pool.string(target.namespace), target.name) : nil,
      hostname: wire.hostname, zoneHints: isBeta ? [] : wire.hints.forZones.map(\.name),
      nodeHints: isBeta ? [] : wire.hints.forNodes.map(\.name))
  }
}
