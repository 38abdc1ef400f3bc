/// The first key of some bytes.
enum KeySequence {
  /// What the bytes begin with, and how many of them it takes.
  enum Reading {
    case key(Key, Int)
    case nothing(Int)
    case paste(Int)
    case incomplete
  }

  static func read(_ bytes: ArraySlice<UInt8>, named: [[UInt8]: Key], isFinal: Bool) -> Reading {
    guard let first = bytes.first else { return .incomplete }
    if first == 0x1B { return escape(bytes, named: named, isFinal: isFinal) }
    if first < 0x20 || first == 0x7F { return .key(control(first), 1) }
    return character(bytes, isFinal: isFinal)
  }

  private static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x08, 0x7F: .backspace
    case 0x00: .control(" ")
    case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
    default: .control(Character(Unicode.Scalar(byte + 0x40)))
    }
  }

  /// A character in UTF-8; bytes that are none are left out.
  private static func character(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Reading {
    guard let first = bytes.first else { return .incomplete }
    let length =
      switch first {
      case ..<0x80: 1
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    guard length > 0 else { return .nothing(1) }
    guard bytes.count >= length else { return isFinal ? .nothing(1) : .incomplete }
    guard let text = String(validating: bytes.prefix(length), as: UTF8.self),
      let character = text.first
    else { return .nothing(1) }
    return .key(.character(character), length)
  }

  private static func escape(
    _ bytes: ArraySlice<UInt8>, named: [[UInt8]: Key], isFinal: Bool
  ) -> Reading {
    for (sequence, key) in named where bytes.starts(with: sequence) {
      return .key(key, sequence.count)
    }
    guard let second = bytes.dropFirst().first else {
      return isFinal ? .key(.escape, 1) : .incomplete
    }
    switch second {
    case 0x5B: return csi(bytes, isFinal: isFinal)
    case 0x4F:
      guard let third = bytes.dropFirst(2).first else {
        return isFinal ? .key(.alt("O"), 2) : .incomplete
      }
      return letter(third, shifted: false).map { .key($0, 3) } ?? .nothing(3)
    case 0x20..<0x7F: return .key(.alt(Character(Unicode.Scalar(second))), 2)
    case 0x80...:
      switch character(bytes.dropFirst(), isFinal: isFinal) {
      case .key(.character(let character), let length): return .key(.alt(character), length + 1)
      case .incomplete: return .incomplete
      default: return .key(.escape, 1)
      }
    default: return .key(.escape, 1)
    }
  }

  /// `ESC [ parameters final`.
  private static func csi(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Reading {
    let body = bytes.dropFirst(2)
    if body.first == 0x5B {
      guard let which = body.dropFirst().first else { return isFinal ? .nothing(3) : .incomplete }
      return (0x41...0x45).contains(which) ? .key(.function(Int(which) - 0x40), 4) : .nothing(4)
    }
    guard let end = body.firstIndex(where: { !(0x20..<0x40).contains($0) }) else {
      if !isFinal, body.count < 64 { return .incomplete }
      return body.isEmpty ? .key(.alt("["), 2) : .nothing(bytes.count)
    }
    let length = end - bytes.startIndex + 1
    guard (0x40...0x7E).contains(bytes[end]) else { return .nothing(length - 1) }
    let parameters = body[..<end]
    if parameters.first == 0x3C {
      return mouse(parameters.dropFirst(), isRelease: bytes[end] == 0x6D).map { .key($0, length) }
        ?? .nothing(length)
    }
    if bytes[end] == 0x4D, parameters.isEmpty {
      return bytes.count >= length + 3 || isFinal
        ? .nothing(min(bytes.count, length + 3)) : .incomplete
    }
    let numbers = numbers(parameters)
    if bytes[end] == 0x7E, numbers.first == 200 { return .paste(length) }
    return key(bytes[end], numbers).map { .key($0, length) } ?? .nothing(length)
  }

  private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
    parameters.split(separator: 0x3B, omittingEmptySubsequences: false).map { digits in
      digits.prefix(6).reduce(0) { value, digit in
        (0x30...0x39).contains(digit) ? value * 10 + Int(digit) - 0x30 : value
      }
    }
  }

  private static func key(_ final: UInt8, _ numbers: [Int]) -> Key? {
    let modifiers = max(0, (numbers.dropFirst().first ?? 1) - 1)
    switch final {
    case 0x7E: return numbered(numbers.first ?? 0)
    case 0x75: return unicode(numbers.first ?? 0, modifiers)
    case 0x5A: return .backTab
    case 0x49: return .focusIn
    case 0x4F: return .focusOut
    default: return letter(final, shifted: modifiers & 1 == 1)
    }
  }

  private static func letter(_ final: UInt8, shifted: Bool) -> Key? {
    switch final {
    case 0x41: .up
    case 0x42: .down
    case 0x43: shifted ? .shiftRight : .right
    case 0x44: shifted ? .shiftLeft : .left
    case 0x46: .end
    case 0x48: .home
    case 0x4D: .enter
    case 0x50...0x53: .function(Int(final) - 0x4F)
    default: nil
    }
  }

  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 4, 8: .end
    case 3: .delete
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  private static func unicode(_ code: Int, _ modifiers: Int) -> Key? {
    guard let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
    if code < 0x20 || code == 0x7F { return code == 27 ? .escape : control(UInt8(code)) }
    if modifiers & 4 != 0 { return .control(Character(scalar)) }
    return modifiers & 2 != 0 ? .alt(Character(scalar)) : .character(Character(scalar))
  }

  /// A press, a release or a turn of the wheel; motion is nothing.
  private static func mouse(_ parameters: ArraySlice<UInt8>, isRelease: Bool) -> Key? {
    let numbers = numbers(parameters)
    guard numbers.count == 3, numbers[0] & 32 == 0 else { return nil }
    let point = Point(x: max(0, numbers[1] - 1), y: max(0, numbers[2] - 1))
    let action: Key.Mouse.Action? =
      switch numbers[0] & 0b1100_0011 {
      case 64: .wheelUp
      case 65: .wheelDown
      case 0, 1: isRelease ? .release : .press
      case 2: isRelease ? .release : .rightPress
      default: nil
      }
    return action.map { .mouse(Key.Mouse($0, at: point)) }
  }
}
