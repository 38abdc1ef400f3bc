import HashTreeCollections
package import Topology
package import Traffic

extension Inventory {
  /// Of how many nodes the node ports are asked.
  private static let mostNodes = 3

  /// The doors of a Service: node ports of a few nodes, the load balancer's addresses, an ExternalName.
  package func doors(of service: Service) -> [Door] {
    if service.exposure == .externalName {
      guard !service.externalName.isEmpty else { return [] }
      return [Door(name: service.externalName)]
    }
    let ports = service.ports.filter { $0.transport == .tcp }
    let open = ports.filter { $0.nodePort > 0 }
    let nodePorts = (open.isEmpty ? [] : firstNodes).flatMap { node in
      open.map { port in
        Door(
          kind: .nodePort(node: node.metadata.name),
          address: BackendAddress(address: node.internalAddress, port: port.nodePort))
      }
    }
    let balanced = service.loadBalancerAddresses.flatMap { address in
      ports.map {
        Door(kind: .loadBalancer, address: BackendAddress(address: address, port: $0.number))
      }
    }
    return balanced + nodePorts
  }

  /// The ready nodes that come first by name.
  private var firstNodes: [Node] {
    var first: [Node] = []
    for node in nodes.values where node.isReady && !node.internalAddress.isEmpty {
      let place = first.firstIndex { node.metadata.name < $0.metadata.name } ?? first.endIndex
      first.insert(node, at: place)
      if first.count > Self.mostNodes { first.removeLast() }
    }
    return first
  }
}
