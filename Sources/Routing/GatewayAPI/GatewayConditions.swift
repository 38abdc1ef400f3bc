package import Topology

/// What a controller wrote of an object or of a part of it (`metav1.Condition`).
package struct GatewayCondition: Hashable, Sendable {
  package var type: String
  /// `True`, `False` or `Unknown`.
  package var status: String
  package var reason: String
  package var message: String
  /// The generation of the object that the controller looked at; nil where it does not say.
  package var observed: Int?

  package var isTrue: Bool { status == "True" }
  package var isFalse: Bool { status == "False" }
}

/// The conditions of an object or of a part of it.
package struct GatewayConditions: Hashable, Sendable {
  /// In the order in which they are written.
  let all: [GatewayCondition]
  /// The object's generation; nil for manifests.
  package let generation: Int?

  /// Reads a list of conditions of an object.
  init(_ list: JSONValue, of object: JSONValue) {
    generation = object["metadata"]["generation"].integer
    all = list.array.map {
      GatewayCondition(
        type: $0["type"].string ?? "", status: $0["status"].string ?? "",
        reason: $0["reason"].string ?? "", message: $0["message"].string ?? "",
        observed: $0["observedGeneration"].integer)
    }
  }

  /// Reads the conditions of an object's own status.
  package init(of object: GenericResource) {
    self.init(object.object["status"]["conditions"], of: object.object)
  }

  /// Whether the controller wrote nothing.
  package var isEmpty: Bool { all.isEmpty }

  /// A condition that speaks of the object as it is now; nil when there is none or an older one.
  package subscript(type: String) -> GatewayCondition? {
    all.first { $0.type == type && !isStale($0) }
  }

  /// A condition of an older generation: the controller has not looked at the object as it is now.
  package var stale: GatewayCondition? { all.first(where: isStale) }

  /// Whether a condition is of an older generation than the object.
  func isStale(_ condition: GatewayCondition) -> Bool {
    guard let generation, let observed = condition.observed else { return false }
    return observed < generation
  }
}
