import ArgumentParser
import Curses

/// `sluice reset`: gives a terminal back that a killed program left behind.
struct ResetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset",
    abstract: "Mend a terminal that a killed sluice left in a strange state.",
    discussion: """
      EXAMPLES:
        sluice reset    type it blindly, and press Enter
      """)

  func run() throws { StandardStreams.output(Terminal.resetSequence) }
}
