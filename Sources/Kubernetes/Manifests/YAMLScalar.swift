import Topology
import Yams

/// Plain scalars typed as Kubernetes' own reader (`sigs.k8s.io/yaml`) types them: YAML 1.1.
///
/// `yes`, `on` and `n` are Booleans there, and `010` is eight; quoted text is always text.
enum YAMLScalar {
  static func value(_ scalar: YAMLNode.Scalar) -> JSONValue {
    let text = scalar.string
    guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
    let tag = scalar.tag.description
    return tag == Tag.Name.str.rawValue || tag == Tag.Name.binary.rawValue
      ? .string(text) : plain(text)
  }

  private static let booleans: [String: Bool] = [
    "y": true, "Y": true, "yes": true, "Yes": true, "YES": true, "true": true, "True": true,
    "TRUE": true, "on": true, "On": true, "ON": true, "n": false, "N": false, "no": false,
    "No": false, "NO": false, "false": false, "False": false, "FALSE": false, "off": false,
    "Off": false, "OFF": false,
  ]

  /// The value of an unquoted text.
  static func plain(_ text: String) -> JSONValue {
    guard let first = text.utf8.first else { return .null }
    if first <= 0x39 {
      return text.utf8.count <= 64 ? number(text) ?? .string(text) : .string(text)
    }
    // The longest word with a meaning is `false`.
    guard text.utf8.count <= 5 else { return .string(text) }
    switch text {
    case "~", "null", "Null", "NULL": return .null
    default: return booleans[text].map { .bool($0) } ?? .string(text)
    }
  }

  /// An unquoted key as JSON has it: `on:` is the key `true`, `1:` the key `1`.
  static func name(plain text: String) -> String {
    switch plain(text) {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    default: text
    }
  }

  private static func number(_ text: String) -> JSONValue? {
    let digits = text.utf8.contains(UInt8(ascii: "_")) ? text.replacing("_", with: "") : text
    if let whole = integer(digits) { return .integer(whole) }
    guard isDecimal(digits),
      let value = Double(digits.hasPrefix("+") ? "\(digits.dropFirst())" : digits)
    else { return nil }
    return value.isFinite ? .number(value) : nil
  }

  /// Decimal, or hexadecimal, octal (`0o17`, `017`) and binary by their prefixes.
  private static func integer(_ text: String) -> Int64? {
    let sign = text.hasPrefix("-") ? "-" : ""
    let body = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard let first = body.utf8.first, (0x30...0x39).contains(first) else { return nil }
    let lower = body.lowercased()
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
      return Int64(sign + lower.dropFirst(2), radix: radix)
    }
    guard first == 0x30, body.utf8.count > 1 else { return Int64(sign + body) }
    return Int64(sign + body.dropFirst(), radix: 8)
  }

  /// Whether it is a decimal number with an optional fraction and exponent.
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func takeDigits() -> Int {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    func takeSign() {
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    }
    takeSign()
    var count = takeDigits()
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      count += takeDigits()
    }
    guard count > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      takeSign()
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

/// A node of a YAML document; `Node` alone is a machine of the cluster.
typealias YAMLNode = Yams.Node
