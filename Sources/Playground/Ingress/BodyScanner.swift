/// How the end of a body is known.
enum BodyFraming: Hashable {
  case none
  case length(Int)
  case chunked
  /// The connection's end is the body's end.
  case untilClose
}

/// Finds the end of a body while its bytes pass by untouched.
struct BodyScanner {
  /// What became of the bytes that were shown.
  enum Progress: Hashable {
    /// All of them belong to the body, and more will come.
    case more
    /// So many belong to the body, which ends there.
    case done(Int)
    case malformed
  }

  private enum Step {
    case size(digits: Int)
    case extensions
    case sizeFeed
    case data
    case dataReturn
    case dataFeed
    case trailerStart
    case trailer
    case trailerFeed
    case lastFeed
  }

  private(set) var framing = BodyFraming.none
  private var remaining = 0
  private var step = Step.size(digits: 0)
  /// Bytes of size lines and trailers, which are bounded.
  private var overhead = 0

  /// Starts a new body.
  mutating func begin(_ framing: BodyFraming) {
    self.framing = framing
    remaining = 0
    overhead = 0
    step = .size(digits: 0)
    if case .length(let length) = framing { remaining = length }
  }

  /// Whether there is nothing to wait for.
  var isEmpty: Bool { framing == .none || framing == .length(0) }

  /// Takes in the next bytes.
  mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Progress {
    switch framing {
    case .none: return .done(0)
    case .untilClose: return .more
    case .length:
      guard bytes.count < remaining else {
        let rest = remaining
        remaining = 0
        return .done(rest)
      }
      remaining -= bytes.count
      return .more
    case .chunked: return scanChunks(bytes)
    }
  }

  private mutating func scanChunks(_ bytes: UnsafeRawBufferPointer) -> Progress {
    var place = 0
    while place < bytes.count {
      if case .data = step {
        let part = min(remaining, bytes.count - place)
        remaining -= part
        place += part
        if remaining == 0 { step = .dataReturn }
        continue
      }
      overhead += 1
      guard overhead < 65_536 else { return .malformed }
      let byte = bytes[place]
      place += 1
      if case .lastFeed = step { return byte == 0x0A ? .done(place) : .malformed }
      guard let next = next(byte) else { return .malformed }
      step = next
    }
    return .more
  }

  /// The step after a byte of the framing; nil when the byte may not stand there.
  private mutating func next(_ byte: UInt8) -> Step? {
    switch step {
    case .size(let digits): return size(byte, digits: digits)
    case .extensions: return byte == 0x0D ? .sizeFeed : byte == 0x0A ? nil : .extensions
    case .sizeFeed:
      overhead = remaining > 0 ? 0 : overhead
      return byte == 0x0A ? (remaining == 0 ? .trailerStart : .data) : nil
    case .data, .lastFeed: return nil
    case .dataReturn: return byte == 0x0D ? .dataFeed : nil
    case .dataFeed: return byte == 0x0A ? .size(digits: 0) : nil
    case .trailerStart: return byte == 0x0D ? .lastFeed : byte == 0x0A ? nil : .trailer
    case .trailer: return byte == 0x0D ? .trailerFeed : byte == 0x0A ? nil : .trailer
    case .trailerFeed: return byte == 0x0A ? .trailerStart : nil
    }
  }

  private mutating func size(_ byte: UInt8, digits: Int) -> Step? {
    let digit: Int
    switch byte {
    case 0x30...0x39: digit = Int(byte) - 0x30
    case 0x41...0x46: digit = Int(byte) - 0x37
    case 0x61...0x66: digit = Int(byte) - 0x57
    case 0x0D where digits > 0: return .sizeFeed
    case 0x3B where digits > 0, 0x20 where digits > 0, 0x09 where digits > 0: return .extensions
    default: return nil
    }
    guard digits < 15 else { return nil }
    remaining = remaining << 4 | digit
    return .size(digits: digits + 1)
  }
}
