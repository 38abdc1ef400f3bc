import Language
import Routing
import Topology

/// What the rules of routes lead to.
struct GatewayBackendFaults: FaultFamily {
  let needs = ["Service", "EndpointSlice"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(GatewayAPI.routeKinds)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    if GatewayAPI.routeKinds.contains(object.kind) { return .some([object]) }
    switch object.kind {
    case "ReferenceGrant": return .all
    case "EndpointSlice":
      return .some(
        cluster.services(of: change).flatMap { cluster.gateways.routes(to: $0.name) })
    case "Service":
      let routes = cluster.gateways.routes(to: object.name)
      // What is said of a missing Service names others that there are.
      return .some(
        change.isOfExistence
          ? routes + cluster.found.objects(with: "route-backend-not-found") : routes)
    // Which route of the model a rule makes depends on the hostnames of listeners.
    default: return cluster.routes(attachedBy: change)
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { object.kind == "Service" ? cluster.gateways.routes(to: object.name) : [] }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let route = cluster.gatewayRoute(object) else { return [] }
    let computed = route.rules.enumerated().flatMap { number, rule in
      let id = cluster.route(of: number, of: object)
      return rule.backends.compactMap { backend in
        fault(of: backend, rule, route, in: cluster)?.on(id)
      }
    }
    return computed + reported(route, besides: computed)
  }

  private func fault(
    of backend: GatewayBackend, _ rule: GatewayRouteDocument.Rule, _ route: GatewayRouteDocument,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    guard
      let problem = cluster.gateways.problem(
        with: backend, of: route.resource, in: cluster.inventory)
    else { return nil }
    let share = BackendShare(backend, rule, of: route.kind)
    switch problem {
    case .unsupportedKind, .notPermitted, .unsupportedProtocol:
      // The controller may know more kinds and grants than are read here.
      guard !isResolved(route) else { return nil }
      return refusal(problem, backend, share, route, in: cluster)
    case .missing: return missing(backend, share, route, in: cluster)
    case .portNotStated, .noSuchPort: return wrongPort(problem, backend, share, route)
    case .noEndpoints:
      guard share.grade > .risk else { return nil }
      let service = ObjectReference("Service", backend.reference.name)
      return Fault(
        "route-backend-no-endpoints", share.grade, route.reference,
        field: "\(backend.reference.field).name",
        says: "Service \(service.name) has no usable endpoint on port \(backend.port ?? 0): "
          + "\(share.consequence(503)).", fix: "See the faults of \(service)."
      ).caused(by: cluster.worst(of: service))
    }
  }

  /// Whether every controller says that all references of the route as it is are good.
  private func isResolved(_ route: GatewayRouteDocument) -> Bool {
    let conditions = route.statuses.map { $0.conditions["ResolvedRefs"] }
    return !conditions.isEmpty && conditions.allSatisfy { $0?.isTrue == true }
  }

  private func refusal(
    _ problem: GatewayBackendProblem, _ backend: GatewayBackend, _ share: BackendShare,
    _ route: GatewayRouteDocument, in cluster: DiagnosedCluster
  ) -> Fault? {
    let target = backend.reference
    switch problem {
    case .unsupportedKind:
      return Fault(
        "route-backend-kind-unsupported", share.grade, route.reference,
        field: "\(target.field).kind",
        says: "It leads to \(target.kind) \(target.name) of group \"\(target.group)\", which is no "
          + "backend: \(share.consequence(500)).",
        fix: "Lead to a Service, with an empty group.")
    case .notPermitted:
      guard !cluster.permits(route.resource, target) else { return nil }
      let namespace = target.name.namespace
      return Fault(
        "route-backend-ref-not-permitted", share.grade, route.reference,
        field: "\(target.field).namespace",
        says: "No ReferenceGrant of namespace \(namespace) lets \(route.kind) of namespace "
          + "\(route.namespace) lead to \(target.kind) \(target.name.name): "
          + "\(share.consequence(500)).",
        fix: "Create a ReferenceGrant in namespace \(namespace), from \(route.kind) of namespace "
          + "\(route.namespace) to \(target.kind).")
    case .unsupportedProtocol(let transport):
      return Fault(
        "route-backend-protocol-unsupported", share.grade, route.reference,
        field: "\(target.field).port",
        says:
          "Port \(backend.port ?? 0) of Service \(target.name) is \(transport.rawValue), which "
          + "\(route.kind) cannot speak: \(share.consequence(500)).",
        fix: "Lead to a port of the other protocol.")
    default: return nil
    }
  }

  private func missing(
    _ backend: GatewayBackend, _ share: BackendShare, _ route: GatewayRouteDocument,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    let name = backend.reference.name
    guard cluster.knows(backend.reference, from: route.resource) else { return nil }
    let own = cluster.inventory.services(in: name.namespace).map(\.metadata.name)
    let fix: Message =
      Spelling.nearest(to: name.name, in: own).map { "Correct the name: there is \($0)." }
      ?? "Create the Service, or correct the name and namespace."
    return Fault(
      "route-backend-not-found", share.grade, route.reference,
      field: "\(backend.reference.field).name",
      says: "Service \(name.name) does not exist in namespace \(name.namespace): "
        + "\(share.consequence(500)).", fix: fix)
  }

  private func wrongPort(
    _ problem: GatewayBackendProblem, _ backend: GatewayBackend, _ share: BackendShare,
    _ route: GatewayRouteDocument
  ) -> Fault {
    let name = backend.reference.name
    let id = "route-backend-port-missing"
    let field = "\(backend.reference.field).port"
    guard case .noSuchPort(let service) = problem, let number = backend.port else {
      return Fault(
        id, share.grade, route.reference, field: field,
        says: "It leads to Service \(name) without a port: \(share.consequence(500)).",
        fix: "State the port of the Service.")
    }
    let target = service.ports.first { $0.target == .number(number) }
    let ports = service.ports.map { "\($0.number)" }.joined(separator: ", ")
    return Fault(
      id, share.grade, route.reference, field: field,
      says: "Service \(name) has no port \(number): \(share.consequence(500)).",
      fix: target.map { "\(number) is its targetPort; write the port \($0.number)." }
        ?? "Use a port that it has: \(ports).")
  }

  /// What controllers say of references and the objects alone did not.
  private func reported(_ route: GatewayRouteDocument, besides known: [Fault]) -> [Fault] {
    let reasons = [
      "RefNotPermitted": "route-backend-ref-not-permitted",
      "InvalidKind": "route-backend-kind-unsupported",
      "BackendNotFound": "route-backend-not-found",
      "UnsupportedProtocol": "route-backend-protocol-unsupported",
      "PortNotFound": "route-backend-port-missing",
      "PortNotSpecified": "route-backend-port-missing",
    ]
    // One finding for what is the same wherever it was said.
    guard known.allSatisfy({ $0.id == "route-backend-no-endpoints" }) else { return [] }
    var seen: Set<String> = []
    return route.statuses.compactMap { status in
      guard let condition = status.conditions["ResolvedRefs"], condition.isFalse else { return nil }
      let id = reasons[condition.reason] ?? "route-backend-not-found"
      guard seen.insert(id).inserted else { return nil }
      return Fault(
        id, .blocker, route.reference, field: "spec.rules",
        says: "The controller cannot resolve what it leads to: \(condition.said).",
        fix: "Mend what the controller names.")
    }
  }
}

/// Which part of a rule's requests a backend gets.
struct BackendShare {
  private let backend: GatewayBackend
  /// Whether clients get a status: those of HTTP and gRPC do.
  private let hasStatus: Bool
  /// In hundredths.
  private let percent: Int
  /// How bad it is when the backend does not answer.
  let grade: Fault.Grade

  init(_ backend: GatewayBackend, _ rule: GatewayRouteDocument.Rule, of kind: String) {
    self.backend = backend
    hasStatus = kind == "HTTPRoute" || kind == "GRPCRoute"
    let sum = rule.answering.reduce(0) { $0 + max(0, $1.weight) }
    let weight = max(0, backend.weight)
    percent = sum == 0 ? 0 : Int((Double(weight) * 100 / Double(sum)).rounded())
    grade =
      backend.isMirror || weight == 0 ? .risk : weight == sum ? .blocker : .degraded
  }

  /// What clients see of it, as a part of a sentence.
  func consequence(_ status: Int) -> Message {
    if backend.isMirror { return "it gets no copies of requests" }
    switch grade {
    case .blocker where !hasStatus: return "connections of the rule fail"
    case .blocker: return "requests of the rule get \(status)"
    case .degraded where !hasStatus: return "\(percent) % of the connections of the rule fail"
    case .degraded: return "\(percent) % of the requests of the rule get \(status)"
    default: return "its weight is 0, so nothing is lost yet"
    }
  }
}
