import Diagnosis
package import Routing
package import Topology

/// Everything that the ingress proxy serves, as one value: it is swapped whole when the cluster changes.
package struct IngressConfiguration: Sendable {
  /// Where the requests of one backend of a route go.
  package struct Target: Hashable, Sendable {
    package var service: NamespacedName
    package var weight: Int
    /// Where to dial, with the address that counters and panes name; empty is the status of `refusal`.
    package var endpoints: [Endpoint]
    /// The status where there is no endpoint.
    package var refusal = 503
    /// The status where the connection to an endpoint fails.
    package var failure = 502

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

  /// Who gets copies of the requests of a route.
  struct Copies: Sendable {
    /// 0…1 of the requests.
    let share: Double
    let endpoints: [Endpoint]
  }

  /// The routes that are matched by the rules of networking/v1 alone.
  package var table: RoutingTable
  /// Decides about requests to all other routes; nil where there are none.
  var decider: RequestDecider?
  /// The targets of a route, in the order of its backends.
  package var targets: [Route.ID: [Target]]
  /// The statuses of routes that have no target with a weight, where they are not 503.
  var refusals: [Route.ID: Int] = [:]
  var copies: [Route.ID: [Copies]] = [:]
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
    self.init(
      ServedRoutes(inventory, serving: isServed), certificates: certificates,
      resolution: resolution)
  }

  /// The configuration of routes, each with the endpoints that are ready.
  init(_ routes: ServedRoutes, certificates: IngressCertificates, resolution: Resolution) {
    self.init(table: routes.plain, certificates: certificates)
    decider = routes.decider
    var endpoints = ServedEndpoints(routes.inventory, resolution)
    for route in routes.inUse where targets[route.id] == nil {
      guard let world = decider?.world else {
        targets[route.id] = route.backends.map { endpoints.target($0) }
        continue
      }
      let service = RouteService(route, in: world)
      targets[route.id] = service.route.backends.map { endpoints.target($0, service) }
      refusals[route.id] =
        route.backends.isEmpty ? service.withoutService : service.withoutWeight
      let copies = world.copies(of: route)
      guard !copies.isEmpty else { continue }
      self.copies[route.id] = copies.map {
        Copies(share: $0.share, endpoints: endpoints.endpoints(of: $0.backend))
      }
    }
  }
}
