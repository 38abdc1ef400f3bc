package import Topology

/// Reads `networking.k8s.io` Ingresses, with ingress-nginx's canary annotations on top.
package struct IngressAdapter: RouteAdapter {
  package init() {}

  package var kinds: [ResourceKind] { [.ingress, .ingressClass] }

  /// Looks for the Ingresses that are canaries.
  package func index(of inventory: Inventory) -> IngressCanaries { IngressCanaries(inventory) }

  /// Every path of every Ingress, with the canaries that share it.
  package func routes(in inventory: Inventory, _ canaries: IngressCanaries) -> [Route] {
    let reader = Reader(inventory, canaries: canaries.objects)
    return inventory.objects(ResourceKind.ingress.kind).flatMap(reader.routes)
  }

  /// Reads single Ingresses, with the classes and canaries of an inventory.
  struct Reader {
    private let classes: IngressClasses
    private let canaries: [CanaryKey: Canary]

    /// A reader with these canaries.
    init(_ inventory: Inventory, canaries: Set<ObjectReference>) {
      classes = IngressClasses(inventory)
      let objects = canaries.compactMap { inventory.object($0.kind, $0.name) }
      let documents = objects.filter(IngressDocument.isCanary).map(IngressDocument.init)
      self.canaries = IngressAdapter.canaries(in: documents, classes: classes)
    }

    /// The routes of an Ingress, with the canaries that share them; none of a canary itself.
    func routes(of ingress: GenericResource) -> [Route] {
      guard !IngressDocument.isCanary(ingress) else { return [] }
      let annotations = NginxAnnotations(ingress)
      return IngressAdapter.routes(of: IngressDocument(ingress), classes: classes).flatMap { own in
        let route = canaries[CanaryKey(own)].map { IngressAdapter.joined(own, $0) } ?? own
        return IngressAdapter.aliased(route, annotations)
      }
    }
  }

  fileprivate static func routes(of document: IngressDocument, classes: IngressClasses) -> [Route] {
    let resolution = classes.resolution(of: document.resource)
    let implementation = classes.implementation(of: document.resource)
    var routes = document.paths.map { path in
      let tls = document.tls(for: path.host)
      return Route(
        id: document.routeID(of: path), isTLS: tls != nil, tlsSecret: tls?.secret,
        backends: document.backends(of: path.target))
    }
    if let target = document.defaultTarget {
      let tls = document.tls(for: "")
      routes.append(
        Route(
          id: document.defaultRouteID, isTLS: tls != nil, tlsSecret: tls?.secret,
          backends: document.backends(of: target)))
    }
    if implementation == NginxContest.controller,
      let annotations = NginxAnnotations(document.resource)
    {
      let fields = document.paths.map(\.field) + ["spec.defaultBackend"]
      for (index, field) in zip(routes.indices, fields) {
        let route = routes[index]
        routes[index].terms = annotations.terms(
          path: route.isDefault ? "/" : route.path, type: route.pathType, field: field)
      }
    }
    for index in routes.indices {
      routes[index].uid = document.resource.metadata.uid
      routes[index].controller = resolution.name
      routes[index].implementation = implementation
      routes[index].creationTimestamp = document.resource.metadata.creationTimestamp
    }
    return routes
  }

  /// What a canary and its primary have in common (ingress-nginx `mergeAlternativeBackends`).
  fileprivate struct CanaryKey: Hashable {
    let controller: String
    let host: String
    let path: String
    let pathType: Route.PathType

    init(_ route: Route) {
      controller = route.controller
      host = route.host
      path = route.path
      pathType = route.pathType
    }

    init(_ path: IngressDocument.Path, controller: String) {
      self.controller = controller
      host = path.host
      self.path = path.path
      pathType = path.pathType ?? .implementationSpecific
    }
  }

  /// One canary for each path: nginx uses the oldest and ignores the others.
  fileprivate static func canaries(
    in documents: [IngressDocument], classes: IngressClasses
  ) -> [CanaryKey: Canary] {
    let sorted = documents.sorted {
      ($0.resource.metadata.creationTimestamp, $0.resource.metadata.key)
        < ($1.resource.metadata.creationTimestamp, $1.resource.metadata.key)
    }
    var canaries: [CanaryKey: Canary] = [:]
    for document in sorted {
      for path in document.paths {
        guard case .service(let name, let port?) = path.target else { continue }
        let key = CanaryKey(path, controller: document.controller(classes))
        guard canaries[key] == nil else { continue }
        canaries[key] = Canary(
          source: document.resource.reference,
          service: NamespacedName(document.resource.metadata.namespace, name), port: port,
          annotations: document.resource.metadata.annotations)
      }
    }
    return canaries
  }

  /// A route, and the same for other hosts (ingress-nginx `server-alias`).
  fileprivate static func aliased(_ route: Route, _ annotations: NginxAnnotations?) -> [Route] {
    guard route.implementation == NginxContest.controller, !route.isDefault, let annotations
    else { return [route] }
    return [route]
      + annotations.aliases(besides: route.host).map { alias in
        var copy = route
        copy.id.host = alias
        var terms = copy.terms ?? RouteTerms(route)
        var nginx = terms.nginx ?? NginxTerms()
        nginx.aliasOf = route.host
        terms.nginx = nginx
        copy.terms = terms
        return copy
      }
  }

  fileprivate static func joined(_ route: Route, _ canary: Canary) -> Route {
    guard !route.backends.isEmpty else { return route }
    var route = route
    route.canary = canary
    for index in route.backends.indices {
      route.backends[index].weight = canary.total - canary.weight
    }
    route.backends.append(
      Route.Backend(
        service: canary.service, port: canary.port, weight: canary.weight,
        weightSource: canary.source))
    return route
  }
}

extension IngressDocument {
  fileprivate func controller(_ classes: IngressClasses) -> String {
    classes.resolution(of: resource).name
  }

  /// The backends of a target; empty where it names no usable Service and port.
  fileprivate func backends(of target: Target) -> [Route.Backend] {
    guard case .service(let name, let port) = target else { return [] }
    return [
      Route.Backend(
        service: NamespacedName(resource.metadata.namespace, name), port: port ?? .name(""))
    ]
  }
}
