import ArgumentParser
import Screen
import Themes

/// `sluice theme list`: one line for each shipped theme.
struct ThemeListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the themes that come with the program.",
    discussion: """
      CONTRAST is the least contrast of any text with its background (WCAG 2);
      `terminal` means that your terminal's own colours decide.

      EXAMPLES:
        sluice theme list
      """)

  func run() {
    let themes = Themes.names.compactMap(Themes.shipped)
    let width = (themes.map(\.name.count).max() ?? 0) + 2
    let rows = themes.map { theme in
      let least = ThemeCheck(theme).leastContrast.map(ThemeFigures.ratio) ?? "terminal"
      return ThemeFigures.padded(theme.name, width)
        + ThemeFigures.padded(theme.variant.rawValue, 9) + least
    }
    let title = ThemeFigures.padded("NAME", width) + ThemeFigures.padded("VARIANT", 9) + "CONTRAST"
    StandardStreams.output(([title] + rows).joined(separator: "\n") + "\n")
  }
}

/// Figures of themes as text.
enum ThemeFigures {
  /// A contrast with one decimal, never more than there is.
  static func ratio(_ value: Double) -> String {
    let tenths = Int(value * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A text in a column of this width.
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
