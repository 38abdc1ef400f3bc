/// Reads the Prometheus text format 0.0.4, sample by sample and without building a tree.
///
/// What is not a sample is skipped and counted, never an error: one bad line of a controller must not
/// hide the others.
package struct PrometheusText: Sendable {
  /// What a hostile or mistaken endpoint may send at most.
  package struct Limits: Sendable {
    package var bytes = 64 << 20
    package var lineBytes = 16 << 10
    package var samples = 1_000_000
    package var labels = 64

    package init() {}
  }

  /// One sample; its parts point into the document.
  package struct Sample {
    package let name: ArraySlice<UInt8>
    /// The labels between the braces, checked but not decoded.
    package let labels: ArraySlice<UInt8>
    package let value: Double

    /// The name as text.
    package var nameText: String { String(decoding: name, as: UTF8.self) }

    /// The value of one label; nil when it is missing.
    package func label(_ name: String) -> String? {
      var found: String?
      forEachLabel { label, value, _ in
        guard found == nil, label.elementsEqual(name.utf8) else { return }
        found = PrometheusText.unescaped(value)
      }
      return found
    }

    /// Every label in order: its name, its value still escaped, and where its text begins.
    package func forEachLabel(
      _ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, _ start: Int) -> Void
    ) {
      var reader = LabelReader(labels)
      while let label = reader.next() { body(label.name, label.value, label.start) }
    }
  }

  /// Lines that were neither a sample nor a comment, and samples over the limits.
  package private(set) var rejected = 0
  /// Samples that were read.
  package private(set) var accepted = 0

  /// Reads a document and hands over each sample.
  package init(
    _ document: [UInt8], limits: Limits = Limits(), handle: (Sample) -> Void
  ) {
    var start = 0
    let end = min(document.count, limits.bytes)
    while start < end {
      let lineEnd = document[start..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
      defer { start = lineEnd + 1 }
      let line = Self.trimmed(document[start..<lineEnd])
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      guard line.count <= limits.lineBytes, accepted < limits.samples,
        let sample = Self.sample(line, labels: limits.labels)
      else {
        rejected += 1
        continue
      }
      accepted += 1
      handle(sample)
    }
    if document.count > limits.bytes { rejected += 1 }
  }

  private static func sample(_ line: ArraySlice<UInt8>, labels limit: Int) -> Sample? {
    let nameEnd = line.firstIndex { !isName($0) } ?? line.endIndex
    let name = line[line.startIndex..<nameEnd]
    guard let first = name.first, !isDigit(first) else { return nil }
    var rest = trimmed(line[nameEnd...])
    var labels = rest[rest.startIndex..<rest.startIndex]
    if rest.first == UInt8(ascii: "{") {
      var reader = LabelReader(rest.dropFirst())
      var count = 0
      while reader.next() != nil { count += 1 }
      guard count <= limit, let close = reader.close else { return nil }
      labels = rest[(rest.startIndex + 1)..<close]
      rest = trimmed(rest[(close + 1)...])
    }
    let valueEnd = rest.firstIndex { isSpace($0) } ?? rest.endIndex
    guard let value = number(rest[rest.startIndex..<valueEnd]) else { return nil }
    let timestamp = trimmed(rest[valueEnd...])
    guard timestamp.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "-") }) else { return nil }
    return Sample(name: name, labels: labels, value: value)
  }

  /// A number as Go writes it, with `NaN` and `+Inf`.
  package static func number(_ text: ArraySlice<UInt8>) -> Double? {
    guard !text.isEmpty, text.count <= 64 else { return nil }
    if text.count <= 15, text.allSatisfy(isDigit) {
      return Double(text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
    }
    let string = String(decoding: text, as: UTF8.self)
    switch string.lowercased() {
    case "nan": return .nan
    case "inf", "+inf": return .infinity
    case "-inf": return -.infinity
    default:
      // Only decimal numbers: Swift would also read hexadecimal ones.
      let allowed = text.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
      return allowed ? Double(string) : nil
    }
  }

  /// A label's value without `\\`, `\"` and `\n`.
  package static func unescaped(_ value: ArraySlice<UInt8>) -> String {
    guard value.contains(UInt8(ascii: "\\")) else { return String(decoding: value, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in value {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte }

  static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return bytes[bytes.startIndex..<bytes.startIndex] }
    return bytes[first...last]
  }
}

/// Walks `name="value",name="value"` up to the closing brace or the end.
struct LabelReader {
  private let bytes: ArraySlice<UInt8>
  private var index: Int
  /// Where the closing brace is; nil while not reached, and after an error.
  private(set) var close: Int?

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  /// The next label; nil at the end and at an error, which leaves `close` nil.
  mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>, start: Int)? {
    skip { PrometheusText.isSpace($0) || $0 == UInt8(ascii: ",") }
    guard index < bytes.endIndex else { return nil }
    if bytes[index] == UInt8(ascii: "}") {
      close = index
      return nil
    }
    let start = index
    skip { PrometheusText.isName($0) && $0 != UInt8(ascii: ":") }
    let name = bytes[start..<index]
    skip(PrometheusText.isSpace)
    guard !name.isEmpty, take("=") else { return fail() }
    skip(PrometheusText.isSpace)
    guard take("\"") else { return fail() }
    let valueStart = index
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < bytes.endIndex else { return fail() }
    let value = bytes[valueStart..<index]
    index += 1
    return (name, value, start)
  }

  private mutating func fail() -> (
    name: ArraySlice<UInt8>, value: ArraySlice<UInt8>, start: Int
  )? {
    index = bytes.endIndex
    return nil
  }

  private mutating func skip(_ condition: (UInt8) -> Bool) {
    while index < bytes.endIndex, condition(bytes[index]) { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }
}
