import ArgumentParser

/// `sluice theme`: the themes that there are, what they look like, and whether everybody can read them.
struct ThemeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme", abstract: "List, show and check the colours of the console.",
    discussion: """
      EXAMPLES:
        sluice theme list
        sluice theme show hc-dark
        sluice theme check my-theme.yaml
        sluice demo --theme cvd-dark       or SLUICE_THEME=cvd-dark sluice demo
      """,
    subcommands: [ThemeListCommand.self, ThemeShowCommand.self, ThemeCheckCommand.self])
}
