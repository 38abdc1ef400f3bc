import Foundation

/// How fast the console draws and how little it writes, on a terminal of 80x24.
struct ConsoleBenchmark {
  let program: String

  func figures() throws -> [Figure] {
    let starts = try (0..<5).map { _ in try firstFrameSeconds() }
    let (keys, bytes, ratio) = try underLoad()
    let (idleBytes, idleShare) = try idle()
    return [
      .atMost("console: first frame after start", starts.median * 1000, 150, unit: "ms"),
      .atMost("console: key to screen, p99 at 2,000 requests/s", keys, 16, unit: "ms"),
      .atMost("console: written while nothing changes, 10 s", idleBytes, 0, unit: "bytes"),
      .atMost("console: processor while nothing changes", idleShare, 1, unit: "%"),
      .atMost("console: written at one update a second", bytes, 2000, unit: "bytes/s"),
      .atMost("console: bytes of a frame beside its minimum", ratio, 1.2, unit: "×"),
    ]
  }

  private func open(_ arguments: [String]) throws -> PseudoTerminal {
    try PseudoTerminal(program, ["demo"] + arguments, columns: 80, rows: 24)
  }

  private func firstFrameSeconds() throws -> Double {
    let start = Date()
    let terminal = try open([])
    var screen = TerminalScreen(columns: 80, rows: 24)
    while Date().timeIntervalSince(start) < 10 {
      screen.feed(terminal.read(within: 0.5))
      if screen.filled > 40 { return Date().timeIntervalSince(start) }
    }
    throw RunningProgram.Failure(description: "no frame within 10 s")
  }

  /// Lets the playground come up: seconds in which everything drawn is drawn.
  private func settle(
    _ terminal: PseudoTerminal, _ screen: inout TerminalScreen, seconds: Double = 4
  ) {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end { screen.feed(terminal.readFrame(within: 0.2)) }
  }

  /// The 99th percentile from key to screen in milliseconds, bytes a second without keys, and the
  /// bytes of all frames beside their minima.
  private func underLoad() throws -> (keys: Double, bytes: Double, ratio: Double) {
    let terminal = try open(["--load", "2000", "--screen", "services"])
    var screen = TerminalScreen(columns: 80, rows: 24)
    settle(terminal, &screen)
    var latencies: [Double] = []
    for index in 0..<200 {
      screen.feed(terminal.readFrame(within: 0.02))
      let start = DispatchTime.now().uptimeNanoseconds
      terminal.type(index % 4 < 2 ? "j" : "k")
      let answer = terminal.read(within: 1)
      latencies.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
      screen.feed(answer)
    }
    var written = 0
    var minimum = 0
    let start = Date()
    while Date().timeIntervalSince(start) < 10 {
      let frame = terminal.readFrame(within: 0.2)
      guard !frame.isEmpty else { continue }
      let old = screen
      screen.feed(frame)
      written += frame.count
      minimum += FrameCost.minimum(from: old, to: screen)
    }
    return (
      latencies.quantile(0.99), Double(written) / Date().timeIntervalSince(start),
      Double(written) / Double(max(1, minimum))
    )
  }

  /// Bytes in ten seconds without traffic, and the share of a core in percent.
  private func idle() throws -> (bytes: Double, share: Double) {
    let terminal = try open(["--load", "0"])
    var screen = TerminalScreen(columns: 80, rows: 24)
    // A minute: as long as its sparkline still fills, the picture does change.
    settle(terminal, &screen, seconds: 65)
    let before = try RunningProgram.processorSeconds(of: terminal.process)
    let start = Date()
    var bytes = 0
    while Date().timeIntervalSince(start) < 10 { bytes += terminal.read(within: 0.5).count }
    let seconds = try RunningProgram.processorSeconds(of: terminal.process) - before
    return (Double(bytes), seconds / Date().timeIntervalSince(start) * 100)
  }
}
