package import Topology

/// The share of a route's or a Service's requests that one address should get.
package struct ExpectedShare: Hashable, Sendable {
  package var service: NamespacedName
  package var backend: BackendAddress
  /// nil for an address without a pod.
  package var pod: NamespacedName?
  /// 0…1 of the whole route or Service.
  package var share: Double

  package init(
    service: NamespacedName, backend: BackendAddress, pod: NamespacedName?, share: Double
  ) {
    self.service = service
    self.backend = backend
    self.pod = pod
    self.share = share
  }
}

/// Where requests go by the rules alone: weights times an equal part for each usable endpoint.
package struct ExpectedShares: Hashable, Sendable {
  /// Every address that gets something, by address.
  package var shares: [ExpectedShare]
  /// The part that nobody can answer, 0…1: weight on Services without usable endpoint.
  package var refused: Double

  package init(shares: [ExpectedShare] = [], refused: Double = 0) {
    self.shares = shares
    self.refused = refused
  }

  /// The expected shares of a route.
  ///
  /// Without any weight everything is refused.
  package init(_ route: Route, in inventory: Inventory) {
    self.init()
    let answered = route.backends.reduce(0) { $0 + route.share(of: $1) }
    refused = max(0, 1 - answered)
    for backend in route.backends {
      let weight = route.share(of: backend)
      guard weight > 0 else { continue }
      let part = ExpectedShares(backend, in: inventory)
      refused += weight * part.refused
      for share in part.shares {
        shares.append(
          ExpectedShare(
            service: share.service, backend: share.backend, pod: share.pod,
            share: weight * share.share))
      }
    }
    shares.sort { ($0.backend, $0.service) < ($1.backend, $1.service) }
  }

  /// The expected shares of what a backend gets, an equal part for each candidate of its subset.
  package init(_ backend: Route.Backend, in inventory: Inventory) {
    guard let service = inventory.service(backend.service),
      let port = backend.port(of: service)
    else {
      self.init(refused: 1)
      return
    }
    self.init(service, port: port, slices: inventory.slices(of: backend.service))
    guard let subset = backend.subset, service.exposure != .externalName else { return }
    shares.removeAll { share in
      let labels = share.pod.flatMap(inventory.pod)?.metadata.labels ?? [:]
      return subset.labels.map { !$0.allSatisfy { labels[$0.key] == $0.value } } ?? true
    }
    for index in shares.indices { shares[index].share = 1 / Double(shares.count) }
    refused = shares.isEmpty ? 1 : 0
  }

  /// The expected shares of one port of a Service: an equal part for each candidate of kube-proxy.
  package init(_ service: NamespacedName, port reference: PortReference, in inventory: Inventory) {
    guard let object = inventory.service(service), let port = object.port(reference) else {
      self.init(refused: 1)
      return
    }
    self.init(object, port: port, slices: inventory.slices(of: service))
  }

  /// The expected shares of one port over these slices, which need not be the cluster's: a forecast.
  package init(_ service: Service, port: Service.Port, slices: [EndpointSlice]) {
    if service.exposure == .externalName {
      let address = BackendAddress(address: service.externalName, port: port.number)
      self.init(
        shares: service.externalName.isEmpty
          ? []
          : [ExpectedShare(service: service.metadata.key, backend: address, pod: nil, share: 1)],
        refused: service.externalName.isEmpty ? 1 : 0)
      return
    }
    let candidates = ProxyRules.candidates(ProxyRules.backends(of: port, in: slices))
    self.init(
      shares: candidates.map {
        ExpectedShare(
          service: service.metadata.key, backend: $0.address, pod: $0.endpoint.pod,
          share: 1 / Double(candidates.count))
      }, refused: candidates.isEmpty ? 1 : 0)
  }

  /// The sum of what a pod gets, over all its ports.
  package func share(of pod: NamespacedName) -> Double {
    shares.reduce(0) { $0 + ($1.pod == pod ? $1.share : 0) }
  }

  /// What one address gets.
  package func share(of backend: BackendAddress) -> Double {
    shares.reduce(0) { $0 + ($1.backend == backend ? $1.share : 0) }
  }
}
