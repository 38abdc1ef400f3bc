package import Topology

/// Reads the routes of the Gateway API.
///
/// Each hostname that a route has in common with a listener, and each match of a rule, is a route of its own. A match
/// that asks for more than a path has what it asks for behind its path, which no request is compared with. Routes of
/// meshes, whose parent is a Service, are left out: they concern requests inside the cluster (`LinkerdAdapter`).
package struct GatewayAdapter: RouteAdapter {
  package init() {}

  package var kinds: [ResourceKind] {
    [.httpRoute, .grpcRoute] + Self.otherRoutes + GatewayIndex.kinds
  }

  /// Kinds of routes that are about connections.
  private static let otherRoutes = ["TLSRoute", "TCPRoute", "UDPRoute"].map {
    ResourceKind(group: GatewayAPI.group, version: "v1", kind: $0, plural: "\($0.lowercased())s")
  }

  /// Reads all objects of the Gateway API.
  package func index(of inventory: Inventory) -> GatewayIndex { GatewayIndex(inventory) }

  /// The routes of every object that names a Gateway or ListenerSet.
  package func routes(in inventory: Inventory, _ index: GatewayIndex) -> [Route] {
    ["HTTPRoute", "GRPCRoute"].flatMap(inventory.gatewayObjects).flatMap {
      Self.routes(of: GatewayRouteDocument($0), index, inventory)
    }
      + Self.otherRoutes.map(\.kind).flatMap(inventory.gatewayObjects).flatMap {
        Self.connections(of: GatewayRouteDocument($0), index, inventory)
      }
  }

  /// A route of a document without rule, and the hosts that it has in common with its listeners.
  private static func template(
    of document: GatewayRouteDocument, _ index: GatewayIndex, _ inventory: Inventory
  ) -> (route: Route, hosts: [String], listeners: [GatewayListener])? {
    guard let parent = document.parents.first(where: \.reference.isListenerOwner) else {
      return nil
    }
    let attached = index.listeners(of: document, in: inventory)
    let listeners = attached.flatMap(\.listeners)
    let common = Set(listeners.flatMap { $0.hosts(document.hostnames) ?? [] })
    let own = document.hostnames.isEmpty ? [""] : document.hostnames
    let hosts = common.isEmpty ? Array(Set(own)).sorted() : common.sorted()
    let secured = listeners.first { $0.protocolName == "HTTPS" }
    let certificate = secured?.tls?.certificates.first { $0.kind == "Secret" && $0.group.isEmpty }
    var template = Route(
      id: Route.ID(source: document.reference, host: "", path: ""),
      uid: document.resource.metadata.uid,
      controller: (attached.first?.owner.reference ?? parent.object).name.description,
      isTLS: secured != nil, tlsSecret: certificate?.name, backends: [],
      creationTimestamp: document.resource.metadata.creationTimestamp)
    template.implementation = implementation(
      of: attached.first?.owner ?? index.owners[parent.object], index, inventory)
    return (template, hosts, listeners)
  }

  private static func routes(
    of document: GatewayRouteDocument, _ index: GatewayIndex, _ inventory: Inventory
  ) -> [Route] {
    guard let (template, hosts, _) = template(of: document, index, inventory) else { return [] }
    var seen: Set<Route.ID> = []
    return document.rules.enumerated().flatMap { number, rule -> [Route] in
      var route = template
      route.rule = number
      route.backends = backends(of: rule, number, document)
      return hosts.flatMap { host in rule.matches.map { id(of: $0, host: host, document) } }
        .filter { seen.insert($0).inserted }
        .map { id in
          var route = route
          route.id = id
          return route
        }
    }
  }

  /// Routes of connections: by the name in the greeting where they are of TLS, else by the port of the listener alone.
  private static func connections(
    of document: GatewayRouteDocument, _ index: GatewayIndex, _ inventory: Inventory
  ) -> [Route] {
    guard let (template, hosts, listeners) = template(of: document, index, inventory) else {
      return []
    }
    let ports = Set(listeners.map(\.port)).sorted().map { " \($0)" }.joined(separator: ",")
    let path = String(document.kind.dropLast("Route".count)) + ports
    return document.rules.enumerated().flatMap { number, rule in
      (document.hasHostnames ? hosts : [""]).map { host in
        var route = template
        route.id = Route.ID(
          source: document.reference, host: host,
          path: number == 0 ? path : "\(path) (rule \(number + 1))",
          pathType: .implementationSpecific)
        route.rule = number
        route.isTLS = document.hasHostnames
        route.backends = backends(of: rule, number, document)
        var terms = RouteTerms(
          RoutePath(path, .exact), [], chain: [document.reference], field: rule.field,
          position: number)
        terms.isOfConnections = true
        route.terms = terms
        return route
      }
    }
  }

  /// `spec.controllerName` of the class of a Gateway, or of the Gateway of a ListenerSet.
  private static func implementation(
    of owner: GatewayDocument?, _ index: GatewayIndex, _ inventory: Inventory
  ) -> String {
    let gateway = owner?.parent.flatMap { index.owners[$0.object] } ?? owner
    guard let name = gateway?.className else { return "" }
    let known = inventory.gatewayObject(ObjectReference("GatewayClass", "", name))
    return known?.object["spec"]["controllerName"].string ?? ""
  }

  static func id(
    of match: GatewayMatch, host: String, _ document: GatewayRouteDocument
  ) -> Route.ID {
    guard match.isPathOnly else {
      return Route.ID(
        source: document.reference, host: host, path: "\(match.path) \(match.conditionText)",
        pathType: .implementationSpecific)
    }
    return Route.ID(
      source: document.reference, host: host, path: match.path.isEmpty ? "/" : match.path,
      pathType: match.routePathType)
  }

  static func backends(
    of rule: GatewayRouteDocument.Rule, _ number: Int, _ document: GatewayRouteDocument
  ) -> [Route.Backend] {
    let answering = rule.answering
    // A weight beside one of an unknown kind cannot be shifted by the names of Services.
    let isShared = answering.count > 1 && answering.allSatisfy(\.reference.isService)
    return answering.compactMap { backend in
      guard backend.reference.isService, let position = backend.position else { return nil }
      var read = Route.Backend(
        service: backend.reference.name, port: backend.port.map { .number($0) } ?? .name(""),
        weight: max(0, backend.weight), weightSource: isShared ? document.reference : nil)
      if isShared {
        read.weightPlace = Route.WeightPlace(
          rule: number, service: position, rules: "rules", services: "backendRefs")
      }
      return read
    }
  }
}
