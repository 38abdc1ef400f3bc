package import Topology

/// Reads by what proxies of Linkerd beside the clients of a Service go: HTTPRoutes and GRPCRoutes with a Service as
/// their parent, ServiceProfiles with overrides, and TrafficSplits.
///
/// The host is the full name of the Service.
package struct LinkerdAdapter: RouteAdapter {
  package init() {}

  /// Those of the Gateway API are read by its adapter, too.
  package var kinds: [ResourceKind] { [.linkerdRoute, .serviceProfile, .trafficSplit] }

  /// Looks for the Services that are parents, have a profile or are split.
  package func index(of inventory: Inventory) -> LinkerdIndex { LinkerdIndex(inventory) }

  /// The routes of all objects of a mesh that divide the requests for a Service.
  package func routes(in inventory: Inventory, _ index: LinkerdIndex) -> [Route] {
    index.documents.values.sorted { $0.reference < $1.reference }.flatMap(Self.routes)
      + index.profiles.compactMap(Self.route(ofProfile:))
      + index.splits.compactMap(Self.route(ofSplit:))
  }

  private static func routes(of document: GatewayRouteDocument) -> [Route] {
    var seen: Set<Route.ID> = []
    return document.parents.filter(\.reference.isService).flatMap { parent in
      document.rules.enumerated().flatMap { number, rule -> [Route] in
        let host = Linkerd.host(of: parent.reference.name)
        var backends = GatewayAdapter.backends(of: rule, number, document)
        if rule.answering.isEmpty, !rule.filters.contains(where: { $0.type == "RequestRedirect" }) {
          backends = [itself(parent)]
        }
        return rule.matches.map { GatewayAdapter.id(of: $0, host: host, document) }
          .filter { seen.insert($0).inserted }
          .map { id in
            var route = route(id, of: document.resource, backends)
            route.rule = number
            return route
          }
      }
    }
  }

  /// A rule without Services leads to its parent.
  private static func itself(_ parent: GatewayParent) -> Route.Backend {
    var backend = Route.Backend(
      service: parent.reference.name, port: parent.port.map { .number($0) } ?? .name(""))
    backend.takesOnlyPort = parent.port == nil
    return backend
  }

  private static func route(
    _ id: Route.ID, of object: GenericResource, _ backends: [Route.Backend]
  ) -> Route {
    Route(
      id: id, uid: object.metadata.uid, controller: Linkerd.mesh, backends: backends,
      creationTimestamp: object.metadata.creationTimestamp)
  }

  private static func route(ofProfile profile: GenericResource) -> Route? {
    let overrides = profile.object["spec"]["dstOverrides"].array
    let targets = overrides.map { Linkerd.service(of: $0["authority"].string ?? "") }
    return whole(profile, host: profile.metadata.name, list: "dstOverrides", overrides, targets)
  }

  private static func route(ofSplit split: GenericResource) -> Route? {
    guard let service = LinkerdIndex.service(of: split) else { return nil }
    let backends = split.object["spec"]["backends"].array
    let targets = backends.map { backend in
      backend["service"].string.map { text in
        Linkerd.service(of: text)
          ?? (name: NamespacedName(split.metadata.namespace, text), port: Int?.none)
      }
    }
    return whole(split, host: Linkerd.host(of: service), list: "backends", backends, targets)
  }

  /// A route of everything, with the weights of a list.
  private static func whole(
    _ object: GenericResource, host: String, list: String, _ entries: [JSONValue],
    _ targets: [(name: NamespacedName, port: Int?)?]
  ) -> Route? {
    // A weight beside one of a name outside of the cluster cannot be shifted by the names of Services.
    let isShared = entries.count > 1 && targets.allSatisfy { $0 != nil }
    let backends = zip(entries, targets).enumerated().compactMap {
      position, pair -> Route.Backend? in
      guard let target = pair.1 else { return nil }
      var backend = Route.Backend(
        service: target.name, port: target.port.map { .number($0) } ?? .name(""),
        weight: weight(pair.0["weight"]), weightSource: isShared ? object.reference : nil)
      backend.takesOnlyPort = target.port == nil
      if isShared {
        backend.weightPlace = Route.WeightPlace(
          rule: 0, service: position, rules: "", services: list)
      }
      return backend
    }
    let id = Route.ID(source: object.reference, host: host, path: "/")
    return backends.isEmpty ? nil : route(id, of: object, backends)
  }

  /// A weight as a number, as a text, or in thousandths (`500m`).
  private static func weight(_ value: JSONValue) -> Int {
    if let number = value.integer { return max(0, number) }
    let text = value.string ?? "0"
    if text.hasSuffix("m") { return max(0, Int(text.dropLast()) ?? 0) }
    return max(0, Int(text) ?? 0)
  }
}
