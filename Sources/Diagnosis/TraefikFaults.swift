import Language
import Routing
import Topology

/// What keeps Traefik from serving a rule of an IngressRoute or IngressRouteTCP, or an Ingress with middlewares.
struct TraefikFaults: FaultFamily {
  let needs = ["IngressRoute"]

  static let ruleID = "ingressroute-empty-match"
  static let serviceID = "ingressroute-service-broken"
  static let referenceID = "ingressroute-ref-broken"
  /// What makes Traefik leave a rule out, besides its Services.
  static let fatal: Set<String> = [ruleID, referenceID]
  private static let kinds = [ResourceKind.ingressRoute.kind, ResourceKind.ingressRouteTCP.kind]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    (Self.kinds + [ResourceKind.ingress.kind]).flatMap(cluster.objects)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case ResourceKind.ingressRoute.kind, ResourceKind.ingressRouteTCP.kind,
      ResourceKind.ingress.kind:
      return .some([object])
    // Chains and lists of Services lead there from anywhere; the routes are all built anew as well.
    case ResourceKind.traefikService.kind, ResourceKind.middleware.kind,
      ResourceKind.ingressClass.kind:
      return .all
    case "Service":
      let own = cluster.routes.routes(to: object.name).map(\.source).filter {
        Self.kinds.contains($0.kind)
      }
      // What is said of a missing Service names others that there are.
      return .some(change.isOfExistence ? own + cluster.found.objects(with: Self.serviceID) : own)
    default: return .none
    }
  }

  func faults(of reference: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let object = cluster.inventory.object(reference.kind, reference.name) else { return [] }
    guard Self.kinds.contains(reference.kind) else {
      guard cluster.implementation(of: object) == TraefikContest.controller else { return [] }
      return middlewares(TraefikMiddlewares.references(ofIngress: object), of: object, in: cluster)
    }
    guard object.object["apiVersion"].string?.hasPrefix("traefik.") == true else { return [] }
    let routes = cluster.routes.routes(of: reference)
    return object.object["spec"]["routes"].array.enumerated().flatMap { number, rule in
      let own = routes.filter { $0.rule == number }
      let faults =
        ruleFaults(rule, number, of: object)
        + (own.first.map { route in
          middlewares(route.terms?.traefik?.middlewares ?? [], of: object, in: cluster)
            + gaps(of: route, in: cluster) + services(of: route, in: cluster)
        } ?? [])
      return faults.map { $0.on(own.count == 1 ? own[0].id : nil) }
    }
  }

  private func ruleFaults(
    _ rule: JSONValue, _ number: Int, of object: GenericResource
  ) -> [Fault] {
    func fault(_ grade: Fault.Grade, _ says: Message, _ fix: Message) -> [Fault] {
      [
        Fault(
          Self.ruleID, grade, object.reference, field: "spec.routes[\(number)].match", says: says,
          fix: fix)
      ]
    }
    guard let read = TraefikRoute(rule, of: object) else {
      return fault(
        .blocker, "A rule has no match, so Traefik leaves it out.",
        "Write what it is for, such as Host(`example.com`).")
    }
    if let error = read.error {
      guard error.problem != .tooDeep else { return [] }
      return fault(
        .blocker,
        "Traefik cannot read the rule at column \(error.column): \(Self.phrase(error.problem)).",
        "Correct the rule there.")
    }
    if let doubt = read.rule?.doubt {
      return fault(
        .risk,
        "It is of the rules of Traefik v2, and v3 refuses it at column \(doubt.column): "
          + "\(Self.phrase(doubt.problem)).",
        "Set syntax: v2 beside it, or write it in the language of v3.")
    }
    guard object.kind.kind == ResourceKind.ingressRouteTCP.kind,
      object.object["spec"]["tls"] == .null, read.rule?.namesHost == true
    else { return [] }
    return fault(
      .blocker, "It names a host by HostSNI, and without TLS no connection says which it is for.",
      "Set spec.tls, or take every host by HostSNI(`*`).")
  }

  /// What is wrong with a rule, as the end of a sentence.
  static func phrase(_ problem: TraefikRuleError.Problem) -> Message {
    switch problem {
    case .unexpected(let found, let expected): "\(word(expected)) has to stand where \(found) is"
    case .ended(let expected): "it ends where \(word(expected)) has to stand"
    case .unclosedQuote: "a quote is not closed"
    case .unknownMatcher(let name): "there is no matcher \(name)"
    case .valueCount(let name, let allowed, let found):
      "\(name) takes \(allowed) values, not \(found)"
    case .noSlash(let path): "the path \(path) does not begin with a slash"
    case .notASCII(let host): "the host \(host) has other letters than those of ASCII"
    case .lineEnd: "a line may end behind an operator only"
    case .refusedPattern(let pattern): "the pattern \(pattern) looks ahead or behind"
    case .tooDeep: "too many parentheses are open"
    }
  }

  private static func word(_ expected: TraefikRuleError.Expected) -> Message {
    switch expected {
    case .anOperator: "an operator"
    case .matcher: "a matcher"
    case .opening: "an opening parenthesis"
    case .closing: "a closing parenthesis"
    case .comma: "a comma or a closing parenthesis"
    case .value: "a value in quotes"
    }
  }

  private func middlewares(
    _ references: [TraefikReference], of object: GenericResource, in cluster: DiagnosedCluster
  ) -> [Fault] {
    guard !references.isEmpty else { return [] }
    let kind = ResourceKind.middleware.kind
    let home = object.metadata.namespace
    func fault(_ grade: Fault.Grade, _ field: String, _ says: Message, _ fix: Message) -> Fault {
      Fault(Self.referenceID, grade, object.reference, field: field, says: says, fix: fix)
    }
    let gaps = TraefikMiddlewares(references, cluster.inventory).gaps
    let broken: [Fault] = gaps.compactMap { gap in
      let name = gap.reference.key ?? gap.reference.name.name
      let by = gap.chain.map { "Chain \($0.name) names middleware \(name)" as Message }
      if gap.isCycle {
        return fault(
          .blocker, gap.reference.field,
          "Middleware \(name) leads back to itself, so Traefik does not serve the rule.",
          "Take it out of one of the chains.")
      }
      // The namespace stands in the name that an Ingress writes, and may be any.
      let namespace = gap.reference.name.namespace
      let isKnown =
        gap.reference.key == nil
        ? cluster.knows(kind, in: namespace, from: home)
        : !cluster.unreadable.contains(kind) && cluster.extent != .namespace
      guard isKnown else { return nil }
      return fault(
        .blocker, gap.reference.field,
        by.map { "\($0), which does not exist, so Traefik does not serve the rule." }
          ?? "Middleware \(name) does not exist, so Traefik does not serve the rule.",
        fix(ofMissing: gap.reference, in: cluster))
    }
    let foreign = references.filter {
      $0.key == nil && $0.name.namespace != home && !gaps.map(\.reference.field).contains($0.field)
    }
    return broken
      + foreign.map {
        fault(
          .risk, $0.field,
          "Middleware \($0.name.name) is of namespace \($0.name.namespace), which Traefik refuses "
            + "unless allowCrossNamespace is set.",
          "Copy it into the namespace \(home), or set the option.")
      }
  }

  private func fix(ofMissing reference: TraefikReference, in cluster: DiagnosedCluster) -> Message {
    let kind = ResourceKind.middleware.kind
    let all = cluster.inventory.objectNames(kind)
    if let key = reference.key {
      let keys = all.map { "\($0.namespace)-\($0.name)@kubernetescrd" }
      return Spelling.nearest(to: key, in: keys).map { "Correct the name: there is \($0)." }
        ?? "Write NAMESPACE-NAME@kubernetescrd of a Middleware that exists."
    }
    let own = all.filter { $0.namespace == reference.name.namespace }.map(\.name)
    return Spelling.nearest(to: reference.name.name, in: own).map {
      "Correct the name: there is \($0)."
    } ?? "Create the Middleware, or correct the name and namespace."
  }
}
