/// A hash that is the same in every process, for names and addresses that must not depend on chance.
package enum StableHash {
  /// The hash of texts in this order (FNV-1a, then mixed so that every bit counts).
  package static func value(_ parts: String...) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01b3
    }
    return mixed(hash)
  }

  /// Spreads a number over all 64 bits (the finaliser of SplitMix64).
  package static func mixed(_ number: UInt64) -> UInt64 {
    var value = number &+ 0x9e37_79b9_7f4a_7c15
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// A suffix in the alphabet of generated names, which cannot spell words.
  package static func suffix(_ hash: UInt64, length: Int = 5) -> String {
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
    var rest = hash
    var text = ""
    for _ in 0..<length {
      text.append(alphabet[Int(rest % UInt64(alphabet.count))])
      rest /= UInt64(alphabet.count)
    }
    return text
  }

  /// A version-4 shaped UUID made of two hashes.
  package static func identifier(_ first: UInt64, _ second: UInt64) -> String {
    let high = (first & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
    let low = (second & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let digits = Array(padded(high) + padded(low))
    let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return cuts.map { String(digits[$0]) }.joined(separator: "-")
  }

  private static func padded(_ number: UInt64) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
