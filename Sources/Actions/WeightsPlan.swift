import Language
import Routing
import Topology
import Traffic

/// How a route divides its requests between its Service and the canary.
struct WeightsPlan {
  let id: Route.ID
  let weights: [NamespacedName: Int]
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let (route, canary) = try checked()
    let weight = try newWeight(canary)
    guard weight != canary.weight else { throw .nothingChanges }
    guard let ingress = context.inventory.object(canary.source.kind, canary.source.name) else {
      throw Refusal(localized("\(canary.source) does not exist any more"))
    }
    let old = Dictionary(
      route.backends.map { ($0.service, $0.weight) }, uniquingKeysWith: { first, _ in first })
    let primary = route.backends.first { $0.weightSource == nil }?.service.name ?? ""
    let name = canary.service.name
    let rest = canary.total - weight
    let lines = lines(route, weight, canary)
    return Plan(
      proposal: .weights(id, weights), target: canary.source, targetUID: ingress.metadata.uid,
      sentence: "Shift \(id.host)\(id.path) to \(primary) \(rest), \(name) \(weight)"
        + " (was \(canary.total - canary.weight), \(canary.weight))",
      write: write(ingress, weight), inverse: .weights(id, old),
      kubectl: KubectlLine(context, namespace: canary.source.name.namespace).text(
        "annotate", canary.source.kind.lowercased(), canary.source.name.name,
        "\(Self.annotation)=\(weight)", "--overwrite"),
      difference: difference(ingress, weight),
      shift: TrafficShift(lines: lines, routes: sentences(route, weight, canary)),
      level: level(lines, abs(weight - canary.weight) * 100 / canary.total),
      warnings: warnings(route, weight, canary))
  }

  private static let annotation = Canary.annotation("weight")

  private func checked() throws(Refusal) -> (Route, Canary) {
    guard let route = context.routing.route(id) else {
      throw Refusal(
        localized("the route \(id.host.cleaned)\(id.path.cleaned) does not exist any more"))
    }
    guard let canary = route.canary else {
      throw Refusal(localized("the route has one backend: a canary Ingress would give it weights"))
    }
    guard context.forbiddenKinds.contains(canary.source.kind) == false else {
      throw Refusal(
        localized("you may not change an \(canary.source.kind) here: the cluster forbids it (RBAC)")
      )
    }
    return (route, canary)
  }

  private func newWeight(_ canary: Canary) throws(Refusal) -> Int {
    guard weights.values.allSatisfy({ $0 >= 0 }) else {
      throw Refusal(localized("a weight cannot be negative"))
    }
    guard let weight = weights[canary.service] else {
      throw Refusal(localized("no weight is given for \(canary.service.name.cleaned)"))
    }
    let sum = weights.values.reduce(0, +)
    guard weights.count == 1 || sum == canary.total else {
      throw Refusal(localized("the weights must add up to \(canary.total), not \(sum)"))
    }
    guard weight <= canary.total else {
      throw Refusal(
        localized("the weight of \(canary.service.name.cleaned) is at most \(canary.total)"))
    }
    return weight
  }

  private func write(_ ingress: GenericResource, _ weight: Int) -> WriteRequest {
    let kind = ingress.kind
    let key = ingress.metadata.key
    guard let old = ingress.metadata.annotations[Self.annotation] else {
      return WriteRequest(
        .mergePatch, kind, key,
        body: ["metadata": ["annotations": [Self.annotation: .string("\(weight)")].asObject]],
        resourceVersion: ingress.metadata.resourceVersion.isEmpty
          ? nil : ingress.metadata.resourceVersion)
    }
    let path = JSONValue.string(
      "/metadata/annotations/" + Self.annotation.split(separator: "/").joined(separator: "~1"))
    return WriteRequest(
      .jsonPatch, kind, key,
      body: [
        ["op": "test", "path": path, "value": .string(old)],
        ["op": "replace", "path": path, "value": .string("\(weight)")],
      ])
  }

  private func difference(_ ingress: GenericResource, _ weight: Int) -> [Plan.DifferenceLine] {
    var lines: [Plan.DifferenceLine] = [.kept("metadata:"), .kept("  annotations:")]
    for (key, value) in ingress.metadata.annotations.sorted(by: { $0.key < $1.key })
    where key.hasPrefix(Canary.annotation("")) && key != Self.annotation {
      lines.append(.kept("    \(key): \"\(value)\""))
    }
    if let old = ingress.metadata.annotations[Self.annotation] {
      lines.append(.removed("    \(Self.annotation): \"\(old)\""))
    }
    return lines + [.added("    \(Self.annotation): \"\(weight)\"")]
  }

  private func shifted(_ route: Route, _ weight: Int, _ canary: Canary) -> Route {
    var route = route
    for index in route.backends.indices {
      route.backends[index].weight =
        route.backends[index].weightSource == nil ? canary.total - weight : weight
    }
    return route
  }

  /// A line for each address of both Services: its part of the route before and after.
  private func lines(_ route: Route, _ weight: Int, _ canary: Canary) -> [TrafficShift.Line] {
    let later = shifted(route, weight, canary)
    let total = context.readings.rate(.route(id))
    return zip(route.backends, later.backends).flatMap { old, new -> [TrafficShift.Line] in
      let before = route.share(of: old)
      let after = later.share(of: new)
      let part = ExpectedShares(old.service, port: old.port, in: context.inventory)
      return part.shares.map { share in
        let key = TrafficKey(route: id, service: old.service, backend: share.backend)
        return TrafficShift.Line(
          backend: share.pod?.name ?? share.backend.description, service: old.service,
          isReady: true, before: before * share.share, after: after * share.share,
          rateBefore: context.readings.rate(.key(key)),
          rateAfter: total.map { $0 * after * share.share })
      }
    }
  }

  private func sentences(_ route: Route, _ weight: Int, _ canary: Canary) -> [String] {
    let before = ExpectedShares(route, in: context.inventory).refused
    let after = ExpectedShares(shifted(route, weight, canary), in: context.inventory).refused
    guard abs(before - after) > 0.001 else { return [] }
    let name = (id.host.isEmpty ? "*" : id.host) + id.path
    return after < 0.001
      ? [localized("\(name): no request is refused any more")]
      : [
        localized(
          "\(name): × about \(Int((after * 100).rounded())) % of its requests would be answered 503"
        )
      ]
  }

  private func level(_ lines: [TrafficShift.Line], _ points: Int) -> Plan.Level {
    guard lines.contains(where: { ($0.after ?? 0) > 0 }) else { return .severe }
    return points > 10 ? .warning : .mild
  }

  private func warnings(_ route: Route, _ weight: Int, _ canary: Canary) -> [String] {
    var warnings: [String] = []
    for backend in shifted(route, weight, canary).backends where backend.weight > 0 {
      let part = ExpectedShares(backend.service, port: backend.port, in: context.inventory)
      if part.shares.isEmpty {
        warnings.append(localized("\(backend.service.name) has no ready backend"))
      }
      let errors = context.readings.errorShare(.routeService(id, backend.service)) ?? 0
      if errors > 0.01, backend.weight > (route.backends.first { $0 == backend }?.weight ?? 0) {
        let tenths = Int((errors * 1000).rounded())
        warnings.append(
          localized(
            "\(backend.service.name) fails \(tenths / 10).\(tenths % 10) % of its requests now"))
      }
    }
    if canary.isSteered {
      warnings.append(
        canary.header.isEmpty
          ? localized("the cookie \(canary.cookie.cleaned) decides before the weight does")
          : localized("the header \(canary.header.cleaned) decides before the weight does"))
    }
    return warnings
  }
}

extension [String: JSONValue] {
  /// As an object, nulls included.
  var asObject: JSONValue { .object(self) }
}
