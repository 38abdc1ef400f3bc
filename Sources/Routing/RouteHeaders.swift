package import Topology

/// How the headers of a request change on the way to a Service.
package struct RouteHeaders: Hashable, Sendable {
  /// A header with its value.
  package struct Field: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  /// Headers that have this value and no other.
  package private(set) var replaced: [Field] = []
  /// Headers that come in addition.
  package private(set) var added: [Field] = []
  /// The names of headers that stay behind.
  package private(set) var removed: [String] = []

  package init() {}

  /// Whether nothing changes.
  package var isEmpty: Bool { replaced.isEmpty && added.isEmpty && removed.isEmpty }

  /// Takes up what a modifier asks for: lists of names with values, or objects of them, in `set` and `add`, and
  /// names in `remove`.
  package mutating func add(_ modifier: JSONValue) {
    replaced += Self.fields(modifier["set"])
    added += Self.fields(modifier["add"])
    removed += modifier["remove"].array.compactMap(\.string).filter(Self.isName)
  }

  private static func fields(_ value: JSONValue) -> [Field] {
    let pairs =
      value.array.map { ($0["name"].string ?? "", $0["value"].string ?? "") }
      + value.object.sorted { $0.key < $1.key }.map { ($0.key, $0.value.string ?? "") }
    return pairs.filter { isName($0.0) && isValue($0.1) }.map { Field(name: $0.0, value: $0.1) }
  }

  /// Whether a text can be the name of a header (RFC 9110, `token`).
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
          || "!#$%&'*+-.^_`|~".utf8.contains($0)
      }
  }

  /// Whether a text can be the value of a header.
  private static func isValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }
  }
}
