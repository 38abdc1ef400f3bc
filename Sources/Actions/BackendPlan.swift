import Language
import Routing
import Topology
import Traffic

/// Which Service and port a path of an Ingress leads to.
struct BackendPlan {
  let ingress: ObjectReference
  let field: String
  /// What changes; the other one is nil.
  var service: String?
  var port: PortReference?
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let place = try place()
    let old = Proposal.Backend(service: place.serviceName, port: place.port)
    let new = Proposal.Backend(service: service ?? old.service, port: port ?? old.port)
    guard new != old else { throw .nothingChanges }
    let step = port.map(place.setting) ?? place.setting(service: new.service)
    let shift = shift(place, old, new)
    return Plan(
      proposal: proposal(service, port), target: ingress,
      targetUID: place.ingress.metadata.uid, sentence: sentence(place, old, new),
      write: WriteRequest(
        .jsonPatch, place.ingress.kind, ingress.name, body: .array(place.tests + [step])),
      inverse: inverse(old),
      kubectl: KubectlLine(context, namespace: ingress.name.namespace).text(
        "patch", "ingress", ingress.name.name, "--type", "json", "-p", JSONValue.array([step]).text),
      difference: place.difference(service: service, port: port), shift: shift.shift,
      level: shift.level, warnings: warnings(new))
  }

  private func place() throws(Refusal) -> IngressBackendField {
    guard let object = context.inventory.object(ingress.kind, ingress.name) else {
      throw Refusal(localized("\(ingress) does not exist any more"))
    }
    guard let place = IngressBackendField(object, field: field) else {
      throw Refusal(localized("\(ingress) has no backend at \(field.cleaned) any more"))
    }
    if let service, service.isEmpty { throw Refusal(localized("name a Service")) }
    return place
  }

  private func proposal(_ service: String?, _ port: PortReference?) -> Proposal {
    if let port { return .backendPort(ingress, field: field, port) }
    return .backendService(ingress, field: field, name: service ?? "")
  }

  private func inverse(_ old: Proposal.Backend) -> Proposal? {
    guard port == nil else { return old.port.map { proposal(nil, $0) } }
    return old.service.isEmpty ? nil : proposal(old.service, nil)
  }

  private func sentence(
    _ place: IngressBackendField, _ old: Proposal.Backend, _ new: Proposal.Backend
  ) -> Message {
    let path = place.routeID.map { $0.host + $0.path } ?? ""
    let whole = path.isEmpty ? "\(ingress.name)" : path
    guard port == nil else {
      return
        "Lead \(whole) to port \(new.port?.description ?? "") of service \(new.service) (was \(old.port?.description ?? "-"))"
    }
    return "Lead \(whole) to service \(new.service) (was \(old.service))"
  }

  /// How the requests of the path move, and how careful one has to be about it.
  private func shift(
    _ place: IngressBackendField, _ old: Proposal.Backend, _ new: Proposal.Backend
  ) -> (shift: TrafficShift, level: Plan.Level) {
    let before = expected(old)
    let after = expected(new)
    let id = place.routeID
    let route = id.flatMap { context.routing.route($0) }
    let part =
      route?.backends.first { $0.service.name == old.service }
      .flatMap { route?.share(of: $0) } ?? 1
    let total = id.flatMap { context.readings.rate(.route($0)) }
    let addresses = (before.shares + after.shares).reduce(into: [ExpectedShare]()) { all, share in
      if !all.contains(where: { $0.backend == share.backend && $0.service == share.service }) {
        all.append(share)
      }
    }
    let lines = addresses.map { share -> TrafficShift.Line in
      let key = id.map { TrafficKey(route: $0, service: share.service, backend: share.backend) }
      let then = after.shares.first { $0.backend == share.backend && $0.service == share.service }
      let now = before.shares.first { $0.backend == share.backend && $0.service == share.service }
      return TrafficShift.Line(
        backend: share.pod?.name ?? share.backend.description, service: share.service,
        isReady: true, before: now.map { $0.share * part }, after: then.map { $0.share * part },
        rateBefore: key.flatMap { context.readings.rate(.key($0)) },
        rateAfter: then.flatMap { then in total.map { $0 * then.share * part } })
    }
    return (
      TrafficShift(lines: lines, routes: sentences(id, part, before.refused, after)),
      after.refused > before.refused
        ? .severe : before.refused > 0.999 && after.refused < 0.001 ? .mild : .warning
    )
  }

  private func expected(_ backend: Proposal.Backend) -> ExpectedShares {
    guard let port = backend.port else { return ExpectedShares(refused: 1) }
    return ExpectedShares(
      NamespacedName(ingress.name.namespace, backend.service), port: port, in: context.inventory)
  }

  private func sentences(
    _ id: Route.ID?, _ part: Double, _ before: Double, _ after: ExpectedShares
  ) -> [String] {
    guard let id, abs(before - after.refused) > 0.001 else { return [] }
    let name = (id.host.isEmpty ? "*" : id.host) + id.path
    if after.refused > 0.001 {
      let percent = Int((part * after.refused * 100).rounded())
      return percent > 99
        ? [localized("\(name): × every request would be answered 503")]
        : [localized("\(name): × about \(percent) % of its requests would be answered 503")]
    }
    let pods = localized(after.shares.count, "pod")
    return part > 0.999
      ? [localized("\(name): × 503 now, then served by \(pods)")]
      : [localized("\(name): no request is refused any more")]
  }

  private func warnings(_ new: Proposal.Backend) -> [String] {
    let key = NamespacedName(ingress.name.namespace, new.service)
    guard let service = context.inventory.service(key) else {
      return [localized("service \(key) does not exist: every request would be refused")]
    }
    guard let port = new.port, service.exposure != .externalName else { return [] }
    guard service.port(port) != nil else {
      return [localized("service \(new.service) has no port \(port.description)")]
    }
    return ExpectedShares(key, port: port, in: context.inventory).shares.isEmpty
      ? [localized("\(new.service) has no ready backend")] : []
  }
}

extension Proposal {
  /// What a backend of an Ingress names.
  struct Backend: Hashable {
    var service: String
    var port: PortReference?
  }
}
