package import Topology

/// The objects by which proxies of a mesh send requests for a Service elsewhere, by the Service.
package struct LinkerdIndex: RouteIndex {
  /// The routes with a Service as a parent, of the Gateway API and of Linkerd's own group.
  private(set) var documents: [ObjectReference: GatewayRouteDocument] = [:]
  /// ServiceProfiles with overrides.
  private(set) var profiles: [GenericResource] = []
  private(set) var splits: [GenericResource] = []
  private var routesOfService: [NamespacedName: [ObjectReference]] = [:]
  private var profilesOfService: [NamespacedName: [ObjectReference]] = [:]
  private var splitsOfService: [NamespacedName: [ObjectReference]] = [:]

  package init() {}

  init(_ inventory: Inventory) {
    let routes =
      ["HTTPRoute", "GRPCRoute"].flatMap(inventory.gatewayObjects)
      + inventory.objects(ResourceKind.linkerdRoute.keptName)
    for document in routes.lazy.map(GatewayRouteDocument.init) {
      let services = Set(document.parents.map(\.reference).filter(\.isService).map(\.name))
      guard !services.isEmpty else { continue }
      documents[document.reference] = document
      for service in services { routesOfService[service, default: []].append(document.reference) }
    }
    for profile in inventory.objects(ResourceKind.serviceProfile.kind) {
      guard let service = Linkerd.service(of: profile.metadata.name)?.name,
        !profile.object["spec"]["dstOverrides"].array.isEmpty
      else { continue }
      profiles.append(profile)
      profilesOfService[service, default: []].append(profile.reference)
    }
    for split in inventory.objects(ResourceKind.trafficSplit.kind) {
      guard let service = Self.service(of: split) else { continue }
      splits.append(split)
      splitsOfService[service, default: []].append(split.reference)
    }
  }

  /// The Service whose requests a TrafficSplit divides: by its name, or by its full name.
  static func service(of split: GenericResource) -> NamespacedName? {
    guard let text = split.object["spec"]["service"].string, !text.isEmpty else { return nil }
    return Linkerd.service(of: text)?.name
      ?? NamespacedName(split.metadata.namespace, String(text.prefix { $0 != "." }))
  }

  /// The Services about which any object says more than that requests go there.
  package var services: Set<NamespacedName> {
    Set(routesOfService.keys).union(profilesOfService.keys).union(splitsOfService.keys)
  }

  /// A route with a Service as a parent.
  func document(_ route: ObjectReference) -> GatewayRouteDocument? { documents[route] }

  /// The routes whose parent a Service is, by a port or by all.
  func routes(of service: NamespacedName, port: Int) -> [GatewayRouteDocument] {
    (routesOfService[service] ?? []).compactMap { documents[$0] }.filter { document in
      document.parents.contains {
        $0.reference.isService && $0.reference.name == service
          && ($0.port == nil || $0.port == port)
      }
    }
  }

  /// The overrides of a Service as a client of a namespace sees them, the one that counts first: those of its own
  /// namespace, then those of the Service's, then what a TrafficSplit makes of it.
  func overrides(of service: NamespacedName, from namespace: String) -> [ObjectReference] {
    let profiles = profilesOfService[service] ?? []
    let own = profiles.filter { $0.name.namespace == namespace }
    let others = profiles.filter {
      $0.name.namespace == service.namespace && $0.name.namespace != namespace
    }
    return own + others + (splitsOfService[service] ?? [])
  }
}

extension RoutingTable {
  /// By which objects proxies of a mesh go.
  package var linkerd: LinkerdIndex { index() }
}
