/// What we ask of a terminal beyond a picture: one table for start, exit, suspension, crash and
/// `sluice reset`.
enum TerminalModes {
  /// A mode's two sequences.
  struct Mode {
    let enable: String
    let disable: String
  }

  static let paste = Mode(enable: "\u{1B}[?2004h", disable: "\u{1B}[?2004l")
  static let focus = Mode(enable: "\u{1B}[?1004h", disable: "\u{1B}[?1004l")
  /// Presses and the wheel, with coordinates of any size; never motion.
  static let mouse = Mode(
    enable: "\u{1B}[?1000h\u{1B}[?1006h", disable: "\u{1B}[?1006l\u{1B}[?1000l")
  static let all = [paste, focus, mouse]

  static let synchronized = Mode(enable: "\u{1B}[?2026h", disable: "\u{1B}[?2026l")

  /// What turns on.
  static func enabling(mouse isOn: Bool) -> String {
    all.map(\.enable).prefix(isOn ? 3 : 2).joined()
  }

  /// What turns everything off, on or not.
  static let disabling = all.reversed().map(\.disable).joined()
}
