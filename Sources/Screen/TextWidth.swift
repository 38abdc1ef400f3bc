extension Character {
  /// The character as it may be drawn: control and format characters that could steer a terminal or
  /// deceive a reader become `·`.
  package var terminalGlyph: Character {
    unicodeScalars.contains(where: \.isUnsafeOnTerminal) ? "·" : self
  }

  /// The columns that it takes.
  package var terminalWidth: Int { String(self).terminalWidth }
}

extension Unicode.Scalar {
  /// Whether it could steer a terminal (C0, DEL, C1) or deceive a reader (bidi and zero-width controls).
  package var isUnsafeOnTerminal: Bool {
    switch value {
    case 0x20..<0x7F: false
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// The columns after `wcwidth`: 0 for combining marks, 2 for wide and full-width forms.
  package var terminalWidth: Int {
    if value < 0x300 { return 1 }
    if WidthRanges.contains(value, in: WidthRanges.zero) { return 0 }
    return WidthRanges.contains(value, in: WidthRanges.two) ? 2 : 1
  }
}

extension String {
  /// The columns that a text takes on a terminal, as `Canvas.draw` counts them.
  package var terminalWidth: Int {
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    var clusters = TerminalClusters(self)
    var columns = 0
    while let cluster = clusters.next() { columns += cluster.width }
    return columns
  }
}
