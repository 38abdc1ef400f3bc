/// A JSON document as a value: what the wire, manifests and custom resources carry.
///
/// Objects keep no order; they are written with sorted keys, so equal values have equal texts.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  /// The text of a string, nil for every other kind of value.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// A whole number, also when it was written as `3.0`.
  package var integer: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .number(let value) where value == value.rounded() && abs(value) < 9e15: Int(value)
    default: nil
    }
  }

  /// Any number as a double.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value of a Boolean, nil for every other kind of value.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements of an array; empty for every other kind of value.
  package var array: [JSONValue] {
    guard case .array(let values) = self else { return [] }
    return values
  }

  /// The members of an object; empty for every other kind of value.
  package var object: [String: JSONValue] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  /// Whether this is `null`, which is also what a missing member reads as.
  package var isNull: Bool { self == .null }

  /// Whether this is an array.
  package var isArray: Bool {
    guard case .array = self else { return false }
    return true
  }

  /// Whether this is an object.
  package var isObject: Bool {
    guard case .object = self else { return false }
    return true
  }

  /// Members whose values are strings, as label and annotation maps are.
  package var stringMap: [String: String] { object.compactMapValues(\.string) }

  /// One member; `null` when it is missing.
  ///
  /// Assigning `null` removes it.
  package subscript(_ key: String) -> JSONValue {
    get {
      guard case .object(let members) = self else { return .null }
      return members[key] ?? .null
    }
    set {
      guard case .object(var members) = self else {
        self = newValue.isNull ? .null : .object([key: newValue])
        return
      }
      self = .null
      members[key] = newValue.isNull ? nil : newValue
      self = .object(members)
    }
  }

  /// A member of a member; missing steps read as `null` and are made when assigned.
  package subscript(_ path: [String]) -> JSONValue {
    get { path.reduce(self) { $0[$1] } }
    set {
      guard let first = path.first else {
        self = newValue
        return
      }
      var child = self[first]
      child[Array(path.dropFirst())] = newValue
      self[first] = child
    }
  }

  /// A label or annotation map as an object; `null` when the map is empty.
  package init(_ map: [String: String]) {
    self = map.isEmpty ? .null : .object(map.mapValues { .string($0) })
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(
      Dictionary(elements.filter { !$0.1.isNull }, uniquingKeysWith: { _, last in last }))
  }
}
