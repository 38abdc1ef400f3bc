import ArgumentParser

/// The command `sluice completion SHELL`.
struct CompletionCommand: ParsableCommand {
  /// The shells whose completion can be written.
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish
  }

  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "Print the completion script of a shell.",
    discussion: """
      EXAMPLES:
        source <(sluice completion bash)
        sluice completion zsh > "${fpath[1]}/_sluice"
        sluice completion fish > ~/.config/fish/completions/sluice.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() {
    let script =
      switch shell {
      case .bash: Sluice.completionScript(for: .bash)
      case .zsh: Sluice.completionScript(for: .zsh)
      case .fish: Sluice.completionScript(for: .fish)
      }
    StandardStreams.output(script.hasSuffix("\n") ? script : script + "\n")
  }
}
