/// What the API takes as a host name.
enum NameRules {
  /// Whether it is a DNS name in lower case (RFC 1123).
  static func isHost(_ name: some StringProtocol) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 253 else { return false }
    return String(name).split(separator: ".", omittingEmptySubsequences: false)
      .allSatisfy { isLabel($0) }
  }

  private static func isLabel(_ label: Substring) -> Bool {
    guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= 63 else {
      return false
    }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether it is the name of a port (`IsValidPortName`): up to 15 lower-case letters, digits and single dashes,
  /// at least one of them a letter.
  static func isPort(_ name: String) -> Bool {
    name.utf8.count <= 15 && isLabel(name[...]) && !name.contains("--")
      && name.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  /// Whether it is an IPv4 or IPv6 address.
  static func isAddress(_ text: some StringProtocol) -> Bool {
    if text.contains(":") { return text.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
