/// One address and port that a Service's traffic can be sent to.
package struct BackendAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var address: String
  package var port: Int

  package init(address: String, port: Int) {
    self.address = address
    self.port = port
  }

  package var description: String {
    address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.address, left.port) < (right.address, right.port)
  }
}

/// A backend of a Service port: where it listens and what the slice says of it.
package struct ServiceBackend: Hashable, Sendable {
  package var address: BackendAddress
  package var endpoint: Endpoint

  package init(address: BackendAddress, endpoint: Endpoint) {
    self.address = address
    self.endpoint = endpoint
  }
}

/// What kube-proxy does with a Service's endpoints (`CategorizeEndpoints`).
package enum ProxyRules {
  /// All backends of a Service port over its slices: the slice's port with the name of the
  /// Service's port.
  ///
  /// An address in two slices counts once.
  package static func backends(
    of port: Service.Port, in slices: [EndpointSlice]
  ) -> [ServiceBackend] {
    var seen: Set<BackendAddress> = []
    return mainFamily(of: slices).flatMap { slice -> [ServiceBackend] in
      guard let number = slice.ports.first(where: { $0.name == port.name })?.number else {
        return []
      }
      return slice.endpoints.compactMap { endpoint in
        guard let ip = endpoint.address else { return nil }
        let address = BackendAddress(address: ip, port: number)
        return seen.insert(address).inserted
          ? ServiceBackend(address: address, endpoint: endpoint) : nil
      }
    }
  }

  /// The slices of one address family: of two families the endpoints are the same pods.
  ///
  /// IPv4 where there is any of it.
  package static func mainFamily(of slices: [EndpointSlice]) -> [EndpointSlice] {
    let others = slices.filter { $0.addressType != "IPv6" }
    return others.contains { !$0.endpoints.isEmpty } ? others : slices
  }

  /// The backends that get traffic, each an equal share.
  ///
  /// Policy Cluster: all ready; if there is none anywhere, all serving and terminating. Policy Local:
  /// the same on this node alone, and nothing if the node has none. Topology hints narrow policy Cluster
  /// for a node or zone that is named.
  package static func candidates(
    _ backends: [ServiceBackend], policy: Service.TrafficPolicy = .cluster, node: String = "",
    zone: String = ""
  ) -> [ServiceBackend] {
    let reachable = policy == .local ? backends.filter { $0.endpoint.node == node } : backends
    let ready = reachable.filter(\.endpoint.isReady)
    guard ready.isEmpty else {
      return policy == .local ? ready : hinted(ready, node: node, zone: zone)
    }
    return reachable.filter { $0.endpoint.isServing && $0.endpoint.isTerminating }
  }

  /// The ready backends that hints leave: those for the node, else those for the zone, else all.
  ///
  /// Hints count only when every ready endpoint has one, and one of them is for this place.
  private static func hinted(
    _ ready: [ServiceBackend], node: String, zone: String
  ) -> [ServiceBackend] {
    if !node.isEmpty, ready.allSatisfy({ !$0.endpoint.nodeHints.isEmpty }) {
      let near = ready.filter { $0.endpoint.nodeHints.contains(node) }
      if !near.isEmpty { return near }
    }
    guard !zone.isEmpty, ready.allSatisfy({ !$0.endpoint.zoneHints.isEmpty }) else { return ready }
    let near = ready.filter { $0.endpoint.zoneHints.contains(zone) }
    return near.isEmpty ? ready : near
  }
}
