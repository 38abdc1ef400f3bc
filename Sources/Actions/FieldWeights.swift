import Language
import Routing
import Topology

/// Weights that an object of the route states, a field for each backend: Traefik's IngressRoute, Contour's HTTPProxy, an
/// HTTPRoute, a VirtualService or its delegate, a ServiceProfile or a TrafficSplit.
struct FieldWeights: WeightChange {
  let source: ObjectReference
  let weights: [Int]
  private let route: Route

  init(
    _ route: Route, in source: ObjectReference, _ weights: [NamespacedName: Int]
  ) throws(Refusal) {
    self.route = route
    self.source = source
    self.weights = route.backends.map { weights[$0.key] ?? $0.weight }
    guard self.weights.contains(where: { $0 > 0 }) else {
      throw Refusal(localized("one of the weights must be more than 0"))
    }
  }

  /// The fields that change, with their new weights.
  private var changes: [(place: Route.WeightPlace, weight: Int)] {
    zip(route.backends, weights).compactMap { backend, weight in
      guard let place = backend.weightPlace, backend.weight != weight || place.isUnstated else {
        return nil
      }
      return (place, weight)
    }
  }

  /// A Service of a rule as the object states it; null where it has none there.
  private func service(at place: Route.WeightPlace, of object: GenericResource) -> JSONValue {
    let spec = object.object["spec"]
    let rules = spec[place.rules].array
    let services =
      place.isWithoutRules
      ? spec[place.services].array
      : place.group.map { spec[$0][place.services].array }
        ?? (rules.indices.contains(place.rule) ? rules[place.rule][place.services].array : [])
    return services.indices.contains(place.service) ? services[place.service] : .null
  }

  /// Sets a weight, whether one is stated or not.
  private static func step(_ place: Route.WeightPlace, _ weight: Int) -> JSONValue {
    ["op": "add", "path": .string("\(place.path)/weight"), "value": .integer(Int64(weight))]
  }

  func write(_ object: GenericResource) -> WriteRequest {
    let steps = changes.flatMap { place, weight -> [JSONValue] in
      [
        ["op": "test", "path": .string(place.path), "value": service(at: place, of: object)],
        Self.step(place, weight),
      ]
    }
    return WriteRequest(.jsonPatch, object.kind, object.metadata.key, body: .array(steps))
  }

  func kubectl(_ line: KubectlLine, _ object: GenericResource) -> String {
    line.text(
      "patch", "\(object.kind.plural).\(object.kind.group)", source.name.name, "--type", "json",
      "-p", JSONValue.array(changes.map(Self.step)).text)
  }

  func difference(_ object: GenericResource) -> [Plan.DifferenceLine] {
    guard let first = route.backends.lazy.compactMap(\.weightPlace).first else { return [] }
    let rules = object.object["spec"][first.rules].array
    let match = rules.indices.contains(first.rule) ? rules[first.rule]["match"].string : nil
    var lines: [Plan.DifferenceLine] = [.kept("spec:")]
    if !first.isWithoutRules { lines.append(.kept("  \(first.group ?? first.rules):")) }
    if first.isWithoutRules {
      lines.append(.kept("  \(first.services):"))
    } else if first.group != nil {
      lines.append(.kept("    \(first.services):"))
    } else if let match {
      lines += [.kept("  - match: \(match)"), .kept("    \(first.services):")]
    } else {
      lines.append(.kept("  - \(first.services):"))
    }
    for (backend, weight) in zip(route.backends, weights) {
      guard let place = backend.weightPlace else { continue }
      let known = service(at: place, of: object)
      let destination = known["destination"]
      lines.append(
        .kept(
          destination == .null
            ? "    - name: \(backend.service.name)" : "    - destination: \(destination.text)"))
      guard weight != backend.weight || place.isUnstated else {
        lines.append(.kept("      weight: \(weight)"))
        continue
      }
      if known["weight"] != .null { lines.append(.removed("      weight: \(backend.weight)")) }
      lines.append(.added("      weight: \(weight)"))
    }
    return lines
  }

  /// Traefik drops a route of several Services as a whole when one of them has no endpoint, unless it was told
  /// to keep empty Services (`allowEmptyServices`).
  func warnings(_ context: PlanContext) -> [String] {
    guard
      [ResourceKind.ingressRoute, .ingressRouteTCP, .traefikService].map(\.kind)
        .contains(source.kind)
    else { return [] }
    let empty = route.backends.filter {
      ExpectedShares($0, in: context.inventory).shares.isEmpty
    }
    return empty.map {
      localized("\($0.service.name) has no endpoint: Traefik may answer 404 to the whole route")
    }
  }
}

extension Route.WeightPlace {
  /// Whether the list stands in `spec` itself, as those of ServiceProfiles and TrafficSplits do.
  fileprivate var isWithoutRules: Bool { rules.isEmpty }

  /// The path of the Service that has the weight, as a JSON pointer.
  fileprivate var path: String {
    isWithoutRules
      ? "/spec/\(services)/\(service)"
      : "/spec/\(group ?? "\(rules)/\(rule)")/\(services)/\(service)"
  }
}
