import Foundation

/// A terminal that tests can look at: a tmux server of its own, on a socket of its own.
///
/// `close` ends the server; use `Tmux.with`, which always does.
package final class Tmux: Sendable {
  /// What went wrong with tmux itself.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private let socket: String

  private init() { socket = "sluice-\(UUID().uuidString.prefix(8))" }

  /// Runs a test in a server with one window, in which `command` runs in a shell.
  package static func with(
    _ command: String, width: Int = 80, height: Int = 24,
    test: (Tmux) async throws -> Void
  ) async throws {
    let tmux = Tmux()
    defer { tmux.close() }
    try tmux.start(width: width, height: height)
    try tmux.run([
      "respawn-pane", "-k", "-t", "w", "exec env LANG=C.UTF-8 LC_ALL= \(command)",
    ])
    try await test(tmux)
  }

  private func start(width: Int, height: Int) throws {
    try run([
      "new-session", "-d", "-s", "s", "-n", "w", "-x", "\(width)", "-y", "\(height)", "sleep 600",
    ])
    for option in [
      ["set", "-s", "escape-time", "0"], ["set", "-s", "set-clipboard", "on"],
      ["set", "-g", "remain-on-exit", "on"], ["set", "-g", "focus-events", "off"],
    ] { try run(option) }
  }

  private func close() { _ = try? run(["kill-server"]) }

  /// Runs one tmux command and returns what it prints.
  @discardableResult
  package func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tmux", "-u", "-L", socket, "-f", "/dev/null"] + arguments
    var environment = ProcessInfo.processInfo.environment
    environment["LC_ALL"] = "C.UTF-8"
    environment["TMUX"] = nil
    process.environment = environment
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "tmux \(arguments.joined(separator: " ")): \(problem)")
    }
    return text
  }

  /// Presses keys, by tmux's names: `Down`, `Escape`, `C-z`, `x`.
  package func press(_ keys: String...) throws {
    try run(["send-keys", "-t", "w"] + keys)
  }

  /// Sends bytes as they are.
  package func type(_ text: String) throws {
    try run(["send-keys", "-t", "w", "-l", "--", text])
  }

  /// Pastes a text as a terminal does, in brackets when the program asked for them.
  package func paste(_ text: String) throws {
    try run(["set-buffer", "-b", "test", "--", text])
    try run(["paste-buffer", "-p", "-d", "-b", "test", "-t", "w"])
  }

  /// What stands on the screen; with `styled`, colours and attributes as escape sequences.
  package func capture(styled: Bool = false) throws -> String {
    try run(["capture-pane", "-p", "-t", "w"] + (styled ? ["-e"] : []))
  }

  /// Gives the terminal another size.
  package func resize(width: Int, height: Int) throws {
    try run(["resize-window", "-t", "w", "-x", "\(width)", "-y", "\(height)"])
  }

  /// A format of tmux: `#{cursor_y}`, `#{mouse_any_flag}`.
  package func value(_ format: String) throws -> String {
    try run(["display-message", "-p", "-t", "w", format]).trimmingCharacters(in: .newlines)
  }

  /// The process in the window.
  package func processID() throws -> Int32 { Int32(try value("#{pane_pid}")) ?? 0 }

  /// The newest clipboard text.
  package func clipboard() throws -> String { try run(["show-buffer"]) }

  /// From now on, everything that the program writes goes into a file too.
  package func pipe(to path: String) throws {
    try run(["pipe-pane", "-t", "w", "cat > '\(path)'"])
  }

  /// Waits until a condition on the screen's text holds; fails with the screen when it never does.
  @discardableResult
  package func wait(
    seconds: Double = 10, until condition: (String) throws -> Bool
  ) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var text = ""
    while ContinuousClock.now < deadline {
      text = try capture()
      if try condition(text) { return text }
      try await Task.sleep(for: .milliseconds(30))
    }
    throw Failure(description: "this never came; the screen is\n\(text)")
  }

  /// Waits until a text stands on the screen.
  @discardableResult
  package func wait(for text: String, seconds: Double = 10) async throws -> String {
    do {
      return try await wait(seconds: seconds) { $0.contains(text) }
    } catch let failure as Failure {
      throw Failure(description: "`\(text)`: \(failure)")
    }
  }

  /// Waits until a format has a value.
  package func wait(_ format: String, is value: String, seconds: Double = 10) async throws {
    var seen = ""
    do {
      try await wait(seconds: seconds) { _ in
        seen = try self.value(format)
        return seen == value
      }
    } catch { throw Failure(description: "\(format) is \(seen), not \(value)") }
  }

  /// The path of a program of this package.
  package static func program(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(".build/debug/\(name)").path
  }
}
