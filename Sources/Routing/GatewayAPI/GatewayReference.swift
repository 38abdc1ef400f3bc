package import Topology

/// A reference of one object to another, with the API's defaults (`object_reference_types.go`).
package struct GatewayReference: Hashable, Sendable {
  /// Empty for the core group.
  package var group: String
  package var kind: String
  package var name: NamespacedName
  /// The place of the reference: `spec.rules[0].backendRefs[1]`.
  package var field: String

  /// Reads a reference that an object of a namespace states.
  init(
    _ value: JSONValue, in namespace: String, group: String = "", kind: String, field: String
  ) {
    self.group = value["group"].string ?? group
    let stated = value["kind"].string ?? ""
    self.kind = stated.isEmpty ? kind : stated
    let other = value["namespace"].string ?? ""
    name = NamespacedName(other.isEmpty ? namespace : other, value["name"].string ?? "")
    self.field = field
  }

  /// The object that is meant.
  package var object: ObjectReference { ObjectReference(kind, name) }

  /// Whether it names a Service; some write `core` for the group of the core.
  package var isService: Bool { kind == "Service" && (group.isEmpty || group == "core") }

  /// Whether it names a kind of the Gateway API whose listeners routes attach to.
  package var isListenerOwner: Bool {
    (group == GatewayAPI.group || group == GatewayAPI.experimentalGroup)
      && GatewayAPI.parentKinds.contains(kind)
  }
}

/// What a route wants to be attached to (`ParentReference`).
package struct GatewayParent: Hashable, Sendable {
  package var reference: GatewayReference
  /// The name of a listener; empty for all.
  package var section: String
  /// The port of listeners; nil for all.
  package var port: Int?

  init(_ value: JSONValue, in namespace: String, field: String) {
    reference = GatewayReference(
      value, in: namespace, group: GatewayAPI.group, kind: "Gateway", field: field)
    section = value["sectionName"].string ?? ""
    port = value["port"].integer.flatMap { $0 == 0 ? nil : $0 }
  }

  /// The object that is meant.
  package var object: ObjectReference { reference.object }

  /// Whether both say the same, wherever they stand.
  func isSame(as other: Self) -> Bool {
    object == other.object && reference.group == other.reference.group && section == other.section
      && port == other.port
  }
}

/// Where a rule sends requests (`BackendRef`).
package struct GatewayBackend: Hashable, Sendable {
  package var reference: GatewayReference
  /// nil when none is stated, which only kinds other than Service allow.
  package var port: Int?
  /// Its part of the sum of the rule's weights.
  package var weight: Int
  /// Whether it gets copies of requests, and its answers are thrown away.
  package var isMirror: Bool
  /// Of how many requests a mirror gets copies, 0…1.
  var share = 1.0
  /// Its position among the backends of its rule; nil for a mirror.
  package var position: Int?

  init(_ value: JSONValue, in namespace: String, field: String, position: Int? = nil) {
    reference = GatewayReference(value, in: namespace, kind: "Service", field: field)
    port = value["port"].integer
    weight = value["weight"].integer ?? 1
    isMirror = position == nil
    self.position = position
  }
}
