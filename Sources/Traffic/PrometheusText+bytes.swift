/// Looks at eight bytes at a time: most of reading a page is looking for the ends of lines and texts.
extension UnsafeBufferPointer<UInt8> {
  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var highest: UInt64 { 0x8080_8080_8080_8080 }

  /// The eight bytes at a place, the first one lowest.
  private func word(at place: Int) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(self)
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// Has the highest bit of every zero byte set; of others perhaps too, but only above one.
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highest }

  /// The first place of either of two bytes at or after another place; `count` where there is none.
  func place(of one: UInt8, or other: UInt8, from start: Int) -> Int {
    let (first, second) = (Self.ones &* UInt64(one), Self.ones &* UInt64(other))
    var place = start
    while place + 8 <= count {
      let word = word(at: place)
      let found = Self.zeros(word ^ first) | Self.zeros(word ^ second)
      if found != 0 { return place + found.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < count, self[place] != one, self[place] != other { place += 1 }
    return place
  }

  /// Whether these bytes begin with others.
  func begins(with other: Self) -> Bool {
    guard count >= other.count else { return false }
    var place = 0
    while place + 8 <= other.count {
      guard word(at: place) == other.word(at: place) else { return false }
      place += 8
    }
    while place < other.count {
      guard self[place] == other[place] else { return false }
      place += 1
    }
    return true
  }

  /// Whether these are the bytes of a name.
  func isSame(as name: [UInt8]) -> Bool {
    // The ends differ more often than the beginnings.
    guard count == name.count, last == name.last else { return false }
    return name.withUnsafeBufferPointer { begins(with: $0) }
  }
}

extension PrometheusText {
  /// A number as Go writes it, with `NaN` and `+Inf`.
  package static func number(_ text: Bytes) -> Double? {
    guard !text.isEmpty, text.count <= 64 else { return nil }
    if let number = shortNumber(text) { return number }
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

  /// A number with so few digits that it and its power of ten are exact, so that one rounding gives the nearest one;
  /// nil for any other.
  private static func shortNumber(_ text: Bytes) -> Double? {
    var place = 0
    var digits = 0
    let whole = takeDigits(text, &place, &digits)
    guard whole > 0 else { return nil }
    var exponent = 0
    if place < text.count, text[place] == UInt8(ascii: ".") {
      place += 1
      exponent = -takeDigits(text, &place, &digits)
      guard exponent < 0 else { return nil }
    }
    guard whole - exponent <= 15 else { return nil }
    if place < text.count {
      guard let stated = shortExponent(text, place) else { return nil }
      exponent += stated
    }
    guard abs(exponent) <= 22 else { return nil }
    var power = 1.0
    for _ in 0..<abs(exponent) { power *= 10 }
    return exponent < 0 ? Double(digits) / power : Double(digits) * power
  }

  /// Takes digits, and says how many they are; more than fit are counted only.
  private static func takeDigits(_ text: Bytes, _ place: inout Int, _ number: inout Int) -> Int {
    let start = place
    while place < text.count, isDigit(text[place]) {
      number = number &* 10 &+ Int(text[place] - UInt8(ascii: "0"))
      place += 1
    }
    return place - start
  }

  /// What stands from a place to the end, where it is `e+06` with at most two digits.
  private static func shortExponent(_ text: Bytes, _ start: Int) -> Int? {
    guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var place = start + 1
    let isNegative = place < text.count && text[place] == UInt8(ascii: "-")
    if isNegative || place < text.count && text[place] == UInt8(ascii: "+") { place += 1 }
    var number = 0
    let count = takeDigits(text, &place, &number)
    guard (1...2).contains(count), place == text.count else { return nil }
    return isNegative ? -number : number
  }
}
