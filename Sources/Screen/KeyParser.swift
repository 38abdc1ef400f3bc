/// Bytes of a terminal in, keys out.
///
/// Sequences may be cut anywhere. Bytes that could be the beginning of one wait; when nothing follows
/// within `pause` seconds, the caller says so with `flush`, and a lone Esc becomes the Esc key.
package struct KeyParser: Sendable {
  private var buffer: [UInt8] = []
  private var pasted: [UInt8]?
  /// Sequences of this terminal, as its terminfo entry states them.
  private let named: [[UInt8]: Key]
  /// Seconds to wait for the rest of a sequence that Esc began.
  package var escapeDelay = 0.025

  package init(named: [[UInt8]: Key] = [:]) { self.named = named }

  /// How long to wait for more bytes before `flush`; nil when nothing is open.
  package var pause: Double? {
    if pasted != nil { return 1 }
    return buffer.isEmpty ? nil : escapeDelay
  }

  /// Takes bytes as they came and returns the keys that are complete.
  package mutating func keys(from bytes: some Sequence<UInt8>) -> [Key] {
    buffer += bytes
    return parse(isFinal: false)
  }

  /// Nothing followed: what waits is taken as it is.
  package mutating func flush() -> [Key] {
    if let text = pasted {
      pasted = nil
      let rest = text + buffer
      buffer = []
      return [.paste(Self.text(rest))]
    }
    return parse(isFinal: true)
  }

  private mutating func parse(isFinal: Bool) -> [Key] {
    var keys: [Key] = []
    var start = 0
    loop: while start < buffer.count {
      if pasted != nil {
        let (next, isComplete) = takePaste(from: start, &keys)
        start = next
        if isComplete { continue }
        break loop
      }
      switch KeySequence.read(buffer[start...], named: named, isFinal: isFinal) {
      case .incomplete: break loop
      case .key(let key, let length):
        start += length
        keys.append(key)
      case .nothing(let length): start += length
      case .paste(let length):
        start += length
        pasted = []
      }
    }
    buffer.removeFirst(start)
    return keys
  }

  /// Moves pasted bytes up to the end mark; returns where to go on, and whether the mark was there.
  ///
  /// The beginning of a mark that is cut stays in the buffer.
  private mutating func takePaste(from start: Int, _ keys: inout [Key]) -> (Int, Bool) {
    let mark: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]
    var text = pasted ?? []
    var index = start
    while index < buffer.count {
      if buffer[index] == 0x1B {
        let ahead = buffer[index...].prefix(mark.count)
        if ahead.elementsEqual(mark) {
          keys.append(.paste(Self.text(text)))
          pasted = nil
          return (index + mark.count, true)
        }
        if mark.starts(with: ahead) { break }
      }
      if text.count < 1 << 20 { text.append(buffer[index]) }
      index += 1
    }
    pasted = text
    return (index, false)
  }

  private static func text(_ bytes: [UInt8]) -> String {
    let unified = String(decoding: bytes, as: UTF8.self)
    return String(unified.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
  }
}
