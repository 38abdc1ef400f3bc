import Topology

/// What admission knows about one kind beyond its metadata.
protocol AdmissionRules: Sendable {
  /// Resets what a creator may not set.
  func prepareForCreation(_ object: inout JSONValue)
  /// Keeps what an update may not set.
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue)
  /// Fills in what was left out.
  func setDefaults(_ object: inout JSONValue)
  /// Reports what breaks the kind's rules.
  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport)
}

extension AdmissionRules {
  func prepareForCreation(_ object: inout JSONValue) {}
  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue) {}
  func setDefaults(_ object: inout JSONValue) {}
  func validate(_ object: JSONValue, old: JSONValue?, _ report: inout FieldReport) {}
}

/// The rules of every kind; one line each.
enum KindRules {
  /// The rules of a kind; kinds without any are stored as given.
  static func rules(for kind: ResourceKind) -> any AdmissionRules { byKind[kind] ?? NoRules() }

  /// Whether a kind is one of the API's own, not a custom one of the same name.
  static func isBuiltIn(_ kind: ResourceKind) -> Bool { builtIn.contains(kind) }

  private static let builtIn = Set(KindDefinition.builtIn.map(\.storage))

  private static let byKind: [ResourceKind: any AdmissionRules] = [
    .namespace: NamespaceRules(),
    .pod: PodRules(),
    .service: ServiceRules(),
    .endpoints: EndpointsRules(),
    .endpointSlice: EndpointSliceRules(),
    .secret: SecretRules(),
    .configMap: ConfigMapRules(),
    .deployment: WorkloadRules.deployment,
    .replicaSet: WorkloadRules.replicaSet,
    .statefulSet: WorkloadRules.statefulSet,
    .daemonSet: WorkloadRules.daemonSet,
    .ingress: IngressRules(),
    .ingressClass: IngressClassRules(),
    .networkPolicy: NetworkPolicyRules(),
    .event: EventRules(),
    .customResourceDefinition: CustomResourceDefinitionRules(),
  ]

  private struct NoRules: AdmissionRules {}
}

extension JSONValue {
  /// The value without members that are null, as decoding and encoding in the API leaves it.
  var withoutNulls: JSONValue {
    switch self {
    case .object(let members) where members.values.contains(where: \.holdsNull):
      .object(members.filter { !$0.value.isNull }.mapValues(\.withoutNulls))
    case .array(let items) where items.contains(where: \.holdsNull):
      .array(items.map(\.withoutNulls))
    default: self
    }
  }

  /// Whether a null stands anywhere in it.
  var holdsNull: Bool {
    switch self {
    case .null: true
    case .object(let members): members.values.contains(where: \.holdsNull)
    case .array(let items): items.contains(where: \.holdsNull)
    default: false
    }
  }

  /// Sets a member that is missing.
  mutating func setDefault(_ key: String, _ value: JSONValue) {
    if self[key].isNull { self[key] = value }
  }

  /// Changes the elements of a list, if there is one.
  mutating func mapElements(_ key: String, _ change: (inout JSONValue) -> Void) {
    guard case .array(var items) = self[key] else { return }
    for index in items.indices { change(&items[index]) }
    self[key] = .array(items)
  }
}
