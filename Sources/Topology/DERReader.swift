/// Reads DER (X.690) one element after the other: strict about lengths, and never beyond its bytes.
///
/// It does not descend by itself, so hostile nesting costs nothing.
struct DERReader {
  /// One element: its tag and what stands in it.
  struct Element {
    let tag: UInt8
    let content: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// Whether nothing is left.
  var isAtEnd: Bool { rest.isEmpty }

  /// Whether the next element has this tag.
  func isNext(_ tag: UInt8) -> Bool { rest.first == tag }

  /// The next element; nil at the end, and where the bytes are no DER.
  mutating func next() -> Element? {
    guard let tag = rest.first, tag & 0x1F != 0x1F else { return nil }
    var bytes = rest.dropFirst()
    guard let length = Self.length(&bytes), length <= bytes.count else { return nil }
    rest = bytes.dropFirst(length)
    return Element(tag: tag, content: bytes.prefix(length))
  }

  /// The content of the next element, if it has this tag.
  mutating func next(_ tag: UInt8) -> ArraySlice<UInt8>? {
    guard isNext(tag) else { return nil }
    return next()?.content
  }

  /// A length in as few bytes as it needs; the indefinite form is no DER.
  private static func length(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.popFirst() else { return nil }
    guard first & 0x80 != 0 else { return Int(first) }
    let count = Int(first & 0x7F)
    guard (1...4).contains(count), bytes.count >= count, bytes.first != 0 else { return nil }
    let length = bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
    bytes = bytes.dropFirst(count)
    return length < 0x80 ? nil : length
  }
}
