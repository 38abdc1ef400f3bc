package import Topology

/// Reads Traefik's IngressRoutes (`traefik.io/v1alpha1`).
///
/// A rule of hosts and paths becomes a route for each of its alternatives; another one becomes a route whose path is
/// the rule as written, which no request is matched with. Of TraefikServices nothing is known yet: they are left out,
/// and with them the weights beside them cannot be shifted.
package struct TraefikAdapter: RouteAdapter {
  package init() {}

  package var kinds: [ResourceKind] { [.ingressRoute] }

  /// The routes of every IngressRoute of Traefik's group; what two rules of one object both name is the first one's.
  package func routes(in inventory: Inventory, _ index: NoIndex) -> [Route] {
    inventory.objects(ResourceKind.ingressRoute.kind)
      .filter { $0.object["apiVersion"].string?.hasPrefix("traefik.") == true }
      .flatMap(Self.routes)
  }

  private static func routes(of object: GenericResource) -> [Route] {
    let spec = object.object["spec"]
    let isTLS = spec["tls"] != .null
    let secret = spec["tls"]["secretName"].string.map {
      NamespacedName(object.metadata.namespace, $0)
    }
    let name =
      spec["ingressClassName"].string
      ?? object.metadata.annotations[IngressClasses.legacyAnnotation]
    var seen: Set<Route.ID> = []
    return spec["routes"].array.enumerated().flatMap { index, rule -> [Route] in
      let backends = backends(of: rule, index, in: object)
      return identities(of: rule, in: object).filter { seen.insert($0).inserted }.map { id in
        var route = Route(
          id: id, uid: object.metadata.uid, controller: name ?? "traefik", isTLS: isTLS,
          tlsSecret: secret, backends: backends,
          creationTimestamp: object.metadata.creationTimestamp)
        route.implementation = TraefikContest.controller
        return route
      }
    }
  }

  /// The routes that come of one rule.
  static func identities(of rule: JSONValue, in object: GenericResource) -> [Route.ID] {
    guard let match = rule["match"].string, !match.isEmpty else { return [] }
    guard let read = TraefikRule(match) else {
      return [
        Route.ID(
          source: object.reference, host: "", path: match, pathType: .implementationSpecific)
      ]
    }
    return read.alternatives.map { way in
      Route.ID(
        source: object.reference, host: way.host, path: way.path.isEmpty ? "/" : way.path,
        pathType: way.pathType)
    }
  }

  private static func backends(
    of rule: JSONValue, _ index: Int, in object: GenericResource
  ) -> [Route.Backend] {
    let services = rule["services"].array
    let isPlain = services.allSatisfy { ($0["kind"].string ?? "Service") == "Service" }
    let isShared = isPlain && services.count > 1
    return services.enumerated().compactMap { position, service in
      guard let name = service["name"].string, (service["kind"].string ?? "Service") == "Service"
      else { return nil }
      let namespace = service["namespace"].string ?? object.metadata.namespace
      let port = service["port"]
      var backend = Route.Backend(
        service: NamespacedName(namespace, name),
        port: port.integer.map { .number($0) } ?? .name(port.string ?? ""),
        // Traefik takes a weight that is not stated for 1, and leaves out what has none or less.
        weight: max(0, service["weight"].integer ?? 1),
        weightSource: isShared ? object.reference : nil)
      if isShared { backend.weightPlace = Route.WeightPlace(rule: index, service: position) }
      return backend
    }
  }
}
