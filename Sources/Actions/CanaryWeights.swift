import Language
import Routing
import Topology

/// Weights that the annotation of a canary Ingress states: one number out of a total.
struct CanaryWeights: WeightChange {
  let canary: Canary
  /// The new weight of the canary.
  private let weight: Int
  private let route: Route

  private static let annotation = Canary.annotation("weight")

  init(
    _ route: Route, _ canary: Canary, _ weights: [NamespacedName: Int]
  ) throws(Refusal) {
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
    (self.route, self.canary, self.weight) = (route, canary, weight)
  }

  var source: ObjectReference { canary.source }

  var weights: [Int] {
    route.backends.map { $0.weightSource == nil ? canary.total - weight : weight }
  }

  func write(_ ingress: GenericResource) -> WriteRequest {
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

  func kubectl(_ line: KubectlLine, _ ingress: GenericResource) -> String {
    line.text(
      "annotate", canary.source.kind.lowercased(), canary.source.name.name,
      "\(Self.annotation)=\(weight)", "--overwrite")
  }

  func difference(_ ingress: GenericResource) -> [Plan.DifferenceLine] {
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

  func warnings(_ context: PlanContext) -> [String] {
    guard canary.isSteered else { return [] }
    return [
      canary.header.isEmpty
        ? localized("the cookie \(canary.cookie.cleaned) decides before the weight does")
        : localized("the header \(canary.header.cleaned) decides before the weight does")
    ]
  }
}

extension [String: JSONValue] {
  /// As an object, nulls included.
  var asObject: JSONValue { .object(self) }
}
