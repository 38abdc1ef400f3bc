package import Topology

/// Writes a value as YAML in block style, members in the order of their keys.
///
/// Text that YAML might read as anything but this text is written as a JSON string, which YAML reads
/// too.
package struct YAMLText: Sendable {
  /// The document, ending with a new line.
  package private(set) var text = ""

  package init(_ value: JSONValue) {
    switch value {
    case .object(let members) where !members.isEmpty: write(members, indent: 0)
    case .array(let values) where !values.isEmpty: write(values, indent: 0)
    default: text = Self.scalar(value) + "\n"
    }
  }

  private mutating func write(_ members: [String: JSONValue], indent: Int, isInline: Bool = false) {
    for (index, key) in members.keys.sorted().enumerated() {
      if index > 0 || !isInline { text += Self.spaces(indent) }
      text += Self.plain(key) + ":"
      writeValue(members[key] ?? .null, indent: indent)
    }
  }

  private mutating func write(_ values: [JSONValue], indent: Int) {
    for value in values {
      text += Self.spaces(indent) + "-"
      switch value {
      case .object(let members) where !members.isEmpty:
        text += " "
        write(members, indent: indent + 2, isInline: true)
      case .array(let inner) where !inner.isEmpty:
        text += "\n"
        write(inner, indent: indent + 2)
      default: text += " \(Self.scalar(value))\n"
      }
    }
  }

  private mutating func writeValue(_ value: JSONValue, indent: Int) {
    switch value {
    case .object(let members) where !members.isEmpty:
      text += "\n"
      write(members, indent: indent + 2)
    case .array(let values) where !values.isEmpty:
      text += "\n"
      write(values, indent: indent)
    default: text += " \(Self.scalar(value))\n"
    }
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private static func scalar(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): plain(text)
    case .object: "{}"
    case .array: "[]"
    default: value.text
    }
  }

  /// Text without quotes where it can only be text.
  private static func plain(_ text: String) -> String {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    let isSafe =
      text.utf8.first.map(isLetter) ?? false
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_./".utf8.contains($0) }
      && !words.contains(text.lowercased())
    return isSafe ? text : JSONValue.string(text).text
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
