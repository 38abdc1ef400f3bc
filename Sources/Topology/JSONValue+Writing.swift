extension JSONValue {
  /// The compact text in UTF-8, members in the order of their keys.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    write(to: &output)
    return output
  }

  /// The compact text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The text with two spaces for each level, as `kubectl -o json` prints it.
  package var prettyText: String {
    var output: [UInt8] = []
    writePretty(to: &output, indent: 0)
    return String(decoding: output, as: UTF8.self)
  }

  /// Appends the compact text.
  package func write(to output: inout [UInt8]) {
    switch self {
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        value.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key < $1.key }
      for (index, member) in sorted.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.writeString(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    default: writeScalar(to: &output)
    }
  }

  private func writeScalar(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .number(let value):
      output.append(contentsOf: (value.isFinite ? String(value) : "null").utf8)
    case .string(let value): Self.writeString(value, to: &output)
    case .array, .object: break
    }
  }

  private func writePretty(to output: inout [UInt8], indent: Int) {
    func newLine(_ depth: Int) {
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }
    switch self {
    case .array(let values) where !values.isEmpty:
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        value.writePretty(to: &output, indent: indent + 1)
      }
      newLine(indent)
      output.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      output.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key < $1.key }
      for (index, member) in sorted.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        Self.writeString(member.key, to: &output)
        output.append(contentsOf: ": ".utf8)
        member.value.writePretty(to: &output, indent: indent + 1)
      }
      newLine(indent)
      output.append(UInt8(ascii: "}"))
    default: write(to: &output)
    }
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  /// Whether a byte is an ASCII character that stands for itself in a literal.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Writes a string literal; what `cleaned` would replace leaves as `\uXXXX`, so that output is safe
  /// to print and yet says what was read.
  private static func writeString(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    defer { output.append(UInt8(ascii: "\"")) }
    // Most texts stand as they are.
    if text.utf8.allSatisfy(isPlain) { return output.append(contentsOf: text.utf8) }
    if text.utf8.contains(where: { $0 >= 0x80 }), text.unicodeScalars.contains(where: \.isUnsafe) {
      for unit in text.utf16 {
        let isUnsafe = Unicode.Scalar(unit).map(\.isUnsafe) ?? true
        guard isUnsafe || unit >= 0x80 || unit == 0x22 || unit == 0x5C else {
          output.append(UInt8(unit))
          continue
        }
        output.append(contentsOf: #"\u"#.utf8)
        for shift in [12, 8, 4, 0] { output.append(hexadecimal[Int(unit >> shift) & 15]) }
      }
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output.append(contentsOf: #"\""#.utf8)
      case UInt8(ascii: "\\"): output.append(contentsOf: #"\\"#.utf8)
      case 0x0A: output.append(contentsOf: #"\n"#.utf8)
      case 0x0D: output.append(contentsOf: #"\r"#.utf8)
      case 0x09: output.append(contentsOf: #"\t"#.utf8)
      case 0..<0x20, 0x7F:
        output.append(contentsOf: #"\u00"#.utf8)
        output.append(hexadecimal[Int(byte >> 4)])
        output.append(hexadecimal[Int(byte & 15)])
      default: output.append(byte)
      }
    }
  }
}
