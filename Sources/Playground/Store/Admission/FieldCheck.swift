package import Topology

/// What an object's fields say about its kind: values of a wrong type, and names that the kind does not know.
package struct FieldCheck: Sendable {
  /// The first value that cannot be read, in the words of the real server's decoder.
  package private(set) var mistyped: String?
  /// The paths of fields that the kind does not have, as `spec.template.spec.foo`.
  package private(set) var unknown: [String] = []

  /// The way from the object to the value that is looked at; becomes a text only where something is said of it.
  private var steps: [Step] = []

  /// One step of a path.
  private enum Step: Sendable {
    case member(String)
    case item(Int)
  }

  /// Checks an object of the version that is stored; kinds without a schema may hold anything.
  package init(_ object: JSONValue, _ kind: ResourceKind) {
    guard FieldSchema.fields(of: kind.kind) != nil, KindRules.isBuiltIn(kind) else { return }
    check(object, message: kind.kind)
    unknown.sort()
  }

  /// The path of the value that is looked at, with or without the positions in lists.
  private func path(withPositions: Bool = true) -> String {
    steps.reduce(into: "") { path, step in
      switch step {
      case .member(let name): path += path.isEmpty ? name : ".\(name)"
      case .item(let index): if withPositions { path += "[\(index)]" }
      }
    }
  }

  private mutating func check(_ object: JSONValue, message: String) {
    guard let fields = FieldSchema.fields(of: message) else { return }
    for (name, value) in object.object where !value.isNull {
      let field = fields[name]
      if let field, isFine(value, field) { continue }
      steps.append(.member(name))
      defer { steps.removeLast() }
      guard let field else {
        unknown.append(path())
        continue
      }
      guard field.isList else {
        check(value, field.type, message)
        continue
      }
      guard case .array(let items) = value else {
        report(value, message, "list")
        continue
      }
      for (index, item) in items.enumerated() where !item.isNull {
        steps.append(.item(index))
        check(item, field.type, message)
        steps.removeLast()
      }
    }
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

  private mutating func check(_ value: JSONValue, _ type: String, _ message: String) {
    switch (type, value) {
    case ("text", .string), ("flag", .bool), ("intOrString", .integer), ("intOrString", .string):
      break
    case ("number", _):
      if value.integer == nil || value.string != nil { report(value, message, "int32") }
    case ("text", _): report(value, message, "string")
    case ("flag", _): report(value, message, "bool")
    case ("intOrString", _): report(value, message, "intstr.IntOrString")
    case ("map", .object(let members)):
      for (_, item) in members where item.string == nil && !item.isNull {
        report(item, message, "string")
      }
    case ("map", _): report(value, message, "map[string]string")
    case (_, .object): check(value, message: type)
    default: report(value, message, type)
    }
  }

  private mutating func report(_ value: JSONValue, _ message: String, _ type: String) {
    let given =
      switch value {
      case .string: "string"
      case .bool: "bool"
      case .array: "array"
      case .object: "object"
      default: "number"
      }
    let field = "\(message).\(path(withPositions: false))"
    let text = "json: cannot unmarshal \(given) into Go struct field \(field) of type \(type)"
    if text < mistyped ?? "~" { mistyped = text }
  }
}
