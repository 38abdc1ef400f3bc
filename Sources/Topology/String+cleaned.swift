extension String {
  /// The text without what could steer a terminal or deceive a reader: C0, DEL, C1, bidirectional
  /// and zero-width controls become `·`.
  ///
  /// For everything that leaves the program as text.
  package var cleaned: String {
    guard unicodeScalars.contains(where: \.isUnsafe) else { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars { scalars.append(scalar.isUnsafe ? "·" : scalar) }
    return String(scalars)
  }
}

extension Unicode.Scalar {
  /// Whether it could steer a terminal or deceive a reader.
  var isUnsafe: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
