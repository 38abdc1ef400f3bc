package import Topology

/// Reads Traefik's IngressRoutes and IngressRouteTCPs (`traefik.io/v1alpha1`), with the TraefikServices between them
/// and their Services.
///
/// A rule becomes a route for each way to satisfy it. What a way asks for besides a host and a path stands behind the
/// path, which no request is compared with; `TraefikContest` compares the terms. A rule that cannot be read, or whose
/// ways are too many, becomes one route whose path is the rule as written.
package struct TraefikAdapter: RouteAdapter {
  package init() {}

  package var kinds: [ResourceKind] {
    [.ingressRoute, .ingressRouteTCP, .traefikService, .middleware]
  }

  /// The routes of every object of Traefik's groups.
  package func routes(in inventory: Inventory, _ index: NoIndex) -> [Route] {
    [ResourceKind.ingressRoute, .ingressRouteTCP].flatMap { kind in
      inventory.objects(kind.kind)
        .filter { $0.object["apiVersion"].string?.hasPrefix("traefik.") == true }
        .flatMap { Self.routes(of: $0, in: inventory) }
    }
  }

  private static func routes(of object: GenericResource, in inventory: Inventory) -> [Route] {
    let spec = object.object["spec"]
    let isTLS = spec["tls"] != .null
    let secret = spec["tls"]["secretName"].string.map {
      NamespacedName(object.metadata.namespace, $0)
    }
    let name =
      spec["ingressClassName"].string
      ?? object.metadata.annotations[IngressClasses.legacyAnnotation]
    var names = TraefikWayNames()
    return spec["routes"].array.enumerated().flatMap { index, rule -> [Route] in
      guard let read = TraefikRoute(rule, of: object) else { return [] }
      var services = TraefikServices(inventory)
      let backends = services.backends(of: rule, index, in: object)
      return read.ways.compactMap { way in
        guard let id = names.id(of: way, rule: index) else { return nil }
        var route = Route(
          id: id, uid: object.metadata.uid, controller: name ?? "traefik", isTLS: isTLS,
          tlsSecret: secret, backends: backends,
          creationTimestamp: object.metadata.creationTimestamp)
        route.implementation = TraefikContest.controller
        route.rule = index
        route.terms = terms(of: way, read, services, at: index, in: object)
        return route
      }
    }
  }

  private static func terms(
    of way: TraefikRoute.Way, _ read: TraefikRoute, _ services: TraefikServices, at index: Int,
    in object: GenericResource
  ) -> RouteTerms {
    var terms = RouteTerms(
      RoutePath(way.path, way.isExact ? .exact : .textPrefix), way.conditions,
      chain: [object.reference], field: "spec.routes[\(index)]", position: index)
    terms.isOfConnections = object.kind.kind == ResourceKind.ingressRouteTCP.kind
    terms.mirrors = services.mirrors
    terms.copies = services.mirrored
    let spec = object.object["spec"]
    let rule = spec["routes"].array[index]
    terms.traefik = TraefikTerms(
      rule: read.match, expression: way.expression, error: read.error, priority: read.priority,
      entryPoints: spec["entryPoints"].array.compactMap(\.string),
      middlewares: references(
        in: rule["middlewares"], of: object, at: "\(terms.field).middlewares"),
      gaps: services.gaps, internalService: services.internalService)
    return terms
  }

  /// The objects that a list of names and namespaces means.
  static func references(
    in list: JSONValue, of object: GenericResource, at field: String
  ) -> [TraefikReference] {
    list.array.enumerated().compactMap { number, reference in
      guard let name = reference["name"].string else { return nil }
      let namespace = reference["namespace"].string ?? object.metadata.namespace
      return TraefikReference(
        key: name.contains("@") ? name : nil, name: NamespacedName(namespace, name),
        field: "\(field)[\(number)]")
    }
  }
}

/// One rule of an IngressRoute or IngressRouteTCP, as far as it can be read.
package struct TraefikRoute: Sendable {
  /// One way to satisfy it, as a route.
  struct Way {
    var id: Route.ID
    var path: String
    var isExact = false
    var conditions: [RouteCondition] = []
    var expression: TraefikExpression?
  }

  package let match: String
  package let priority: Int
  package private(set) var rule: TraefikRule?
  package private(set) var error: TraefikRuleError?
  let ways: [Way]

  /// Reads a rule; nil where it asks for nothing, so that Traefik leaves it out.
  package init?(_ rule: JSONValue, of object: GenericResource) {
    guard let match = rule["match"].string, !match.isEmpty else { return nil }
    self.match = match
    let stated = rule["priority"].integer ?? 0
    priority = stated == 0 ? match.utf8.count : stated
    let isTCP = object.kind.kind == ResourceKind.ingressRouteTCP.kind
    do {
      self.rule = try TraefikRule(match, Self.syntax(of: rule, object, isTCP))
    } catch {
      self.error = error
    }
    func id(_ host: String, _ path: String, _ type: Route.PathType) -> Route.ID {
      Route.ID(source: object.reference, host: host, path: path, pathType: type)
    }
    guard let read = self.rule, !read.alternatives.isEmpty else {
      ways = [
        Way(
          id: id("", match, .implementationSpecific), path: match,
          expression: self.rule?.expression)
      ]
      return
    }
    let isPassed = object.object["spec"]["tls"]["passthrough"].bool == true
    ways = read.alternatives.map { way in
      guard !isTCP else {
        let rest =
          ([way.host.isEmpty ? "*" : way.host].map { "HostSNI(`\($0)`)" }
          + way.rest.filter { $0.text != "HostSNI(`*`)" }.map(\.text)
          + (isPassed ? ["passthrough"] : [])).joined(separator: " ")
        return Way(
          id: id(way.host, rest, .implementationSpecific), path: rest, expression: way.expression)
      }
      let written = way.written
      return Way(
        id: id(way.host, written.path, written.type), path: way.path.isEmpty ? "/" : way.path,
        isExact: way.pathType == .exact, conditions: way.rest.compactMap(\.condition),
        expression: way.expression)
    }
  }

  /// The language that a rule is written in, where that is known.
  private static func syntax(
    of rule: JSONValue, _ object: GenericResource, _ isTCP: Bool
  ) -> TraefikSyntax? {
    if isTCP { return .tcp }
    let stated = rule["syntax"].string ?? rule["ruleSyntax"].string
    if let stated, let syntax = TraefikSyntax(rawValue: stated), syntax != .tcp { return syntax }
    // The old group was served by v2 and before.
    return object.object["apiVersion"].string?.hasPrefix("traefik.containo.us") == true ? .v2 : nil
  }
}

extension TraefikExpression.Literal {
  /// What it asks of a header, a query parameter or the method, where it does.
  fileprivate var condition: RouteCondition? {
    let values = matcher.values
    let value = values.count == 2 ? values[1] : ""
    var condition: RouteCondition
    switch matcher.name {
    case .header, .headers:
      condition = RouteCondition(.header, values[0].lowercased(), .exact, value)
    case .headerPattern, .headersPattern:
      condition = RouteCondition(.header, values[0].lowercased(), .regex, value)
    case .query: condition = RouteCondition(.parameter, values[0], .exact, value)
    case .queryPattern: condition = RouteCondition(.parameter, values[0], .regex, value)
    case .method: condition = RouteCondition(.method, "method", .exact, values[0].uppercased())
    default: return nil
    }
    condition.isNegated = isNegated
    condition.isMissingEmpty = isNegated
    return condition
  }
}
