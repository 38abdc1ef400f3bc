import Topology

/// The columns of each kind, as the real server prints them.
enum PrinterColumns {
  typealias Column = ResourceTable.Column

  static let name = Column("Name") { object, _ in object["metadata"]["name"] }
  static let age = Column("Age") { object, now in
    ResourceTable.age(since: object["metadata"]["creationTimestamp"], now)
  }

  /// The columns of a kind; unknown kinds get name and age.
  static func columns(for kind: ResourceKind) -> [Column] { byKind[kind.kind] ?? [name, age] }

  private static let byKind: [String: [Column]] = [
    "Pod": pods,
    "Deployment": deployments,
    "ReplicaSet": replicaSets,
    "StatefulSet": statefulSets,
    "DaemonSet": daemonSets,
    "Service": services,
    "Endpoints": endpoints,
    "EndpointSlice": endpointSlices,
    "Ingress": ingresses,
    "IngressClass": ingressClasses,
    "NetworkPolicy": networkPolicies,
    "Namespace": namespaces,
    "Node": nodes,
    "Secret": secrets,
    "ConfigMap": configMaps,
    "Event": events,
    "CustomResourceDefinition": definitions,
  ]

  /// A column that shows one member as it is.
  static func member(
    _ name: String, wide: Bool = false, type: String = "string", _ path: String...
  ) -> Column {
    Column(name, wide: wide, type: type) { object, _ in
      let value = object[path]
      return value.isNull ? (type == "integer" ? 0 : "") : value
    }
  }

  /// A selector or label map as kubectl writes it.
  static func labels(_ map: JSONValue) -> String {
    let pairs = map.stringMap.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return pairs.isEmpty ? "<none>" : pairs.joined(separator: ",")
  }

  static func selector(_ selector: JSONValue) -> String {
    var parts = labels(selector["matchLabels"]) == "<none>" ? [] : [labels(selector["matchLabels"])]
    for expression in selector["matchExpressions"].array {
      let key = expression["key"].string ?? ""
      let values = expression["values"].array.compactMap(\.string).joined(separator: ",")
      switch expression["operator"].string {
      case "In": parts.append("\(key) in (\(values))")
      case "NotIn": parts.append("\(key) notin (\(values))")
      case "Exists": parts.append(key)
      default: parts.append("!\(key)")
      }
    }
    return parts.isEmpty ? "<none>" : parts.joined(separator: ",")
  }

  /// The first few of a list and how many there are more.
  static func shortened(_ list: [String], _ limit: Int = 3) -> String {
    guard list.count > limit else { return list.isEmpty ? "<none>" : list.joined(separator: ",") }
    return list.prefix(limit).joined(separator: ",") + " + \(list.count - limit) more..."
  }
}
