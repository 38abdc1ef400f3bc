import ArgumentParser
import Screen
import Themes

/// `sluice theme show`: every role of a theme, in its colours.
struct ThemeShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show every role of a theme as it looks here.",
    discussion: """
      EXAMPLES:
        sluice theme show
        sluice theme show light
        sluice theme show hc-light --color always | less -R
      """)

  @Argument(help: "The theme; by default the one of SLUICE_THEME, or `default`.")
  var name: String?

  @Option(help: "Colours: auto, always or never.")
  var color = ColorChoice.auto

  func run() throws {
    let name = ConsoleOptions.themeName(name)
    guard let theme = Themes.shipped(name) else { throw ProgramExit.unknownTheme(name) }
    let check = ThemeCheck(theme)
    let isColored = color.isColored()
    let width = (Role.allCases.map(\.rawValue.count).max() ?? 0) + 2
    let lines = Role.allCases.map { role in
      let look = theme.appearance(of: Style(role), at: .many)
      let sample = "The quick brown fox"
      let contrast = check.contrast(of: role).map(ThemeFigures.ratio) ?? "terminal"
      return ThemeFigures.padded(role.rawValue, width)
        + (isColored ? "\(look.escapeSequence)\(sample)\u{1B}[0m" : sample) + "  "
        + ThemeFigures.padded(Self.words(look), 30) + contrast
    }
    StandardStreams.output(lines.joined(separator: "\n") + "\n")
  }

  /// The colours by number, and the attributes by name.
  private static func words(_ look: Appearance) -> String {
    let numbers = [look.foreground, look.background].map { $0 < 0 ? "default" : "\($0)" }
    let names: [(Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
    ]
    let attributes = names.filter { look.attributes.contains($0.0) }.map(\.1)
    return ([numbers.joined(separator: "/")] + attributes).joined(separator: " ")
  }
}

extension ProgramExit {
  /// A theme was named that does not exist.
  static func unknownTheme(_ name: String) -> ProgramExit {
    let names = Themes.names.joined(separator: ", ")
    return ProgramExit(.usage, "there is no theme '\(name)'; there are \(names)")
  }
}
