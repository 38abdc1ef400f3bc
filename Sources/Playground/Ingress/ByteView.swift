#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Bytes of a head that is being read: what the scanners need, without a copy and without a `String`.
struct ByteView {
  let base: UnsafeRawPointer
  let count: Int

  /// A view of a buffer; nil when it is empty.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
    self.base = base
    count = bytes.count
  }

  subscript(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

  /// The offset of a byte at or after a place.
  func offset(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    guard start < end, let found = memchr(base + start, Int32(byte), end - start) else {
      return nil
    }
    return UnsafeRawPointer(found) - base
  }

  /// The offset after the empty line that ends a head; nil while it has not arrived.
  ///
  /// Two bare line feeds end it too: such a head is malformed, not incomplete.
  func endOfHead(from start: Int) -> Int? {
    var place = max(0, start)
    while let feed = offset(of: 0x0A, from: place, to: count) {
      if feed >= 3, self[feed - 1] == 0x0A || self[feed - 1] == 0x0D && self[feed - 2] == 0x0A {
        return feed + 1
      }
      place = feed + 1
    }
    return nil
  }

  /// Whether a part equals a text in lower case, ignoring the case of letters.
  func equals(_ lowercased: StaticString, _ range: Range<Int>) -> Bool {
    guard range.count == lowercased.utf8CodeUnitCount else { return false }
    let text = lowercased.utf8Start
    for index in 0..<range.count
    where Self.lowered(self[range.lowerBound + index]) != text[index] {
      return false
    }
    return true
  }

  /// Whether a part equals these bytes exactly.
  func equals(_ bytes: [UInt8], from start: Int) -> Bool {
    guard start + bytes.count <= count else { return false }
    return bytes.withUnsafeBytes {
      guard let other = $0.baseAddress else { return true }
      return memcmp(base + start, other, bytes.count) == 0
    }
  }

  /// A part as text, for what is rare.
  func text(_ range: Range<Int>) -> String {
    String(
      decoding: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count),
      as: UTF8.self)
  }

  /// A range without spaces and tabs at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
    while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// A decimal number; nil for anything but digits or for a number that is too big to be a length.
  func number(_ range: Range<Int>) -> Int? {
    guard !range.isEmpty, range.count <= 18 else { return nil }
    var value = 0
    for index in range {
      let digit = Int(self[index]) - 0x30
      guard digit >= 0, digit <= 9 else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// An upper-case letter as lower case; every other byte as it is.
  static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

  /// Whether a byte may stand in a method or a header's name (RFC 9110 `tchar`).
  static func isToken(_ byte: UInt8) -> Bool {
    let low: UInt64 = 0x03FF_6CFA_0000_0000
    let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
    return byte < 64
      ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
  }
}
