package import Topology

/// What an object's fields say about its kind: values of a wrong type, and names that the kind does not know.
package struct FieldCheck: Sendable {
  /// The first value that cannot be read, in the words of the real server's decoder.
  package private(set) var mistyped: String?
  /// The paths of fields that the kind does not have, as `spec.template.spec.foo`.
  package private(set) var unknown: [String] = []

  /// Checks an object of the version that is stored; kinds without a schema may hold anything.
  package init(_ object: JSONValue, _ kind: ResourceKind) {
    guard FieldSchema.fields(of: kind.kind) != nil, KindRules.isBuiltIn(kind) else { return }
    check(object, Place(message: kind.kind, path: "", plainPath: ""))
  }

  /// Where a value stands: with and without the positions in lists.
  private struct Place {
    let message: String
    let path: String
    let plainPath: String

    func member(_ name: String) -> (path: String, plainPath: String) {
      (path.isEmpty ? name : "\(path).\(name)", plainPath.isEmpty ? name : "\(plainPath).\(name)")
    }
  }

  private mutating func check(_ object: JSONValue, _ place: Place) {
    guard let fields = FieldSchema.fields(of: place.message) else { return }
    for (name, value) in object.object where !value.isNull {
      guard let field = fields[name] else {
        unknown.append(place.member(name).path)
        continue
      }
      if isFine(value, field) { continue }
      let (path, plainPath) = place.member(name)
      guard field.isList else {
        check(value, field.type, Place(message: place.message, path: path, plainPath: plainPath))
        continue
      }
      guard case .array(let items) = value else {
        report(value, Place(message: place.message, path: path, plainPath: plainPath), "list")
        continue
      }
      for (index, item) in items.enumerated() where !item.isNull {
        check(
          item, field.type,
          Place(message: place.message, path: "\(path)[\(index)]", plainPath: plainPath))
      }
    }
    if place.path.isEmpty { unknown.sort() }
  }

  /// The common case, without making texts.
  private func isFine(_ value: JSONValue, _ field: FieldSchema.Field) -> Bool {
    switch (field.type, value) {
    case ("any", _): true
    case ("text", .string), ("flag", .bool), ("number", .integer), ("intOrString", .integer),
      ("intOrString", .string):
      !field.isList
    default: false
    }
  }

  private mutating func check(_ value: JSONValue, _ type: String, _ place: Place) {
    switch (type, value) {
    case ("text", .string), ("flag", .bool), ("intOrString", .integer), ("intOrString", .string):
      break
    case ("number", _):
      if value.integer == nil || value.string != nil { report(value, place, "int32") }
    case ("text", _): report(value, place, "string")
    case ("flag", _): report(value, place, "bool")
    case ("intOrString", _): report(value, place, "intstr.IntOrString")
    case ("map", .object(let members)):
      for (_, item) in members where item.string == nil && !item.isNull {
        report(item, place, "string")
      }
    case ("map", _): report(value, place, "map[string]string")
    case (_, .object):
      check(
        value, Place(message: type, path: place.path, plainPath: place.plainPath))
    default: report(value, place, type)
    }
  }

  private mutating func report(_ value: JSONValue, _ place: Place, _ type: String) {
    let given =
      switch value {
      case .string: "string"
      case .bool: "bool"
      case .array: "array"
      case .object: "object"
      default: "number"
      }
    let text =
      "json: cannot unmarshal \(given) into Go struct field \(place.message).\(place.plainPath) "
      + "of type \(type)"
    if text < mistyped ?? "~" { mistyped = text }
  }
}
