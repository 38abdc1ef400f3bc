package import Topology

/// Which namespaces may attach something (`RouteNamespaces`, `ListenerNamespaces`).
package struct GatewayNamespaces: Hashable, Sendable {
  /// Where from.
  package enum Origin: String, Hashable, Sendable {
    case same = "Same"
    case all = "All"
    case selector = "Selector"
    case none = "None"
  }

  /// nil for a word that the API does not know.
  package let origin: Origin?
  /// What the labels of a namespace have to meet; nil where it is missing or malformed.
  package let selector: LabelSelector?

  init(_ value: JSONValue, otherwise: Origin) {
    origin = value["from"].string.map { Origin(rawValue: $0) } ?? otherwise
    selector = value["selector"].isObject ? Self.selector(value["selector"]) : nil
  }

  /// A selector all of whose requirements can be read (apimachinery, `LabelSelectorAsSelector`).
  private static func selector(_ value: JSONValue) -> LabelSelector? {
    for expression in value["matchExpressions"].array {
      guard expression["key"].string?.isEmpty == false else { return nil }
      switch LabelSelector.Operator(rawValue: expression["operator"].string ?? "") {
      case .isIn, .isNotIn:
        guard !expression["values"].array.isEmpty else { return nil }
      case .exists, .doesNotExist:
        guard expression["values"].array.isEmpty else { return nil }
      case nil: return nil
      }
    }
    return LabelSelector(value)
  }

  /// Whether something of a namespace may attach to what is in the namespace `own`.
  ///
  /// The labels are those of the NAMESPACE, never the route's; where they are not known (nil) it is taken as allowed.
  package func admits(_ namespace: String, labels: [String: String]?, own: String) -> Bool {
    switch origin {
    case .all, nil: return true
    case .same: return namespace == own
    case .none?: return false
    case .selector:
      guard let selector else { return false }
      if let labels { return selector.matches(labels) }
      let keys = Set(selector.labels.keys).union(selector.expressions.map(\.key))
      return keys == [GatewayAPI.namespaceLabel]
        ? selector.matches([GatewayAPI.namespaceLabel: namespace]) : true
    }
  }
}

/// One listener of a Gateway or ListenerSet (`Listener`, `ListenerEntry`).
package struct GatewayListener: Hashable, Sendable {
  /// How TLS ends.
  package struct TLS: Hashable, Sendable {
    /// `Terminate` or `Passthrough`.
    package let mode: String
    package let certificates: [GatewayReference]
    /// Whether options are stated, in which implementations may have certificates of their own.
    package let hasOptions: Bool
  }

  package let name: String
  /// In lower case; empty for every hostname.
  package let hostname: String
  package let port: Int
  /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`, or one of an implementation.
  package let protocolName: String
  package let tls: TLS?
  package let namespaces: GatewayNamespaces
  /// The kinds of routes that are stated, as far as they are of the Gateway API; empty for those of the protocol.
  package let statedKinds: [String]
  /// Whether kinds of other groups are stated.
  package let hasForeignKinds: Bool
  /// The place of the listener: `spec.listeners[0]`.
  package let field: String
  package let conditions: GatewayConditions
  /// How many routes the controller says are attached; nil where it says nothing.
  package let attachedRoutes: Int?

  init(_ value: JSONValue, index: Int, of object: JSONValue, in namespace: String) {
    let name = value["name"].string ?? ""
    self.name = name
    hostname = (value["hostname"].string ?? "").lowercased()
    port = value["port"].integer ?? 0
    protocolName = value["protocol"].string ?? ""
    field = "spec.listeners[\(index)]"
    tls = value["tls"].isObject ? Self.tls(value["tls"], in: namespace, field: field) : nil
    let allowed = value["allowedRoutes"]
    namespaces = GatewayNamespaces(allowed["namespaces"], otherwise: .same)
    let kinds = allowed["kinds"].array
    let own = kinds.filter { ($0["group"].string ?? GatewayAPI.group) == GatewayAPI.group }
    statedKinds = own.compactMap { $0["kind"].string }
    hasForeignKinds = own.count < kinds.count
    let status = object["status"]["listeners"].array.first { $0["name"].string == name } ?? .null
    conditions = GatewayConditions(status["conditions"], of: object)
    attachedRoutes = status["attachedRoutes"].integer
  }

  private static func tls(_ value: JSONValue, in namespace: String, field: String) -> TLS {
    let mode = value["mode"].string ?? ""
    return TLS(
      mode: mode.isEmpty ? "Terminate" : mode,
      certificates: value["certificateRefs"].array.enumerated().map { index, reference in
        GatewayReference(
          reference, in: namespace, kind: "Secret", field: "\(field).tls.certificateRefs[\(index)]")
      }, hasOptions: !value["options"].object.isEmpty)
  }

  /// Whether a kind of route may attach: it is stated or of the protocol, and the protocol takes it.
  package func takes(_ kind: String) -> Bool {
    let possible = GatewayAPI.kinds(of: protocolName)
    guard statedKinds.isEmpty, !hasForeignKinds else {
      return statedKinds.contains(kind) && possible?.contains(kind) ?? true
    }
    return possible?.contains(kind) ?? true
  }

  /// What the hostnames of a route and the listener's have in common; nil when nothing.
  ///
  /// A route without hostnames takes the listener's.
  package func hosts(_ hostnames: [String]) -> [String]? {
    guard !hostnames.isEmpty else { return [hostname] }
    let common = hostnames.compactMap { GatewayHostnames.intersection(hostname, $0) }
    return common.isEmpty ? nil : common
  }
}
