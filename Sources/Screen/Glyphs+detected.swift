extension Glyphs {
  /// The signs that fit a terminal, told from the environment.
  ///
  /// A locale that is not UTF-8 gets ASCII; the Linux console and VT terminals get the console set;
  /// Braille plots need 256 colours, which tells a modern terminal from one with an old font.
  package static func detected(environment: [String: String], colors: Int = 256) -> Glyphs {
    guard isUTF8(environment) else { return .ascii }
    let terminal = environment["TERM"] ?? ""
    if terminal.hasPrefix("linux") || terminal.hasPrefix("vt") { return .console }
    return Glyphs(.unicode, plot: colors >= 256 ? .braille : .block)
  }

  /// Whether the locale that the environment names is a UTF-8 one.
  package static func isUTF8(_ environment: [String: String]) -> Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let value = environment[name], !value.isEmpty else { continue }
      let codeset = value.uppercased()
      return codeset.contains("UTF-8") || codeset.contains("UTF8")
    }
    return false
  }
}
