/// The UID of an object: sixteen bytes where it is written as API servers write it, and a text otherwise.
///
/// API servers give out RFC 4122 UUIDs in lower case; a text of 36 letters for each of very many objects would take
/// five times the room.
enum ObjectUID: Hashable, Sendable {
  case bytes(UInt64, UInt64)
  case text(String)

  /// Whether a hyphen stands at a place.
  private static func isHyphen(_ place: Int) -> Bool {
    place == 8 || place == 13 || place == 18 || place == 23
  }

  private static let length = 36

  init(_ text: String) {
    self = Self.bytes(of: text) ?? .text(text)
  }

  private static func bytes(of text: String) -> Self? {
    guard text.utf8.count == length else { return nil }
    var (high, low, digits) = (UInt64(0), UInt64(0), 0)
    for (place, letter) in text.utf8.enumerated() {
      if isHyphen(place) {
        guard letter == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = digit(letter) else { return nil }
      if digits < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
      digits += 1
    }
    return .bytes(high, low)
  }

  private static func digit(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): letter - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// As it was written.
  var text: String {
    guard case .bytes(let high, let low) = self else {
      guard case .text(let text) = self else { return "" }
      return text
    }
    return String(unsafeUninitializedCapacity: Self.length) { letters in
      var digits = 0
      for place in 0..<Self.length {
        guard !Self.isHyphen(place) else {
          letters[place] = UInt8(ascii: "-")
          continue
        }
        let half = digits < 16 ? high : low
        let digit = UInt8(half >> UInt64(60 - digits % 16 * 4) & 15)
        letters[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        digits += 1
      }
      return Self.length
    }
  }
}
