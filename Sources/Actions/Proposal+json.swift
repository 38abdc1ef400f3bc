import Routing
package import Topology

/// Proposals as JSON, so that a change can still be undone after a restart.
extension Proposal {
  /// The proposal as the journal keeps it: no more than what it says.
  package var json: JSONValue {
    switch self {
    case .scale(let target, let replicas):
      ["change": "scale", "object": Self.json(target), "replicas": .integer(Int64(replicas))]
    case .selector(let name, let selector):
      [
        "change": "selector", "object": Self.json(ObjectReference("Service", name)),
        "selector": JSONValue(selector),
      ]
    case .weights(let id, let weights):
      [
        "change": "weights", "object": Self.json(id.source), "host": .string(id.host),
        "path": .string(id.path), "pathType": .string(id.pathType.rawValue),
        "weights": .array(
          weights.sorted { $0.key < $1.key }.map {
            [
              "namespace": .string($0.key.namespace), "service": .string($0.key.name),
              "weight": .integer(Int64($0.value)),
            ]
          }),
      ]
    case .targetPort(let name, let port, let target):
      [
        "change": "targetPort", "object": Self.json(ObjectReference("Service", name)),
        "port": .integer(Int64(port)), "value": target.json,
      ]
    case .backendPort(let ingress, let field, let port):
      [
        "change": "backendPort", "object": Self.json(ingress), "field": .string(field),
        "value": port.json,
      ]
    case .backendService(let ingress, let field, let name):
      [
        "change": "backendService", "object": Self.json(ingress), "field": .string(field),
        "value": .string(name),
      ]
    case .ingressClass(let name, let className):
      [
        "change": "ingressClass", "object": Self.json(ObjectReference("Ingress", name)),
        "value": className.map(JSONValue.string) ?? .null,
      ]
    case .field(let edit):
      [
        "change": "field", "object": Self.json(edit.object),
        "path": .array(edit.path.map { .string($0) }), "old": edit.old, "value": edit.new,
      ]
    case .deletePod(let name):
      ["change": "delete", "object": Self.json(ObjectReference("Pod", name))]
    case .restart(let target): ["change": "restart", "object": Self.json(target)]
    case .steer(let name, let annotation, let value):
      [
        "change": "steer", "object": Self.json(ObjectReference("Pod", name)),
        "annotation": .string(annotation), "value": value.map(JSONValue.string) ?? .null,
      ]
    }
  }

  /// Reads what `json` wrote; nil when it is something else.
  package init?(_ json: JSONValue) {
    guard let target = Self.reference(json["object"]) else { return nil }
    let name = target.name
    switch json["change"].string {
    case "scale":
      guard let replicas = json["replicas"].integer else { return nil }
      self = .scale(target, replicas: replicas)
    case "selector":
      self = .selector(name, json["selector"].object.compactMapValues(\.string))
    case "weights":
      let type = Route.PathType(rawValue: json["pathType"].string ?? "") ?? .prefix
      var weights: [NamespacedName: Int] = [:]
      for entry in json["weights"].array {
        let service = NamespacedName(
          entry["namespace"].string ?? "", entry["service"].string ?? "")
        weights[service] = entry["weight"].integer ?? 0
      }
      let id = Route.ID(
        source: target, host: json["host"].string ?? "", path: json["path"].string ?? "",
        pathType: type)
      self = .weights(id, weights)
    case "delete": self = .deletePod(name)
    case "restart": self = .restart(target)
    case "steer":
      guard let annotation = json["annotation"].string else { return nil }
      self = .steer(name, annotation: annotation, value: json["value"].string)
    case let change?: self.init(edit: change, of: target, json)
    case nil: return nil
    }
  }

  /// Reads the edits that mend faults.
  private init?(edit change: String, of target: ObjectReference, _ json: JSONValue) {
    let value = json["value"]
    switch change {
    case "targetPort":
      guard let port = json["port"].integer, let reference = PortReference(value) else {
        return nil
      }
      self = .targetPort(target.name, port: port, reference)
    case "backendPort":
      guard let field = json["field"].string, let port = PortReference(value) else { return nil }
      self = .backendPort(target, field: field, port)
    case "backendService":
      guard let field = json["field"].string, let name = value.string else { return nil }
      self = .backendService(target, field: field, name: name)
    case "field":
      let path = json["path"].array.compactMap(\.string)
      guard !path.isEmpty else { return nil }
      self = .field(FieldEdit(target, path: path, from: json["old"], to: value))
    case "ingressClass": self = .ingressClass(target.name, value.string)
    default: return nil
    }
  }

  private static func json(_ reference: ObjectReference) -> JSONValue {
    [
      "kind": .string(reference.kind), "namespace": .string(reference.name.namespace),
      "name": .string(reference.name.name),
    ]
  }

  private static func reference(_ json: JSONValue) -> ObjectReference? {
    guard let kind = json["kind"].string, let name = json["name"].string else { return nil }
    return ObjectReference(kind, json["namespace"].string ?? "", name)
  }
}
