import HashTreeCollections
package import Routing
package import Topology
package import Traffic

/// A way to a Service or a route from outside the cluster, asked whether it is open as backends are.
package struct Door: Hashable, Sendable {
  /// Which way it is.
  package enum Kind: Hashable, Sendable {
    /// A node's address with the Service's node port: the node's name.
    case nodePort(node: String)
    /// An address that the cloud gave the Service.
    case loadBalancer
    /// A name that must lead somewhere: a route's host, an ExternalName.
    case name
    /// A host that must show a certificate.
    case certificate
  }

  package var kind: Kind
  package var address: BackendAddress

  /// The question to it.
  func target(_ service: NamespacedName) -> ProbeTarget {
    let subject: ProbeTarget.Subject =
      switch kind {
      case .nodePort, .loadBalancer: .backend
      case .name: .name
      case .certificate: .certificate
      }
    return ProbeTarget(
      service: service, address: address, pod: nil, template: "", subject: subject)
  }
}

extension Facts {
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
    for node in inventory.nodes.values where node.isReady && !node.internalAddress.isEmpty {
      let place = first.firstIndex { node.metadata.name < $0.metadata.name } ?? first.endIndex
      first.insert(node, at: place)
      if first.count > Self.mostNodes { first.removeLast() }
    }
    return first
  }

  /// The doors of a route: its host's name, and the certificate that the host shows where it is served over TLS.
  ///
  /// Patterns of hosts name no one.
  package func doors(of route: Route) -> [Door] {
    guard !route.host.isEmpty, !route.host.contains("*") else { return [] }
    let name = Door(name: route.host)
    guard route.isTLS else { return [name] }
    return [
      name, Door(kind: .certificate, address: BackendAddress(address: route.host, port: 443)),
    ]
  }

  /// The newest answer of a door that still counts.
  package func probe(of door: Door) -> ProbeReading? { probe(at: door.address) }

  /// The newest answer of an address that still counts.
  package func probe(at address: BackendAddress) -> ProbeReading? {
    probes.newest(of: address, now: time)
  }
}

extension Door {
  /// The door that is a name.
  fileprivate init(name: String) {
    self.init(kind: .name, address: BackendAddress(address: name, port: 0))
  }
}
