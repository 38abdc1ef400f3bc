import ArgumentParser

/// The version of the program.
enum Version {
  static let text = "0.1.0"
}

/// The command `sluice version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version.",
    discussion: """
      EXAMPLES:
        sluice version
      """)

  func run() {
    StandardStreams.output("sluice \(Version.text)\n")
  }
}
