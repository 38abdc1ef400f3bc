import Language
import Routing
import Topology
import Traffic

/// New weights of a route's backends, in the manner in which its objects state them.
protocol WeightChange {
  /// The object that is written.
  var source: ObjectReference { get }
  /// The new weight of each backend of the route, in their order.
  var weights: [Int] { get }

  /// The request, which fails when somebody changed the weights meanwhile.
  func write(_ object: GenericResource) -> WriteRequest
  func kubectl(_ line: KubectlLine, _ object: GenericResource) -> String
  func difference(_ object: GenericResource) -> [Plan.DifferenceLine]
  /// What is peculiar to the manner.
  func warnings(_ context: PlanContext) -> [String]
}

/// How a route divides its requests between its Services.
struct WeightsPlan {
  let id: Route.ID
  let weights: [NamespacedName: Int]
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let route = try route()
    let change = try change(of: route)
    guard change.weights != route.backends.map(\.weight) else { throw .nothingChanges }
    guard let object = context.inventory.object(change.source.kind, change.source.name) else {
      throw Refusal(localized("\(change.source) does not exist any more"))
    }
    let old = Dictionary(
      route.backends.map { ($0.key, $0.weight) }, uniquingKeysWith: { first, _ in first })
    let later = shifted(route, change.weights)
    let lines = lines(route, later)
    let line = KubectlLine(context, namespace: change.source.name.namespace)
    return Plan(
      proposal: .weights(id, weights), target: change.source, targetUID: object.metadata.uid,
      sentence: "Shift \(id.host)\(id.path) to \(Self.text(later))"
        + " (was \(route.backends.map { "\($0.weight)" }.joined(separator: ", ")))",
      write: change.write(object), inverse: .weights(id, old),
      kubectl: change.kubectl(line, object), difference: change.difference(object),
      shift: TrafficShift(lines: lines, routes: sentences(route, later)),
      level: level(lines, points(route, later)),
      warnings: warnings(route, later) + change.warnings(context))
  }

  private static func text(_ route: Route) -> String {
    route.backends.map { "\($0.key.name) \($0.weight)" }.joined(separator: ", ")
  }

  private func route() throws(Refusal) -> Route {
    guard let route = context.routing.route(id) else {
      throw Refusal(
        localized("the route \(id.host.cleaned)\(id.path.cleaned) does not exist any more"))
    }
    return route
  }

  private func change(of route: Route) throws(Refusal) -> any WeightChange {
    guard let source = route.backends.lazy.compactMap(\.weightSource).first else {
      throw Refusal(localized("the route has one backend: a canary Ingress would give it weights"))
    }
    guard !context.forbiddenKinds.contains(source.kind) else {
      throw Refusal(
        localized("you may not change an \(source.kind) here: the cluster forbids it (RBAC)"))
    }
    guard weights.values.allSatisfy({ $0 >= 0 }) else {
      throw Refusal(localized("a weight cannot be negative"))
    }
    if let canary = route.canary { return try CanaryWeights(route, canary, weights) }
    return try FieldWeights(route, in: source, weights)
  }

  /// By how many points of a hundred the share of a Service changes at most.
  private func points(_ route: Route, _ later: Route) -> Int {
    zip(route.backends, later.backends).reduce(0) { most, pair in
      max(most, Int((abs(route.share(of: pair.0) - later.share(of: pair.1)) * 100).rounded()))
    }
  }

  private func shifted(_ route: Route, _ weights: [Int]) -> Route {
    var route = route
    for (index, weight) in zip(route.backends.indices, weights) {
      route.backends[index].weight = weight
    }
    return route
  }

  /// A line for each address of the Services: its part of the route before and after.
  private func lines(_ route: Route, _ later: Route) -> [TrafficShift.Line] {
    let total = context.readings.rate(.route(id))
    return zip(route.backends, later.backends).flatMap { old, new -> [TrafficShift.Line] in
      let before = route.share(of: old)
      let after = later.share(of: new)
      let part = ExpectedShares(old, in: context.inventory)
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

  private func sentences(_ route: Route, _ later: Route) -> [String] {
    let before = ExpectedShares(route, in: context.inventory).refused
    let after = ExpectedShares(later, in: context.inventory).refused
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

  private func warnings(_ route: Route, _ later: Route) -> [String] {
    var warnings: [String] = []
    for (old, backend) in zip(route.backends, later.backends) where backend.weight > 0 {
      let part = ExpectedShares(backend, in: context.inventory)
      if part.shares.isEmpty {
        warnings.append(localized("\(backend.key.name) has no ready backend"))
      }
      let errors = context.readings.errorShare(.routeService(id, backend.service)) ?? 0
      if errors > 0.01, backend.weight > old.weight {
        let tenths = Int((errors * 1000).rounded())
        warnings.append(
          localized(
            "\(backend.service.name) fails \(tenths / 10).\(tenths % 10) % of its requests now"))
      }
    }
    return warnings
  }
}
