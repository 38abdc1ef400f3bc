import Screen

extension Appearance {
  /// What makes a terminal write like this (ECMA-48 SGR), from a plain look.
  var escapeSequence: String {
    var codes = ["0"]
    if attributes.contains(.bold) { codes.append("1") }
    if attributes.contains(.dim) { codes.append("2") }
    if attributes.contains(.underline) { codes.append("4") }
    if attributes.contains(.reverse) { codes.append("7") }
    if foreground >= 0 { codes.append("38;5;\(foreground)") }
    if background >= 0 { codes.append("48;5;\(background)") }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}
