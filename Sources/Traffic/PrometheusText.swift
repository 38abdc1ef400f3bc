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

  /// Bytes of the document; they are valid only while the sample is handled.
  package typealias Bytes = UnsafeBufferPointer<UInt8>

  /// One sample; its parts point into the document.
  package struct Sample {
    package let name: Bytes
    /// The labels between the braces, checked but not decoded.
    package let labels: Bytes
    package let value: Double

    /// The name as text.
    package var nameText: String { String(decoding: name, as: UTF8.self) }

    /// Every label in order: its name, its value still escaped, and where its text begins.
    package func forEachLabel(_ body: (_ name: Bytes, _ value: Bytes, _ start: Int) -> Void) {
      var reader = LabelReader(labels)
      while let label = reader.next() { body(label.name, label.value, label.start) }
    }
  }

  /// Lines that were neither a sample nor a comment, and samples over the limits.
  package private(set) var rejected = 0
  /// Samples that were read.
  package private(set) var accepted = 0

  /// Reads a document and hands over each sample.
  ///
  /// Labels of which `isKnown` says that they were read before, byte for byte, are not looked into again.
  package init(
    _ document: [UInt8], limits: Limits = Limits(),
    isKnown: (_ name: Bytes, _ labels: Bytes) -> Bool = { _, _ in false },
    handle: (Sample) -> Void
  ) {
    document.withUnsafeBufferPointer { bytes in
      read(Bytes(rebasing: bytes.prefix(limits.bytes)), limits, isKnown, handle)
    }
    if document.count > limits.bytes { rejected += 1 }
  }

  private mutating func read(
    _ document: Bytes, _ limits: Limits, _ isKnown: (Bytes, Bytes) -> Bool,
    _ handle: (Sample) -> Void
  ) {
    let feed = UInt8(ascii: "\n")
    var start = 0
    var name = Bytes(rebasing: document[..<0])
    while start < document.count {
      let end = document.place(of: feed, or: feed, from: start)
      let line = Self.trimmed(Bytes(rebasing: document[start..<end]))
      start = end + 1
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      guard line.count <= limits.lineBytes, accepted < limits.samples,
        let sample = Self.sample(line, after: name, labels: limits.labels, isKnown)
      else {
        rejected += 1
        continue
      }
      name = sample.name
      accepted += 1
      handle(sample)
    }
  }

  /// Reads a line; `last` is the name in the line before.
  private static func sample(
    _ line: Bytes, after last: Bytes, labels limit: Int, _ isKnown: (Bytes, Bytes) -> Bool
  ) -> Sample? {
    let nameEnd = nameEnd(of: line, after: last)
    guard nameEnd > 0, !isDigit(line[0]) else { return nil }
    let name = Bytes(rebasing: line[..<nameEnd])
    var rest = trimmed(Bytes(rebasing: line[nameEnd...]))
    var labels = Bytes(rebasing: rest[..<0])
    if rest.first == UInt8(ascii: "{") {
      rest = Bytes(rebasing: rest.dropFirst())
      guard let close = labelsEnd(rest, of: name, limit, isKnown) else { return nil }
      labels = Bytes(rebasing: rest[..<close])
      rest = trimmed(Bytes(rebasing: rest[(close + 1)...]))
    }
    let valueEnd = rest.firstIndex(where: isSpace) ?? rest.count
    guard let value = number(Bytes(rebasing: rest[..<valueEnd])) else { return nil }
    let timestamp = trimmed(Bytes(rebasing: rest[valueEnd...]))
    guard timestamp.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "-") }) else { return nil }
    return Sample(name: name, labels: labels, value: value)
  }

  /// Where the name at the start of a line ends; neighbours mostly have one.
  private static func nameEnd(of line: Bytes, after last: Bytes) -> Int {
    if last.count < line.count, !isName(line[last.count]), line.begins(with: last) {
      return last.count
    }
    var end = 0
    while end < line.count, isName(line[end]) { end += 1 }
    return end
  }

  /// Where labels end that begin behind a brace; nil where they cannot be read.
  private static func labelsEnd(
    _ rest: Bytes, of name: Bytes, _ limit: Int, _ isKnown: (Bytes, Bytes) -> Bool
  ) -> Int? {
    // Behind the labels there is no brace.
    if let last = rest.lastIndex(of: UInt8(ascii: "}")),
      isKnown(name, Bytes(rebasing: rest[..<last]))
    {
      return last
    }
    var reader = LabelReader(rest)
    var count = 0
    while reader.next() != nil { count += 1 }
    return count <= limit ? reader.close : nil
  }

  /// A label's value without `\\`, `\"` and `\n`.
  package static func unescaped(_ value: Bytes) -> String {
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

  static func trimmed(_ bytes: Bytes) -> Bytes {
    var start = 0
    var end = bytes.count
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return Bytes(rebasing: bytes[start..<end])
  }
}

/// Walks `name="value",name="value"` up to the closing brace or the end.
struct LabelReader {
  /// One label; `start` is where its name begins.
  typealias Label = (name: PrometheusText.Bytes, value: PrometheusText.Bytes, start: Int)

  private let bytes: PrometheusText.Bytes
  private var index = 0
  /// Where the closing brace is; nil while not reached, and after an error.
  private(set) var close: Int?

  init(_ bytes: PrometheusText.Bytes) { self.bytes = bytes }

  /// The next label; nil at the end and at an error, which leaves `close` nil.
  mutating func next() -> Label? {
    skip { PrometheusText.isSpace($0) || $0 == UInt8(ascii: ",") }
    guard index < bytes.count else { return nil }
    if bytes[index] == UInt8(ascii: "}") {
      close = index
      return nil
    }
    let start = index
    skip { PrometheusText.isName($0) && $0 != UInt8(ascii: ":") }
    let name = PrometheusText.Bytes(rebasing: bytes[start..<index])
    skip(PrometheusText.isSpace)
    guard !name.isEmpty, take("=") else { return fail() }
    skip(PrometheusText.isSpace)
    guard take("\"") else { return fail() }
    let valueStart = index
    let (quote, escape) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    while true {
      index = bytes.place(of: quote, or: escape, from: index)
      guard index < bytes.count, bytes[index] == escape else { break }
      index += 2
    }
    guard index < bytes.count else { return fail() }
    let value = PrometheusText.Bytes(rebasing: bytes[valueStart..<index])
    index += 1
    return (name, value, start)
  }

  private mutating func fail() -> Label? {
    index = bytes.count
    return nil
  }

  private mutating func skip(_ condition: (UInt8) -> Bool) {
    while index < bytes.count, condition(bytes[index]) { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }
}
