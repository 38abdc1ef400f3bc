package import Routing
package import Topology

/// Everything that the ingress proxy serves, as one value: it is swapped whole when the cluster changes.
package struct IngressConfiguration: Sendable {
  /// Where the requests of one backend of a route go.
  package struct Target: Hashable, Sendable {
    package var service: NamespacedName
    package var weight: Int
    /// Where to dial, with the address that counters and panes name; empty is a 503.
    package var endpoints: [Endpoint]

    package init(service: NamespacedName, weight: Int, endpoints: [Endpoint]) {
      self.service = service
      self.weight = weight
      self.endpoints = endpoints
    }
  }

  /// One address of a Service.
  package struct Endpoint: Hashable, Sendable {
    /// As the slices name it.
    package var address: BackendAddress
    /// Where it really listens: another port for one that needs privileges.
    package var dialled: BackendAddress

    package init(address: BackendAddress, dialled: BackendAddress? = nil) {
      self.address = address
      self.dialled = dialled ?? address
    }
  }

  package var table: RoutingTable
  /// The targets of a route, in the order of its backends.
  package var targets: [Route.ID: [Target]]
  /// The certificates of TLS hosts; a host without one gets the default certificate.
  package var certificates: IngressCertificates

  package init(
    table: RoutingTable = RoutingTable([]), targets: [Route.ID: [Target]] = [:],
    certificates: IngressCertificates = IngressCertificates()
  ) {
    self.table = table
    self.targets = targets
    self.certificates = certificates
  }

  /// What the proxy needs to know of the world around the cluster.
  package struct Resolution: Sendable {
    /// Where an address really listens.
    package var dialled: @Sendable (BackendAddress) -> BackendAddress
    /// The addresses behind an external name and port; empty when the name does not resolve.
    package var external: @Sendable (_ name: String, _ port: Int) -> [BackendAddress]

    package init(
      dialled: @escaping @Sendable (BackendAddress) -> BackendAddress = { $0 },
      external: @escaping @Sendable (String, Int) -> [BackendAddress] = { name, port in
        name == "localhost" ? [BackendAddress(address: "127.0.0.1", port: port)] : []
      }
    ) {
      self.dialled = dialled
      self.external = external
    }
  }

  /// The configuration of a cluster: its routes of one class, each with the endpoints that are ready.
  package init(
    _ inventory: Inventory, certificates: IngressCertificates = IngressCertificates(),
    resolution: Resolution = Resolution(), serving isServed: (Route) -> Bool = { _ in true }
  ) {
    let table = RoutingTable(inventory, serving: isServed)
    var known: [ServicePort: [Endpoint]] = [:]
    var targets: [Route.ID: [Target]] = [:]
    // Of rules that one object states twice, the first is used.
    for route in table.routes where targets[route.id] == nil {
      targets[route.id] = route.backends.map { backend in
        let key = ServicePort(service: backend.service, port: backend.port)
        let endpoints = known[key] ?? Self.endpoints(of: key, in: inventory, resolution)
        known[key] = endpoints
        return Target(
          service: backend.service, weight: max(0, backend.weight), endpoints: endpoints)
      }
    }
    self.init(table: table, targets: targets, certificates: certificates)
  }

  private struct ServicePort: Hashable {
    let service: NamespacedName
    let port: PortReference
  }

  private static func endpoints(
    of key: ServicePort, in inventory: Inventory, _ resolution: Resolution
  ) -> [Endpoint] {
    guard let service = inventory.service(key.service) else { return [] }
    if service.exposure == .externalName {
      guard case .number(let number) = key.port else { return [] }
      return resolution.external(service.externalName, service.port(key.port)?.number ?? number)
        .map { Endpoint(address: $0) }
    }
    guard let port = service.port(key.port), port.transport == .tcp else { return [] }
    return ProxyRules.candidates(
      ProxyRules.backends(of: port, in: inventory.slices(of: key.service))
    ).map { Endpoint(address: $0.address, dialled: resolution.dialled($0.address)) }
  }
}
