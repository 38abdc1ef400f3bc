import Foundation

/// The console, on a terminal of 160x45, on a filled cluster.
final class ConsoleOnTerminal {
  /// When it was started.
  let start = Date()
  private let terminal: PseudoTerminal
  private var screen = TerminalScreen(columns: 160, rows: 45)

  convenience init(_ program: String, _ cluster: FilledCluster) throws {
    try self.init(program, kubeconfig: cluster.kubeconfig)
  }

  init(_ program: String, kubeconfig: String) throws {
    terminal = try PseudoTerminal(
      program, ["--kubeconfig", kubeconfig, "-A", "--screen", "services"],
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

extension ConsoleOnTerminal {
  /// The Service of the first row whose pods are all ready: `namespace/name`.
  var firstService: String? {
    guard let line = text.first(where: { $0.contains(" 15/15 ") }) else { return nil }
    return line.split(separator: " ").first { $0.contains("/") }.map(String.init)
  }

  /// The first port that stands in a Service's row.
  func port(ofService name: String) -> Int? {
    guard let line = text.first(where: { $0.contains(" \(name) ") }) else { return nil }
    let words = line.split(separator: " ")
    guard let type = words.firstIndex(of: "ClusterIP"), type + 2 < words.count else { return nil }
    return Int(words[type + 2].prefix { $0.isNumber })
  }
}
