import Topology

/// Collects what is wrong with an object, in the API's words.
struct FieldReport {
  private(set) var causes: [StatusError.Cause] = []

  mutating func required(_ field: String, _ note: String = "") {
    add("FieldValueRequired", field, "Required value" + (note.isEmpty ? "" : ": \(note)"))
  }

  mutating func invalid(_ field: String, _ value: JSONValue, _ note: String) {
    add("FieldValueInvalid", field, "Invalid value: \(value.text): \(note)")
  }

  mutating func unsupported(_ field: String, _ value: JSONValue, _ allowed: [String]) {
    let list = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
    add(
      "FieldValueNotSupported", field,
      "Unsupported value: \(value.text): supported values: \(list)")
  }

  mutating func duplicate(_ field: String, _ value: JSONValue) {
    add("FieldValueDuplicate", field, "Duplicate value: \(value.text)")
  }

  mutating func forbidden(_ field: String, _ note: String) {
    add("FieldValueForbidden", field, "Forbidden: \(note)")
  }

  mutating func tooLong(_ field: String, _ limit: Int) {
    add("FieldValueTooLong", field, "Too long: may not be more than \(limit) bytes")
  }

  mutating func notFound(_ field: String, _ name: String) {
    add("FieldValueNotFound", field, "Not found: \"\(name)\"")
  }

  mutating func tooMany(_ field: String, _ count: Int, _ limit: Int) {
    add("FieldValueTooMany", field, "Too many: \(count): must have at most \(limit) items")
  }

  private mutating func add(_ reason: String, _ field: String, _ message: String) {
    causes.append(StatusError.Cause(reason: reason, field: field, message: message))
  }
}
