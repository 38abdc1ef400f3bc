package import Topology

/// Reads VirtualServices of Istio.
///
/// Each host that a VirtualService has in common with its Gateway, and each match of a rule, is a route of its own;
/// the rules of a delegate are read in the place where they are asked for. A match that asks for more than a path has
/// what it asks for behind its path, which no request is compared with. Mirrors get copies, and no share.
package struct IstioAdapter: RouteAdapter {
  package init() {}

  package var kinds: [ResourceKind] { Istio.kinds }

  /// Reads all objects of Istio.
  package func index(of inventory: Inventory) -> IstioIndex { IstioIndex(inventory) }

  /// The routes of every VirtualService with hosts; what two rules of one both match is the first one's.
  package func routes(in inventory: Inventory, _ index: IstioIndex) -> [Route] {
    index.services.values.filter { !$0.isDelegate }
      .sorted { $0.reference < $1.reference }.flatMap { Self.routes(of: $0, index) }
  }

  /// A rule in the place where it is tried.
  private struct Step {
    /// The rule of the VirtualService with the hosts.
    let outer: IstioVirtualService.Rule
    let rule: IstioVirtualService.Rule
    let matches: [IstioMatch]
    /// Who states the destinations.
    let owner: IstioVirtualService
  }

  private static func steps(of service: IstioVirtualService, _ index: IstioIndex) -> [Step] {
    service.rules.flatMap { rule -> [Step] in
      guard let name = rule.delegate else {
        return [Step(outer: rule, rule: rule, matches: rule.matches, owner: service)]
      }
      // A delegate has no hosts, and leaves nothing to others.
      guard let delegate = index.services[name], delegate.isDelegate else { return [] }
      return delegate.rules.filter { $0.list == .http && $0.delegate == nil }.compactMap { inner in
        let matches = rule.matches.flatMap { outer in
          inner.matches.compactMap { outer.joined(with: $0) }
        }
        return matches.isEmpty
          ? nil : Step(outer: rule, rule: inner, matches: matches, owner: delegate)
      }
    }
  }

  private static func routes(of service: IstioVirtualService, _ index: IstioIndex) -> [Route] {
    let homes = Homes(service, index)
    var seen: Set<Route.ID> = []
    return steps(of: service, index).enumerated().flatMap { order, step -> [Route] in
      let backends = step.rule.status == nil ? backends(of: step, index) : []
      return identities(of: step, homes).filter { seen.insert($0.id).inserted }.map { home in
        var route = Route(
          id: home.id, uid: service.resource.metadata.uid, controller: home.controller,
          isTLS: home.isTLS, backends: backends,
          creationTimestamp: service.resource.metadata.creationTimestamp)
        route.rule = step.outer.number
        route.terms = terms(of: step, home, at: order, service, index)
        return route
      }
    }
  }

  /// Where a route of a VirtualService is served.
  private struct Home {
    let id: Route.ID
    let controller: String
    let isTLS: Bool
    /// nil for rules of connections.
    var match: IstioMatch?
    /// Whether the same host and match are for sidecars, where the gateway has the route.
    var isOfMeshToo = false
  }

  private static func terms(
    of step: Step, _ home: Home, at position: Int, _ service: IstioVirtualService,
    _ index: IstioIndex
  ) -> RouteTerms {
    let isDelegated = step.owner.reference != service.reference
    var terms = RouteTerms(
      home.match?.uri ?? .everything, home.match?.conditions ?? [],
      chain: [service.reference] + (isDelegated ? [step.owner.reference] : []),
      field: step.outer.field, position: position)
    terms.isTriedInOrder = true
    terms.isOfConnections = home.match == nil
    terms.isOfMeshToo = home.isOfMeshToo
    terms.status = step.rule.status
    // What a delegate does not say is as the rule says that leads to it (`mergeHTTPRoute`).
    terms.replacement = step.rule.replacement ?? step.outer.replacement
    let mirrors = step.rule.mirrors.isEmpty ? step.outer.mirrors : step.rule.mirrors
    terms.mirrors = mirrors.compactMap(index.service(of:))
    terms.copies = copies(of: step, index)
    terms.redirect = step.rule.redirect
    terms.body = step.rule.body
    terms.host = step.rule.host ?? step.outer.host
    terms.headers = step.rule.headers.isEmpty ? step.outer.headers : step.rule.headers
    return terms
  }

  /// The gateways of a VirtualService with the hosts that it has there.
  private struct Homes {
    let service: IstioVirtualService
    let hosts: [(host: String, controller: String, isTLS: Bool)]
    /// The hosts for sidecars, if it is for them.
    let ofMesh: [String]

    init(_ service: IstioVirtualService, _ index: IstioIndex) {
      self.service = service
      var found: [(host: String, controller: String, isTLS: Bool)] = []
      for name in service.gateways {
        let common = index.gateways[name]?.common(service) ?? []
        let hosts = Set(common.isEmpty ? service.hosts : common.flatMap(\.hosts))
        // A host that another server has by a wildcard needs no route of its own.
        let widest = hosts.filter { host in
          !hosts.contains { $0 != host && IstioHosts.covers($0, host) }
        }
        for host in widest.sorted() where !found.contains(where: { $0.host == host }) {
          let isTLS = common.contains { $0.server.isSecure && $0.hosts.contains(host) }
          found.append((host == "*" ? "" : host, name.description, isTLS))
        }
      }
      hosts = found
      ofMesh = service.isOfMesh ? service.hosts.map { $0 == "*" ? "" : $0 } : []
    }
  }

  private static func identities(of step: Step, _ homes: Homes) -> [Home] {
    let source = homes.service.reference
    guard step.rule.list == .http else {
      let (rule, list) = (step.rule, step.rule.list.rawValue.uppercased())
      let path = ([list] + rule.ports.map { "\($0)" }).joined(separator: " ")
      let all = homes.hosts.map { ($0.host, $0.controller) } + homes.ofMesh.map { ($0, Istio.mesh) }
      let names = rule.names.isEmpty ? nil : rule.names.map { $0 == "*" ? "" : $0 }
      let first = all.first?.1 ?? Istio.mesh
      return (names.map { $0.map { ($0, first) } } ?? all).map { host, controller in
        Home(
          id: Route.ID(
            source: source, host: host, path: path, pathType: .implementationSpecific),
          controller: controller, isTLS: rule.list == .tls)
      }
    }
    return step.matches.flatMap { match -> [Home] in
      let (path, type) = match.written
      func home(_ host: String, _ controller: String, _ isTLS: Bool) -> Home {
        Home(
          id: Route.ID(source: source, host: host, path: path, pathType: type),
          controller: controller, isTLS: isTLS, match: match,
          isOfMeshToo: controller != Istio.mesh && isForMesh && homes.ofMesh.contains(host))
      }
      let own = match.gateways.map { Istio.gateway($0, in: homes.service.namespace)?.description }
      let isForMesh = own.isEmpty || own.contains(nil)
      return homes.hosts.filter { own.isEmpty || own.contains($0.controller) }
        .map { home($0.host, $0.controller, $0.isTLS) }
        + (isForMesh ? homes.ofMesh : []).map { home($0, Istio.mesh, false) }
    }
  }

  private static func copies(of step: Step, _ index: IstioIndex) -> [RouteCopy] {
    let copies = step.rule.copies.isEmpty ? step.outer.copies : step.rule.copies
    return copies.compactMap { destination, share in
      index.service(of: destination.host).map {
        RouteCopy(backend(destination, $0, of: step, index), share: share)
      }
    }
  }

  /// A destination that is a Service.
  private static func backend(
    _ destination: IstioDestination, _ service: NamespacedName, of step: Step, _ index: IstioIndex
  ) -> Route.Backend {
    var backend = Route.Backend(
      service: service, port: destination.port.map { .number($0) } ?? .name(""))
    backend.takesOnlyPort = destination.port == nil
    if !destination.subset.isEmpty {
      let labels = index.labels(
        of: destination.subset, of: destination.host, from: step.owner.namespace)
      backend.subset = Route.Subset(name: destination.subset, labels: labels)
    }
    return backend
  }

  private static func backends(of step: Step, _ index: IstioIndex) -> [Route.Backend] {
    let destinations = step.rule.destinations
    let services = destinations.map { index.service(of: $0.host) }
    // A weight beside one of a ServiceEntry cannot be shifted by the names of Services.
    let isShared = destinations.count > 1 && services.allSatisfy { $0 != nil }
    return destinations.enumerated().compactMap { position, destination in
      guard let service = services[position] else { return nil }
      var backend = backend(destination, service, of: step, index)
      // A single destination gets everything, whatever its weight is.
      backend.weight = destinations.count == 1 ? 100 : max(0, destination.weight ?? 0)
      backend.weightSource = isShared ? step.owner.reference : nil
      if isShared {
        backend.weightPlace = Route.WeightPlace(
          rule: step.rule.number, service: position, rules: step.rule.list.rawValue,
          services: "route")
      }
      return backend
    }
  }
}
