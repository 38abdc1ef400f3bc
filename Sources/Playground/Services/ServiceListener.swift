package import Topology

/// One address on which a Service answers, with what lies behind it by kube-proxy's rules.
package struct ServiceListener: Hashable, Sendable {
  /// How the address came about.
  package enum Entry: String, Hashable, Sendable {
    case clusterIP
    case nodePort
    case loadBalancer
  }

  package var service: NamespacedName
  package var entry: Entry
  /// The address and port of the cluster.
  package var address: BackendAddress
  /// The backends by the node that a connection comes through; the empty key is every other node.
  package var backends: [String: [BackendAddress]]
  /// The seconds of ClientIP affinity; nil without affinity.
  package var affinitySeconds: Int?

  /// The backends for a connection through a node.
  package func backends(through node: String) -> [BackendAddress] {
    backends[node] ?? backends[""] ?? []
  }

  /// Whether any connection can be carried; else nothing listens, so that connecting is refused.
  package var isOpen: Bool { backends.values.contains { !$0.isEmpty } }
}

extension ServiceListener {
  /// Every address on which the Services of a cluster answer over TCP, in a stable order.
  ///
  /// Headless and ExternalName Services have none, and UDP ports are not served.
  package static func all(in inventory: Inventory, plan: AddressPlan) -> [ServiceListener] {
    inventory.sortedServices.flatMap { service -> [ServiceListener] in
      guard service.exposure != .externalName, !service.isHeadless else { return [] }
      let slices = inventory.slices(of: service.metadata.key)
      return service.ports.filter { $0.transport == .tcp }.flatMap { port in
        listeners(
          service, port, ProxyRules.backends(of: port, in: slices), inventory, plan)
      }
    }
  }

  private static func listeners(
    _ service: Service, _ port: Service.Port, _ backends: [ServiceBackend],
    _ inventory: Inventory, _ plan: AddressPlan
  ) -> [ServiceListener] {
    func listener(
      _ entry: Entry, _ address: String, _ number: Int, _ backends: [String: [BackendAddress]]
    )
      -> ServiceListener
    {
      ServiceListener(
        service: service.metadata.key, entry: entry,
        address: BackendAddress(address: address, port: number), backends: backends,
        affinitySeconds: service.affinitySeconds)
    }
    let nodes = inventory.nodes(of: plan)
    var result: [ServiceListener] = []
    if plan.clusterOffset(of: service.clusterIP) != nil {
      let policy = service.internalTrafficPolicy
      result.append(
        listener(
          .clusterIP, service.clusterIP, port.number, candidates(backends, policy, nodes)))
    }
    let external = candidates(backends, service.externalTrafficPolicy, nodes)
    if port.nodePort > 0, service.exposure == .nodePort || service.exposure == .loadBalancer {
      for node in nodes {
        let own = external[node.metadata.name] ?? external[""] ?? []
        result.append(listener(.nodePort, node.internalAddress, port.nodePort, ["": own]))
      }
    }
    guard service.exposure == .loadBalancer else { return result }
    var seen: Set<BackendAddress> = []
    let healthy = external.sorted { $0.key < $1.key }.flatMap(\.value)
      .filter { seen.insert($0).inserted }
    for address in service.loadBalancerAddresses where LoopbackPorts.isLoopback(address) {
      result.append(listener(.loadBalancer, address, port.number, ["": healthy]))
    }
    return result
  }

  /// The backends for each node; where the node makes no difference, under the empty key alone.
  private static func candidates(
    _ backends: [ServiceBackend], _ policy: Service.TrafficPolicy, _ nodes: [Node]
  ) -> [String: [BackendAddress]] {
    let hasHints = backends.contains { !$0.endpoint.zoneHints.isEmpty }
    guard policy == .local || hasHints else {
      return ["": ProxyRules.candidates(backends).map(\.address)]
    }
    var result: [String: [BackendAddress]] = [:]
    for node in nodes {
      result[node.metadata.name] = ProxyRules.candidates(
        backends, policy: policy, node: node.metadata.name, zone: node.zone
      ).map(\.address)
    }
    return result
  }
}

extension Inventory {
  /// The playground's own nodes in the order of their names.
  fileprivate func nodes(of plan: AddressPlan) -> [Node] {
    InitialObjects.nodes.indices.compactMap { index in
      node(InitialObjects.nodes[index].name).flatMap {
        $0.internalAddress == plan.node(index + 1) ? $0 : nil
      }
    }
  }
}
