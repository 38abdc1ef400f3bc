import Language
import Topology

/// Another value for one field of an object.
struct FieldPlan {
  let edit: FieldEdit
  let context: PlanContext

  func plan() throws(Refusal) -> Plan {
    let name = edit.object.name
    let metadata = Self.metadata(of: edit.object, in: context.inventory)
    guard let metadata, let kind = ResourceKind.known.first(where: { $0.kind == edit.object.kind })
    else { throw Refusal(localized("\(edit.object) does not exist any more")) }
    let present = Self.value(of: edit, in: context.inventory)
    guard edit.old != edit.new, present != edit.new else { throw .nothingChanges }
    if let present, present != edit.old {
      throw Refusal(localized("\(edit.name.cleaned) of \(edit.object) has changed meanwhile"))
    }
    return Plan(
      proposal: .field(edit), target: edit.object, targetUID: metadata.uid, sentence: sentence,
      write: WriteRequest(.jsonPatch, kind, name, body: .array(test + [step])),
      inverse: .field(edit.inverse),
      kubectl: KubectlLine(context, namespace: name.namespace).text(
        "patch", kind.kind.lowercased(), name.name, "--type", "json", "-p",
        JSONValue.array([step]).text),
      difference: difference, level: .warning)
  }

  private var sentence: Message {
    let field = edit.name.cleaned
    guard !edit.new.isNull else { return "Take \(field) from \(edit.object)" }
    return "Set \(field) of \(edit.object) to \(FieldEdit.text(edit.new).cleaned)"
  }

  private var step: JSONValue {
    guard !edit.new.isNull else { return ["op": "remove", "path": .string(edit.pointer)] }
    return [
      "op": edit.old.isNull ? "add" : "replace", "path": .string(edit.pointer), "value": edit.new,
    ]
  }

  /// The write is refused when something else stands there meanwhile.
  private var test: [JSONValue] {
    edit.old.isNull
      ? [] : [["op": "test", "path": .string(edit.pointer), "value": edit.old]]
  }

  private var difference: [Plan.DifferenceLine] {
    var steps: [String] = []
    for step in edit.path {
      if Int(step) != nil, let last = steps.popLast() {
        steps.append("\(last)[\(step)]")
      } else {
        steps.append(step)
      }
    }
    let last = steps.popLast() ?? ""
    let indent = String(repeating: "  ", count: steps.count)
    var lines = steps.enumerated().map { index, step in
      Plan.DifferenceLine.kept(String(repeating: "  ", count: index) + "\(step):")
    }
    if !edit.old.isNull { lines.append(.removed("\(indent)\(last): \(FieldEdit.text(edit.old))")) }
    if !edit.new.isNull { lines.append(.added("\(indent)\(last): \(FieldEdit.text(edit.new))")) }
    return lines
  }

  private static func metadata(
    of object: ObjectReference, in inventory: Inventory
  ) -> Metadata? {
    switch object.kind {
    case "Service": inventory.service(object.name)?.metadata
    case "EndpointSlice": inventory.slice(object.name)?.metadata
    default:
      inventory.object(object.kind, object.name)?.metadata ?? inventory.workload(object)?.metadata
    }
  }

  /// What stands at the place now; nil where the inventory does not keep it.
  static func value(of edit: FieldEdit, in inventory: Inventory) -> JSONValue? {
    if edit.object.kind == "Service" {
      return inventory.service(edit.object.name).flatMap { value(of: edit.name, of: $0) }
    }
    guard let object = inventory.object(edit.object.kind, edit.object.name)?.object else {
      return nil
    }
    return edit.path.reduce(object) { value, step in
      guard case .array(let items) = value else { return value[step] }
      guard let index = Int(step), items.indices.contains(index) else { return .null }
      return items[index]
    }
  }

  private static func value(of field: String, of service: Service) -> JSONValue? {
    switch field {
    case "externalTrafficPolicy": .string(service.externalTrafficPolicy.rawValue)
    case "internalTrafficPolicy": .string(service.internalTrafficPolicy.rawValue)
    case "publishNotReadyAddresses": .bool(service.publishesNotReadyAddresses)
    case "sessionAffinity": service.affinitySeconds == nil ? "None" : "ClientIP"
    default: nil
    }
  }

  /// Makes the edit of a field that the inventory keeps of a Service.
  static func set(_ edit: FieldEdit, of service: inout Service) {
    let policy = Service.TrafficPolicy(rawValue: edit.new.string ?? "")
    switch edit.name {
    case "externalTrafficPolicy":
      service.externalTrafficPolicy = policy ?? service.externalTrafficPolicy
    case "internalTrafficPolicy":
      service.internalTrafficPolicy = policy ?? service.internalTrafficPolicy
    case "publishNotReadyAddresses": service.publishesNotReadyAddresses = edit.new.bool ?? false
    case "sessionAffinity":
      service.affinitySeconds = edit.new == "ClientIP" ? service.affinitySeconds ?? 10_800 : nil
    default: break
    }
  }
}
