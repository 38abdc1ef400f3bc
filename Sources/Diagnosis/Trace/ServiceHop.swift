import Language
import Routing
import Topology

extension TraceWalk {
  /// Whether the Service exists, has the port, and where the port leads.
  mutating func passService() {
    if legs.isEmpty {
      missBackend()
      return
    }
    let isRefusing = legs.reduce(0) { $0 + $1.share } == 0
    guard !isRefusing else {
      let object = route?.source
      fail(
        .service, object, says: "All weights are 0: no backend gets any request.",
        fault: object.flatMap { fault(of: $0, ["route-backend-weights"]) },
        controller?.noEndpoints.map(Ending.status) ?? .someStatus)
      return
    }
    let walk = self
    pass(.service) { walk.judgeService($0) }
  }

  /// The rule leads to nothing that could be read as a Service.
  private mutating func missBackend() {
    let ids = [
      "ingress-resource-backend-unsupported", "ingress-backend-service-missing",
      "ingress-default-backend-broken", "route-no-backend-no-filter",
      "route-backend-kind-unsupported", TraefikFaults.serviceID,
    ]
    fail(
      .service, route?.source, says: "The rule leads to no Service.",
      fault: route.flatMap { fault(of: $0, ids) },
      controller?.noService.map(Ending.status) ?? .someStatus)
  }

  private func judgeService(_ leg: TraceLeg) -> TraceFinding {
    guard leg.problem?.hop != .service else { return brokenService(leg) }
    if leg.isExternal {
      return TraceFinding(
        state: .unknown,
        says: "\(leg.name.name) leads out of the cluster, to \(leg.service?.externalName ?? "").",
        object: leg.object)
    }
    let degraded = degradation(.service, of: leg)
    let says = degraded.map { "\(describe(leg)) \($0.says)" as Message } ?? describe(leg)
    return TraceFinding(
      state: degraded == nil ? .ok : .warning, says: says, object: leg.target, fault: degraded)
  }

  /// `pay ClusterIP 10.96.0.41, port 80 leads to http.`.
  private func describe(_ leg: TraceLeg) -> Message {
    guard let service = leg.service, let port = leg.port else { return "" }
    let kind: Message =
      leg.alias != nil
      ? "stands for \(service.metadata.key)"
      : service.isHeadless
        ? "headless" : "\(service.exposure.rawValue) \(service.clusterIP)"
    if service.isHeadless, port.target == .number(port.number) {
      return "\(leg.name.name), \(kind), port \(port.number)."
    }
    return "\(leg.name.name), \(kind), port \(port.number) leads to \(port.target)."
  }

  private func brokenService(_ leg: TraceLeg) -> TraceFinding {
    let name = leg.name
    switch leg.problem {
    case .serviceMissing where world.isUnreadable("Service"):
      return TraceFinding(state: .unknown, says: "Services may not be read.", object: leg.object)
    case .serviceMissing:
      return broken(
        leg, "Service \(name.name) does not exist in namespace \(name.namespace).",
        [
          "ingress-backend-service-missing", "ingress-default-backend-broken",
          "route-backend-not-found", "httpproxy-service-unresolved", "vs-destination-missing",
          TraefikFaults.serviceID,
        ])
    case .portNotStated:
      return broken(
        leg, "The rule states no port of Service \(name.name).",
        [
          "ingress-backend-port-unspecified", "route-backend-port-missing",
          "vs-destination-port-required", TraefikFaults.serviceID,
        ])
    case .portMissing: return missingPort(leg)
    case .notPermitted:
      return broken(
        leg,
        "No ReferenceGrant of namespace \(name.namespace) lets the route lead to \(name.name).",
        ["route-backend-ref-not-permitted"])
    case .transport(let transport):
      return broken(
        leg, "Port \(portText(leg)) of \(name.name) is for \(transport.rawValue).",
        ["ingress-backend-protocol-mismatch", "route-backend-protocol-unsupported"],
        controller == nil ? unexposed(leg) : nil)
    case .externalRefused:
      return broken(
        leg, "\(name.name) is an ExternalName, which the controller refuses.",
        ["ingress-backend-externalname-refused", TraefikFaults.serviceID])
    case .externalUnreachable:
      return broken(
        leg, "\(name.name) leads to \(leg.service?.externalName ?? ""), outside of the playground.",
        [], ownFault(leg, ["service-externalname-invalid"]))
    case .circular:
      return broken(
        leg, "\(name.name) leads to \(leg.service?.externalName ?? ""), and so in a circle.", [])
    case .untranslated(let number):
      return broken(
        leg, "\(name.name) is headless, and its pods listen on \(number).", [],
        ownFault(leg, ["service-headless-misuse"]))
    default:
      return broken(
        leg, "No pod of \(name.name) has the port \(leg.port?.target.description ?? "").", [],
        ownFault(
          leg,
          [
            "service-target-port-quoted-number", "service-target-port-protocol-mismatch",
            "service-target-port-name-missing", "service-target-port-invalid",
          ]))
    }
  }

  private func portText(_ leg: TraceLeg) -> String {
    leg.reference?.description ?? request.url.map { "\($0.port)" } ?? ""
  }

  private func broken(
    _ leg: TraceLeg, _ says: Message, _ ids: [String], _ own: Fault? = nil
  ) -> TraceFinding {
    let fault = own ?? route.flatMap { self.fault(of: $0, ids) }
    return TraceFinding(
      state: .fault, says: says, object: leg.service == nil ? leg.object : leg.target,
      fault: fault)
  }

  private func ownFault(_ leg: TraceLeg, _ ids: [String]) -> Fault? {
    let index = leg.port.flatMap { port in leg.service?.ports.firstIndex(of: port) }
    return fault(of: leg.target, ids, port: index)
  }

  private func missingPort(_ leg: TraceLeg) -> TraceFinding {
    let ports = (leg.service?.ports ?? []).map {
      $0.name.isEmpty ? "\($0.number)" : "\($0.number) (\($0.name))"
    }.joined(separator: ", ")
    let says: Message =
      ports.isEmpty
      ? "\(leg.name.name) has no port at all."
      : "\(leg.name.name) has no port \(portText(leg)), but \(ports)."
    return broken(
      leg, says,
      [
        "ingress-backend-port-missing", "ingress-default-backend-broken",
        "route-backend-port-missing", "httpproxy-service-unresolved", "vs-destination-missing",
        TraefikFaults.serviceID,
      ],
      controller == nil ? unexposed(leg) : nil)
  }

  /// The port of the URL is none of the Service's.
  private func unexposed(_ leg: TraceLeg) -> Fault {
    let ports = (leg.service?.ports ?? []).filter { $0.transport == .tcp }
    let list = ports.map { "\($0.number)" }.joined(separator: ", ")
    let target = ports.first { $0.target == leg.reference }
    let fix: Message =
      target.map { "\(portText(leg)) is its target port: use \($0.number)." }
      ?? (list.isEmpty ? "Add the port to spec.ports." : "Use \(list), or add the port.")
    return Fault(
      "url-port-not-exposed", .blocker, leg.target, field: "spec.ports",
      says: "It has no port \(portText(leg)) for TCP.", fix: fix)
  }
}
