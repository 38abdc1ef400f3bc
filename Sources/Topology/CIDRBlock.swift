/// A block of addresses, `10.0.0.0/8` or `2001:db8::/32`.
package struct CIDRBlock: Hashable, Sendable, CustomStringConvertible {
  /// The first address of the block.
  package let first: IPAddress
  /// How many leading bits its addresses share.
  package let prefix: Int
  /// As it was written.
  package let description: String

  /// Reads a block; nil when the text is none.
  ///
  /// Bits after the prefix may be set and count for nothing, as the API has it (`ParseCIDRSloppy`).
  package init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/"), let address = IPAddress(text[..<slash]),
      let written = Self.length(text[text.index(after: slash)...])
    else { return nil }
    // An IPv4 address that is written as IPv6 has its 32 bits at the end.
    let isMapped = address.family == .v4 && text[..<slash].contains(":")
    let prefix = isMapped ? written - 96 : written
    guard (0...address.family.bits).contains(prefix) else { return nil }
    first = address.masked(prefix)
    self.prefix = prefix
    description = text
  }

  private static func length(_ text: Substring) -> Int? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  /// The family of its addresses.
  package var family: IPAddress.Family { first.family }

  /// Whether an address lies in the block.
  package func contains(_ address: IPAddress) -> Bool {
    address.family == family && address.masked(prefix) == first
  }

  /// Whether another block is a part of this one, and not the whole of it.
  package func strictlyContains(_ other: CIDRBlock) -> Bool {
    other.prefix > prefix && contains(other.first)
  }

  /// Whether it holds every address of its family.
  package var isEverything: Bool { prefix == 0 }

  package static func == (left: Self, right: Self) -> Bool {
    left.first == right.first && left.prefix == right.prefix
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(first)
    hasher.combine(prefix)
  }
}
