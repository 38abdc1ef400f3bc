import Foundation

/// The console, on a terminal of 160x45, on a filled cluster.
final class ConsoleOnTerminal {
  /// When it was started.
  let start = Date()
  private let terminal: PseudoTerminal
  private var screen = TerminalScreen(columns: 160, rows: 45)

  init(_ program: String, _ cluster: FilledCluster) throws {
    terminal = try PseudoTerminal(
      program, ["--kubeconfig", cluster.kubeconfig, "-A", "--screen", "services"],
      columns: 160, rows: 45)
  }

  /// Its process id.
  var process: pid_t { terminal.process }

  /// Takes in what it draws next.
  func take(within seconds: Double) { screen.feed(terminal.read(within: seconds)) }

  /// Presses a key; how many milliseconds later the first byte of the answer came.
  func milliseconds(for key: String) -> Double {
    screen.feed(terminal.readFrame(within: 0.01))
    let start = DispatchTime.now().uptimeNanoseconds
    terminal.type(key)
    let answer = terminal.read(within: 2)
    let end = DispatchTime.now().uptimeNanoseconds
    screen.feed(answer)
    screen.feed(terminal.readFrame(within: 0.01))
    return Double(end - start) / 1e6
  }

  /// The lines of its screen.
  var text: [String] { screen.lines }

  /// Whether Services stand there with their ready pods.
  var showsReadyCounts: Bool { screen.lines.contains { $0.contains(" 15/15 ") } }

  /// Whether it says that kinds are still being loaded.
  var isLoading: Bool {
    screen.lines.contains { $0.contains("loading ") && $0.contains(" kinds)") }
  }
}
