/// An IPv4 or IPv6 address as a number, so that blocks can be compared with it.
package struct IPAddress: Hashable, Sendable, Comparable {
  /// The two families of addresses, which never match each other.
  package enum Family: Hashable, Sendable {
    case v4, v6

    /// How many bits an address has.
    package var bits: Int { self == .v4 ? 32 : 128 }
  }

  package let family: Family
  /// The first 64 bits of an IPv6 address; 0 for IPv4.
  package let high: UInt64
  /// The last 64 bits of an IPv6 address; the whole of an IPv4 address.
  package let low: UInt64

  init(family: Family, high: UInt64, low: UInt64) {
    self.family = family
    self.high = high
    self.low = low
  }

  /// Reads an address; nil when the text is none.
  ///
  /// Leading zeros of IPv4 numbers are decimal, as the API reads them (`ParseIPSloppy`), and `::ffff:1.2.3.4` is
  /// the IPv4 address, as in Go. Zones are refused.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 45 else { return nil }
    if text.contains(":") {
      guard let groups = Self.groups(of: String(text)) else { return nil }
      let high = groups[..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
      let low = groups[4...].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
      let isMapped = high == 0 && low >> 32 == 0xffff
      self.init(
        family: isMapped ? .v4 : .v6, high: high, low: isMapped ? low & 0xffff_ffff : low)
    } else {
      guard let number = Self.number(ofIPv4: text) else { return nil }
      self.init(family: .v4, high: 0, low: UInt64(number))
    }
  }

  private static func number(ofIPv4 text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var number: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
        let byte = UInt8(part)
      else { return nil }
      number = number << 8 | UInt32(byte)
    }
    return number
  }

  /// The eight groups of an IPv6 address.
  private static func groups(of text: String) -> [UInt16]? {
    guard let gap = text.firstRange(of: "::") else {
      return groups(ofPart: text[...]).flatMap { $0.count == 8 ? $0 : nil }
    }
    let rest = text[gap.upperBound...]
    guard !rest.contains("::"), !rest.hasPrefix(":"),
      let before = groups(ofPart: text[..<gap.lowerBound]), let after = groups(ofPart: rest),
      before.count + after.count < 8
    else { return nil }
    // A dotted IPv4 part stands at the end only.
    guard !text[..<gap.lowerBound].contains(".") else { return nil }
    return before + Array(repeating: 0, count: 8 - before.count - after.count) + after
  }

  private static func groups(ofPart text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if part.contains(".") {
        guard index == parts.count - 1, let number = number(ofIPv4: part) else { return nil }
        groups += [UInt16(number >> 16), UInt16(number & 0xffff)]
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(Self.isHexadecimal),
          let group = UInt16(part, radix: 16)
        else { return nil }
        groups.append(group)
      }
    }
    return groups
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.family.bits, left.high, left.low) < (right.family.bits, right.high, right.low)
  }

  /// The address with all bits after the first ones cleared.
  func masked(_ prefix: Int) -> IPAddress {
    guard family == .v6 else {
      return IPAddress(family: .v4, high: 0, low: low & ~Self.ones(32 - prefix))
    }
    return IPAddress(
      family: .v6, high: high & ~Self.ones(64 - min(prefix, 64)),
      low: low & ~Self.ones(64 - max(prefix - 64, 0)))
  }

  /// So many ones in the lowest bits.
  private static func ones(_ count: Int) -> UInt64 {
    count >= 64 ? .max : (UInt64(1) << UInt64(max(count, 0))) - 1
  }
}
