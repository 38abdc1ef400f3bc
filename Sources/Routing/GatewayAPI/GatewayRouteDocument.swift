package import Topology

/// A route of any kind of the Gateway API read into its parts.
package struct GatewayRouteDocument: Sendable {
  /// What a rule does to requests besides sending them on.
  package struct Filter: Hashable, Sendable {
    package let type: String
    /// Whether its path replaces the prefix that matched.
    package let replacesPrefix: Bool
    /// The place of the filter: `spec.rules[0].filters[0]`.
    package let field: String
  }

  /// One rule.
  package struct Rule: Sendable {
    /// The place of the rule: `spec.rules[0]`.
    package let field: String
    /// Alternatives: one of them has to hold; empty for kinds whose rules have none.
    package let matches: [GatewayMatch]
    package let filters: [Filter]
    /// The filters of single backends, by backend.
    package let backendFilters: [[Filter]]
    /// Where requests go, then where copies of them go.
    package let backends: [GatewayBackend]

    /// The backends that answer requests.
    package var answering: [GatewayBackend] { backends.filter { !$0.isMirror } }

    /// The Services that get copies of its requests.
    var copies: [RouteCopy] {
      backends.filter { $0.isMirror && $0.reference.isService }.map { mirror in
        RouteCopy(
          Route.Backend(
            service: mirror.reference.name, port: mirror.port.map { .number($0) } ?? .name("")),
          share: mirror.share)
      }
    }
  }

  /// What a controller says of the route at one of its parents.
  package struct ParentStatus: Sendable {
    package let parent: GatewayParent
    package let controller: String
    package let conditions: GatewayConditions
  }

  package let resource: GenericResource
  package let parents: [GatewayParent]
  /// In lower case; empty for those of the listeners.
  package let hostnames: [String]
  package let rules: [Rule]
  package let statuses: [ParentStatus]

  /// Reads an HTTPRoute, GRPCRoute, TLSRoute, TCPRoute or UDPRoute.
  package init(_ resource: GenericResource) {
    self.resource = resource
    let object = resource.object
    let namespace = resource.metadata.namespace
    let kind = resource.kind.kind
    parents = object["spec"]["parentRefs"].array.enumerated().map { index, parent in
      GatewayParent(parent, in: namespace, field: "spec.parentRefs[\(index)]")
    }
    hostnames = object["spec"]["hostnames"].array.compactMap { $0.string?.lowercased() }
    var rules = object["spec"]["rules"].array
    // The API gives an HTTPRoute without rules one that matches everything.
    if rules.isEmpty, kind == "HTTPRoute" { rules = [[:]] }
    self.rules = rules.enumerated().map { index, rule in
      Self.rule(rule, kind: kind, in: namespace, field: "spec.rules[\(index)]")
    }
    statuses = object["status"]["parents"].array.map { status in
      ParentStatus(
        parent: GatewayParent(status["parentRef"], in: namespace, field: "status.parents"),
        controller: status["controllerName"].string ?? "",
        conditions: GatewayConditions(status["conditions"], of: object))
    }
  }

  package var reference: ObjectReference { resource.reference }

  /// The filters of a rule as they are written.
  func filters(ofRule number: Int) -> [JSONValue] {
    let rules = resource.object["spec"]["rules"].array
    return rules.indices.contains(number) ? rules[number]["filters"].array : []
  }

  package var kind: String { resource.kind.kind }
  package var namespace: String { resource.metadata.namespace }
  /// Whether its hostnames have to fit a listener's.
  package var hasHostnames: Bool { kind != "TCPRoute" && kind != "UDPRoute" }

  /// What controllers say of one of its parents.
  package func statuses(of parent: GatewayParent) -> [ParentStatus] {
    statuses.filter { $0.parent.isSame(as: parent) }
  }

  private static func rule(
    _ rule: JSONValue, kind: String, in namespace: String, field: String
  ) -> Rule {
    let filters = rule["filters"].array
    let references = rule["backendRefs"].array
    let backends = references.enumerated().map { index, backend in
      GatewayBackend(
        backend, in: namespace, field: "\(field).backendRefs[\(index)]", position: index)
    }
    let mirrors =
      mirrors(in: filters, namespace: namespace, field: field)
      + references.enumerated().flatMap { index, backend in
        self.mirrors(
          in: backend["filters"].array, namespace: namespace,
          field: "\(field).backendRefs[\(index)]")
      }
    return Rule(
      field: field, matches: GatewayMatch.matches(of: rule, kind: kind, field: field),
      filters: self.filters(filters, field: field),
      backendFilters: references.enumerated().map { index, backend in
        self.filters(backend["filters"].array, field: "\(field).backendRefs[\(index)]")
      }, backends: backends + mirrors)
  }

  private static func mirrors(
    in filters: [JSONValue], namespace: String, field: String
  ) -> [GatewayBackend] {
    filters.enumerated().compactMap { index, filter in
      let reference = filter["requestMirror"]["backendRef"]
      guard reference.isObject else { return nil }
      var backend = GatewayBackend(
        reference, in: namespace, field: "\(field).filters[\(index)].requestMirror.backendRef")
      backend.share = share(of: filter["requestMirror"])
      return backend
    }
  }

  /// Of how many requests copies are sent, 0…1 (`HTTPRequestMirrorFilter`).
  private static func share(of mirror: JSONValue) -> Double {
    if let percent = mirror["percent"].integer { return Double(percent) / 100 }
    guard let part = mirror["fraction"]["numerator"].integer else { return 1 }
    return Double(part) / Double(max(1, mirror["fraction"]["denominator"].integer ?? 100))
  }

  private static func filters(_ filters: [JSONValue], field: String) -> [Filter] {
    filters.enumerated().map { index, filter in
      let path = filter[filter["type"].string == "URLRewrite" ? "urlRewrite" : "requestRedirect"]
      return Filter(
        type: filter["type"].string ?? "",
        replacesPrefix: path["path"]["type"].string == "ReplacePrefixMatch",
        field: "\(field).filters[\(index)]")
    }
  }
}
