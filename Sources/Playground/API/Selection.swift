import Topology

/// Which objects of a kind a request is about: labels and fields.
struct Selection: Sendable {
  /// One comparison of a field selector.
  private struct FieldRequirement: Sendable {
    let path: [String]
    let value: String
    let isEqual: Bool
  }

  private var labels: LabelSelector?
  private var fields: [FieldRequirement] = []
  /// The name, if the field selector fixes it.
  private(set) var name: String?

  /// Reads `labelSelector` and `fieldSelector`.
  init(_ target: RequestTarget, _ kind: ResourceKind) throws(StatusError) {
    if let text = target.query["labelSelector"], !text.isEmpty {
      do throws(LabelSelectorError) {
        labels = try LabelSelector(parsing: text)
      } catch {
        throw .badRequest("unable to parse requirement: \(error.description)")
      }
    }
    for part in (target.query["fieldSelector"] ?? "").split(separator: ",") {
      fields.append(try Self.requirement(part, kind))
    }
    name = fields.first { $0.isEqual && $0.path == ["metadata", "name"] }?.value
  }

  private static func requirement(
    _ text: Substring, _ kind: ResourceKind
  ) throws(StatusError) -> FieldRequirement {
    guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "!" }) else {
      throw .badRequest("invalid selector: '\(text)'; can't understand '\(text)'")
    }
    let field = String(text[..<sign])
    let isEqual = text[sign] == "="
    let value = text[sign...].drop { $0 == "=" || $0 == "!" }
    guard ["metadata.name", "metadata.namespace"].contains(field) || isKnown(field, of: kind)
    else {
      throw .badRequest("field label not supported: \(field)")
    }
    return FieldRequirement(
      path: field.split(separator: ".").map(String.init), value: String(value), isEqual: isEqual)
  }

  /// The fields beyond name and namespace that each kind offers.
  private static func isKnown(_ field: String, of kind: ResourceKind) -> Bool {
    let known: [String: Set<String>] = [
      "Pod": [
        "spec.nodeName", "status.phase", "status.podIP", "spec.restartPolicy",
        "spec.schedulerName", "spec.serviceAccountName", "status.nominatedNodeName",
      ], "Secret": ["type"], "Namespace": ["status.phase"], "Node": ["spec.unschedulable"],
      "ReplicaSet": ["status.replicas"],
      "Event": [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
        "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
        "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
      ],
    ]
    return known[kind.kind]?.contains(field) ?? false
  }

  /// Whether everything is selected.
  var isEverything: Bool { labels == nil && fields.isEmpty }

  /// Whether an object is selected.
  func matches(_ object: JSONValue) -> Bool {
    if let labels, !labels.matches(object["metadata"]["labels"].stringMap) { return false }
    return fields.allSatisfy { field in
      let found = object[field.path]
      let text = found.string ?? (found.isNull ? "" : found.text)
      return (text == field.value) == field.isEqual
    }
  }
}
