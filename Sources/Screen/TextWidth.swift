extension Character {
  /// The character as it may be drawn: control and format characters that could steer a terminal or
  /// deceive a reader become `·`.
  package var terminalGlyph: Character {
    unicodeScalars.contains(where: \.isUnsafeOnTerminal) ? "·" : self
  }

  /// The columns that it takes: 0, 1 or 2.
  package var terminalWidth: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    return scalar.terminalWidth
  }
}

extension Unicode.Scalar {
  /// Whether it could steer a terminal (C0, DEL, C1) or deceive a reader (bidi and zero-width controls).
  package var isUnsafeOnTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// The columns after `wcwidth`: 0 for combining marks, 2 for wide and full-width forms.
  package var terminalWidth: Int {
    switch value {
    case 0x300..<0x370, 0x483..<0x48A, 0x591..<0x5BE, 0x610..<0x61B, 0x64B..<0x660,
      0x1AB0..<0x1B00, 0x1DC0..<0x1E00, 0x20D0..<0x2100, 0xFE00..<0xFE10, 0xFE20..<0xFE30:
      0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}

extension String {
  /// The columns that a text takes on a terminal.
  package var terminalWidth: Int { reduce(0) { $0 + $1.terminalGlyph.terminalWidth } }
}
