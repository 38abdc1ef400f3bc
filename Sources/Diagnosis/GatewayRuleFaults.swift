import Language
import Routing
import Topology

/// What the rules of routes state themselves: matches, filters, weights, and which rules are never reached.
struct GatewayRuleFaults: FaultFamily {
  let needs: [String] = []

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(GatewayAPI.routeKinds)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    guard GatewayAPI.routeKinds.contains(object.kind) else {
      return cluster.routes(attachedBy: change)
    }
    let claims = Set(
      change.gatewayVersions.flatMap { GatewayIndex.claims(of: GatewayRouteDocument($0)) })
    return .some([object] + claims.flatMap { cluster.gateways.routes(claiming: $0) })
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let route = cluster.gatewayRoute(object) else { return [] }
    return Self.stated(by: route).map { fault, rule in
      rule.map { fault.on(cluster.route(of: $0, of: object)) } ?? fault
    } + shadowed(route, in: cluster)
  }

  /// What is wrong with the route alone, with the number of the rule that it concerns.
  static func stated(by route: GatewayRouteDocument) -> [(Fault, rule: Int?)] {
    hostnames(of: route).map { ($0, nil) }
      + route.rules.enumerated().flatMap { number, rule in
        let faults =
          [empty(rule, route), weights(of: rule, route), filters(of: rule, route)]
          .compactMap(\.self) + rule.matches.compactMap { match(of: $0, route) }
        return faults.map { ($0, rule: number) }
      }
  }

  private static func empty(
    _ rule: GatewayRouteDocument.Rule, _ route: GatewayRouteDocument
  ) -> Fault? {
    // A mesh sends requests of a rule without backends to the Service that is the parent.
    guard rule.answering.isEmpty, route.parents.contains(where: \.reference.isListenerOwner),
      // Extensions may answer requests themselves.
      !rule.filters.contains(where: { ["RequestRedirect", "ExtensionRef"].contains($0.type) })
    else { return nil }
    return Fault(
      "route-no-backend-no-filter", .blocker, route.reference, field: rule.field,
      says: "The rule has neither a backend nor a redirect, so its requests get 500.",
      fix: "Add backendRefs, or a RequestRedirect.")
  }

  private static func weights(
    of rule: GatewayRouteDocument.Rule, _ route: GatewayRouteDocument
  ) -> Fault? {
    if let wrong = rule.answering.first(where: { !(0...1_000_000).contains($0.weight) }) {
      return Fault(
        "route-backend-weights", .blocker, route.reference,
        field: "\(wrong.reference.field).weight",
        says: "The weight \(wrong.weight) is none that the API takes.",
        fix: "Use a number from 0 to 1000000.")
    }
    guard !rule.answering.isEmpty, rule.answering.allSatisfy({ $0.weight == 0 }) else { return nil }
    return Fault(
      "route-backend-weights", .blocker, route.reference, field: "\(rule.field).backendRefs",
      says: "All backends of the rule have weight 0, so nobody answers its requests.",
      fix: "Give one of them a weight of more than 0.")
  }

  /// Filters that may stand once in a rule.
  private static let single = [
    "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS",
  ]

  private static func filters(
    of rule: GatewayRouteDocument.Rule, _ route: GatewayRouteDocument
  ) -> Fault? {
    let lists = [rule.filters] + rule.backendFilters
    for filters in lists {
      let types = filters.map(\.type)
      let place = filters.first?.field ?? rule.field
      for type in single where types.filter({ $0 == type }).count > 1 {
        return incompatible(route, place, "it has several filters \(type), and may have one")
      }
      if types.contains("RequestRedirect"), types.contains("URLRewrite") {
        return incompatible(route, place, "RequestRedirect and URLRewrite exclude each other")
      }
      if let filter = filters.first(where: \.replacesPrefix),
        rule.matches.count != 1 || rule.matches.first?.pathType != "PathPrefix"
      {
        return incompatible(
          route, filter.field, "ReplacePrefixMatch needs exactly one match, with a PathPrefix")
      }
    }
    if !rule.answering.isEmpty, rule.filters.contains(where: { $0.type == "RequestRedirect" }) {
      return incompatible(route, rule.field, "a rule with a RequestRedirect may have no backends")
    }
    return nil
  }

  private static func incompatible(
    _ route: GatewayRouteDocument, _ field: String, _ why: Message
  ) -> Fault {
    Fault(
      "route-filters-incompatible", .blocker, route.reference, field: field,
      says: "The filters of the rule do not fit together: \(why).",
      fix: "Split the rule, or remove one of them.")
  }

  /// Matches that another rule has too, which goes first (`HTTPRouteRule.matches`, precedence).
  private func shadowed(_ route: GatewayRouteDocument, in cluster: DiagnosedCluster) -> [Fault] {
    let hosts = route.hostnames.isEmpty ? [""] : route.hostnames
    var seen: [String: String] = [:]
    return route.rules.enumerated().compactMap { number, rule in
      for match in rule.matches {
        let earlier = seen[match.canonicalText].map { ObjectShadow.rule($0) }
        let other = earlier ?? shadow(of: match, hosts, route, in: cluster)
        guard let other else { continue }
        return fault(of: match, other, route).on(cluster.route(of: number, of: route.reference))
      }
      for match in rule.matches { seen[match.canonicalText] = rule.field }
      return nil
    }
  }

  private enum ObjectShadow {
    case rule(String)
    case route(ObjectReference)
  }

  /// The older route that has a match for every hostname, on a listener that both are attached to.
  private func shadow(
    of match: GatewayMatch, _ hosts: [String], _ route: GatewayRouteDocument,
    in cluster: DiagnosedCluster
  ) -> ObjectShadow? {
    let rivals = hosts.map { host in
      Set(
        cluster.gateways.routes(
          claiming: GatewayIndex.claim(route.kind, host, match.canonicalText)))
    }
    guard let common = rivals.dropFirst().reduce(rivals.first, { $0?.intersection($1) }),
      common.count > 1
    else { return nil }
    let own = Self.places(of: route, in: cluster)
    let older = common.compactMap { object -> GatewayRouteDocument? in
      guard object != route.reference, let other = cluster.gatewayRoute(object),
        Self.precedes(other, route), own.isSubset(of: Self.places(of: other, in: cluster))
      else { return nil }
      return other
    }
    guard !own.isEmpty, let first = older.min(by: Self.precedes) else { return nil }
    return .route(first.reference)
  }

  /// The listeners that a route is attached to.
  private static func places(
    of route: GatewayRouteDocument, in cluster: DiagnosedCluster
  ) -> Set<String> {
    Set(
      cluster.gateways.listeners(of: route, in: cluster.inventory).flatMap { owner, listeners in
        listeners.map { "\(owner.reference) \($0.name)" }
      })
  }

  private static func precedes(_ left: GatewayRouteDocument, _ right: GatewayRouteDocument) -> Bool
  {
    (left.resource.metadata.creationTimestamp, left.reference)
      < (right.resource.metadata.creationTimestamp, right.reference)
  }

  private func fault(
    of match: GatewayMatch, _ other: ObjectShadow, _ route: GatewayRouteDocument
  ) -> Fault {
    let text = match.isPathOnly ? match.path : "\(match.path) \(match.conditionText)"
    let says: Message =
      switch other {
      case .rule(let field): "\(text) is matched by \(field) already, which goes first."
      case .route(let object):
        "\(text) is matched by \(object) already for the same hostnames, which goes first."
      }
    return Fault(
      "route-rule-shadowed", .risk, route.reference, field: match.field, says: says,
      fix: "Remove one of the two, or make one more specific.")
  }
}
