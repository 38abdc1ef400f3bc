import Topology

/// Slices made of Endpoints objects, for clusters whose slices may not be read or do not exist.
///
/// Each subset is a slice of its own, since its addresses share its ports: `web`, `web.1`, `web.2`. Of the
/// addresses the ready ones serve, the others do not; nothing is known of terminating ones.
actor EndpointsConversion {
  /// How many slices each Endpoints object was made into.
  private var counts: [NamespacedName: Int] = [:]

  /// What the events of Endpoints objects mean for slices.
  func slices(_ events: [ResourceEvent]) -> [ResourceEvent] { events.flatMap(slices) }

  private func slices(_ event: ResourceEvent) -> [ResourceEvent] {
    switch event {
    case .applied(let resource):
      let key = resource.metadata.key
      let slices = Self.slices(of: resource)
      let stale = (slices.count..<max(slices.count, counts[key] ?? 0)).map { index in
        ResourceEvent.deleted(Self.reference(key, index))
      }
      counts[key] = slices.count
      return slices.map { .applied(.endpointSlice($0)) } + stale
    case .deleted(let reference):
      return (0..<(counts.removeValue(forKey: reference.name) ?? 0)).map {
        .deleted(Self.reference(reference.name, $0))
      }
    case .listed(_, let resources):
      counts = [:]
      let all = resources.flatMap { resource in
        let slices = Self.slices(of: resource)
        counts[resource.metadata.key] = slices.count
        return slices
      }
      return [.listed(kind: .endpointSlice, resources: all.map { .endpointSlice($0) })]
    }
  }

  private static func reference(_ key: NamespacedName, _ index: Int) -> ObjectReference {
    ObjectReference("EndpointSlice", key.namespace, name(key.name, index))
  }

  private static func name(_ name: String, _ index: Int) -> String {
    index == 0 ? name : "\(name).\(index)"
  }

  /// The slices of one Endpoints object.
  static func slices(of resource: Resource) -> [EndpointSlice] {
    guard case .generic(let endpoints) = resource else { return [] }
    return endpoints.object["subsets"].array.enumerated().map { index, subset in
      var metadata = endpoints.metadata
      metadata.name = name(endpoints.metadata.name, index)
      metadata.labels[EndpointSlice.serviceLabel] = endpoints.metadata.name
      let ready = subset["addresses"].array.map { endpoint($0, isReady: true) }
      let others = subset["notReadyAddresses"].array.map { endpoint($0, isReady: false) }
      let addressType =
        (ready + others).first?.addresses.first?.contains(":") == true ? "IPv6" : "IPv4"
      return EndpointSlice(
        metadata: metadata, service: endpoints.metadata.name, addressType: addressType,
        ports: subset["ports"].array.map {
          EndpointSlice.Port(
            name: $0["name"].string ?? "", number: $0["port"].integer,
            transport: TransportProtocol(rawValue: $0["protocol"].string ?? "TCP") ?? .tcp)
        }, endpoints: ready + others)
    }
  }

  private static func endpoint(_ address: JSONValue, isReady: Bool) -> Endpoint {
    let target = address["targetRef"]
    return Endpoint(
      addresses: [address["ip"].string].compactMap(\.self), isReady: isReady, isServing: isReady,
      node: address["nodeName"].string ?? "",
      pod: target["kind"].string == "Pod"
        ? NamespacedName(target["namespace"].string ?? "", target["name"].string ?? "") : nil,
      hostname: address["hostname"].string ?? "")
  }
}
