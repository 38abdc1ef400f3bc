import Language
import Topology

/// An AuthorizationPolicy.
struct IstioAuthorization: Sendable {
  enum Action: String, Sendable {
    case allow = "ALLOW"
    case deny = "DENY"
    case custom = "CUSTOM"
    case audit = "AUDIT"
  }

  /// One list of values and the list of what must not be, of one property.
  struct Condition: Hashable, Sendable {
    let property: String
    let values: [String]?
    let notValues: [String]?
  }

  struct Rule: Hashable, Sendable {
    /// Empty for every source; one of them must match.
    var sources: [[Condition]] = []
    /// Empty for every request; one of them must match.
    var operations: [[Condition]] = []
    /// All of them must match.
    var conditions: [Condition] = []
  }

  let reference: ObjectReference
  let namespace: String
  let action: Action
  let selector: [String: String]
  let hasTargets: Bool
  let rules: [Rule]
  let problems: [PolicyProblem]

  init(_ resource: GenericResource) {
    let spec = resource.object["spec"]
    var reader = IstioReader()
    if !spec.isObject, !spec.isNull { reader.note("spec", "It is no object.") }
    reference = resource.reference
    namespace = resource.metadata.namespace
    let action =
      spec["action"].isNull ? Action.allow : Action(rawValue: spec["action"].string ?? "")
    if action == nil {
      reader.note("spec.action", "The action is none of ALLOW, DENY, CUSTOM and AUDIT.")
    }
    self.action = action ?? .deny
    selector = reader.labels(spec["selector"])
    hasTargets = !spec["targetRefs"].array.isEmpty || spec["targetRef"].isObject
    rules = reader.rules(spec["rules"])
    problems = reader.problems
  }

  /// Whether the proxy of a pod has it: it is of its namespace or of the whole mesh.
  func isAbout(_ pod: Pod) -> Bool {
    let home = pod.metadata.namespace
    return !hasTargets && action != .audit && (namespace == home || namespace == IstioBook.root)
      && selector.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
  }
}

/// A PeerAuthentication.
struct IstioAuthentication: Sendable {
  enum Mode: Sendable { case unset, open, strict, unreadable }

  let reference: ObjectReference
  let namespace: String
  /// nil for all pods.
  let selector: LabelSelector?
  let problems: [PolicyProblem]
  private let spec: JSONValue

  init(_ resource: GenericResource) {
    reference = resource.reference
    namespace = resource.metadata.namespace
    spec = resource.object["spec"]
    var reader = IstioReader()
    let labels = reader.labels(spec["selector"])
    selector = labels.isEmpty ? nil : LabelSelector(labels: labels)
    if Self.mode(spec["mtls"]) == .unreadable {
      reader.note("spec.mtls.mode", "The mode is none of STRICT, PERMISSIVE, DISABLE and UNSET.")
    }
    problems = reader.problems
  }

  private static func mode(_ value: JSONValue) -> Mode {
    switch value["mode"] {
    case .null, "UNSET": value.isObject || value.isNull ? .unset : .unreadable
    case "STRICT": .strict
    case "PERMISSIVE", "DISABLE": .open
    default: .unreadable
    }
  }

  /// A port may have a mode of its own, where the policy is about some pods only.
  func mode(of port: Int) -> Mode {
    let own = selector == nil ? Mode.unset : Self.mode(spec["portLevelMtls"]["\(port)"])
    return own == .unset ? Self.mode(spec["mtls"]) : own
  }

  func field(of port: Int) -> String {
    selector != nil && Self.mode(spec["portLevelMtls"]["\(port)"]) != .unset
      ? "spec.portLevelMtls.\(port)" : "spec.mtls.mode"
  }
}

/// Reads them and notes what Istio refuses (`pkg/config/validation`).
struct IstioReader {
  private(set) var problems: [PolicyProblem] = []

  mutating func note(_ field: String, _ sentence: Message) {
    problems.append(PolicyProblem(field: field, sentence: sentence))
  }

  mutating func labels(_ selector: JSONValue) -> [String: String] {
    let labels = selector["matchLabels"]
    if !selector.isNull,
      !selector.isObject || !labels.isNull && !labels.isObject
        || labels.object.values.contains(where: { $0.string == nil })
    {
      note("spec.selector", "The selector is none that the API takes.")
    }
    return labels.stringMap
  }

  mutating func list(_ value: JSONValue, _ field: String) -> [JSONValue] {
    if !value.isNull, !value.isArray { note(field, "It is no list.") }
    return value.array
  }

  mutating func rules(_ value: JSONValue) -> [IstioAuthorization.Rule] {
    list(value, "spec.rules").enumerated().map { index, rule in
      let field = "spec.rules[\(index)]"
      var read = IstioAuthorization.Rule()
      guard rule.isObject else {
        note(field, "The rule is no object.")
        return read
      }
      read.sources = list(rule["from"], "\(field).from").enumerated().map {
        fields($1["source"], "\(field).from[\($0)].source", Self.ofSources)
      }
      read.operations = list(rule["to"], "\(field).to").enumerated().map {
        fields($1["operation"], "\(field).to[\($0)].operation", Self.ofOperations)
      }
      read.conditions = list(rule["when"], "\(field).when").enumerated().map { number, value in
        let place = "\(field).when[\(number)]"
        guard let key = value["key"].string, !key.isEmpty else {
          note("\(place).key", "It is no text.")
          return IstioAuthorization.Condition(property: "", values: nil, notValues: nil)
        }
        return condition(key, value["values"], value["notValues"], place)
      }
      return read
    }
  }

  private static let ofSources = [
    "principals", "requestPrincipals", "namespaces", "ipBlocks", "remoteIpBlocks",
    "serviceAccounts",
  ]
  private static let ofOperations = ["hosts", "ports", "methods", "paths"]

  private mutating func fields(
    _ value: JSONValue, _ field: String, _ names: [String]
  ) -> [IstioAuthorization.Condition] {
    if !value.isObject { note(field, "It is no object.") }
    let known = Set(names + names.map(Self.not))
    for name in value.object.keys.sorted() where !known.contains(name) {
      note("\(field).\(name)", "Nobody knows this field.")
    }
    return names.compactMap { name in
      let (one, other) = (value[name], value[Self.not(name)])
      guard !one.isNull || !other.isNull else { return nil }
      return condition(name, one, other, "\(field).\(name)")
    }
  }

  private static func not(_ name: String) -> String {
    "not\(name.prefix(1).uppercased())\(name.dropFirst())"
  }

  private mutating func condition(
    _ property: String, _ values: JSONValue, _ notValues: JSONValue, _ field: String
  ) -> IstioAuthorization.Condition {
    func texts(_ value: JSONValue, _ reader: inout IstioReader) -> [String]? {
      guard !value.isNull else { return nil }
      let texts = reader.list(value, field).map { $0.string ?? $0.integer.map { "\($0)" } }
      if texts.contains(nil) { reader.note(field, "It is no text.") }
      return texts.compactMap(\.self)
    }
    return IstioAuthorization.Condition(
      property: property, values: texts(values, &self), notValues: texts(notValues, &self))
  }
}
