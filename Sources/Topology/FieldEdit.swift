/// Another value for one field of an object, with the value that it replaces.
package struct FieldEdit: Hashable, Sendable {
  package let object: ObjectReference
  /// The way to the field, a step for each member or place.
  package let path: [String]
  /// What stands there; null when nothing does.
  package let old: JSONValue
  /// What is to stand there; null takes the field away.
  package let new: JSONValue

  package init(_ object: ObjectReference, path: [String], from old: JSONValue, to new: JSONValue) {
    (self.object, self.path, self.old, self.new) = (object, path, old, new)
  }

  /// An edit of the field that a fault names: `spec.rules[0].http.paths[1].pathType`.
  package init(_ object: ObjectReference, field: String, from old: JSONValue, to new: JSONValue) {
    let path = field.split(whereSeparator: { ".[]".contains($0) }).map(String.init)
    self.init(object, path: path, from: old, to: new)
  }

  /// An edit that takes an annotation away.
  package init(dropping annotation: String, _ value: String, from object: ObjectReference) {
    self.init(
      object, path: ["metadata", "annotations", annotation], from: .string(value), to: .null)
  }

  /// The edit that puts back what was.
  package var inverse: FieldEdit { FieldEdit(object, path: path, from: new, to: old) }

  /// The name of the field alone.
  package var name: String { path.last { Int($0) == nil } ?? "" }

  /// The field as a JSON pointer (RFC 6901).
  package var pointer: String {
    path.map { step in
      "/"
        + step.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
        .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }.joined()
  }

  /// A value as a line of text.
  package static func text(_ value: JSONValue) -> String { value.string ?? value.text }
}
