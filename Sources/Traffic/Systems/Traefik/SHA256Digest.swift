/// The digest SHA-256 of some bytes (FIPS 180-4).
struct SHA256Digest {
  let bytes: [UInt8]

  private static let constants: [UInt32] = roots(64) { root(3, of: $0) }
  private static let start: [UInt32] = roots(8) { root(2, of: $0) }

  init(of message: [UInt8]) {
    var padded = message + [0x80]
    padded += Array(repeating: 0, count: (120 - padded.count % 64) % 64)
    padded += withUnsafeBytes(of: UInt64(message.count * 8).bigEndian) { Array($0) }
    var state = Self.start
    for block in stride(from: 0, to: padded.count, by: 64) {
      Self.take(padded[block..<(block + 64)], into: &state)
    }
    bytes = state.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
  }

  private static func take(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { place in
      block[place..<(place + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for place in 16..<64 {
      let (near, far) = (words[place - 15], words[place - 2])
      let small = turned(near, 7) ^ turned(near, 18) ^ near >> 3
      let large = turned(far, 17) ^ turned(far, 19) ^ far >> 10
      words.append(words[place - 16] &+ small &+ words[place - 7] &+ large)
    }
    var now = state
    for place in 0..<64 {
      let (five, one) = (now[4], now[0])
      let choice = five & now[5] ^ ~five & now[6]
      let mixed = turned(five, 6) ^ turned(five, 11) ^ turned(five, 25)
      let first = now[7] &+ mixed &+ choice &+ constants[place] &+ words[place]
      let majority = one & now[1] ^ one & now[2] ^ now[1] & now[2]
      let second = (turned(one, 2) ^ turned(one, 13) ^ turned(one, 22)) &+ majority
      now = [first &+ second, one, now[1], now[2], now[3] &+ first, five, now[5], now[6]]
    }
    for place in state.indices { state[place] &+= now[place] }
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// The first 32 bits behind the point of roots of the first primes.
  private static func roots(_ count: Int, _ root: (UInt128) -> UInt128) -> [UInt32] {
    var primes: [UInt128] = []
    var next: UInt128 = 2
    while primes.count < count {
      if primes.allSatisfy({ next % $0 != 0 }) { primes.append(next) }
      next += 1
    }
    return primes.map { UInt32(truncatingIfNeeded: root($0)) }
  }

  /// The root of a small number with 32 bits behind the point, by halving.
  private static func root(_ degree: Int, of number: UInt128) -> UInt128 {
    let wanted = number << UInt128(32 * degree)
    var (low, high): (UInt128, UInt128) = (0, 1 << 37)
    while low + 1 < high {
      let middle = (low + high) / 2
      let power = (1..<degree).reduce(middle) { power, _ in power * middle }
      if power <= wanted { low = middle } else { high = middle }
    }
    return low
  }
}
