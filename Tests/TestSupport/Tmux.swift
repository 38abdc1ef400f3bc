package import Foundation

/// A terminal that tests can look at: a tmux server of its own, on a socket of its own.
///
/// `close` ends the server; use `Tmux.with`, which always does.
package final class Tmux: Sendable {
  /// What went wrong with tmux itself.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private let socket = "sluice-\(UUID().uuidString.prefix(8))"

  /// Where programs of this terminal keep their state.
  package var stateFolder: URL {
    FileManager.default.temporaryDirectory.appending(path: "\(socket)-state")
  }

  /// The journal's file as it is now; empty before there is one.
  package func journal() throws -> String {
    let file = stateFolder.appending(path: "sluice/journal.jsonl")
    guard FileManager.default.fileExists(atPath: file.path) else { return "" }
    return try String(contentsOf: file, encoding: .utf8)
  }

  private init() {}

  /// Runs a test in a server with one window, in which `command` runs; `{}` in it stands for the path of `sluice`.
  package static func with(
    _ command: String, width: Int = 80, height: Int = 24, term: String = "tmux-256color",
    locale: String = "C.UTF-8", test: (Tmux) async throws -> Void
  ) async throws {
    let tmux = Tmux()
    do {
      try await tmux.start(width: width, height: height)
      try await tmux.start(command, term: term, locale: locale)
      try await test(tmux)
    } catch {
      await tmux.close()
      throw error
    }
    await tmux.close()
  }

  /// Runs a test on the console of a demo with these arguments.
  package static func withDemo(
    _ arguments: String, width: Int = 80, height: Int = 24, term: String = "tmux-256color",
    locale: String = "C.UTF-8", environment: String = "", test: (Tmux) async throws -> Void
  ) async throws {
    try await with(
      "\(environment) {} demo \(arguments)", width: width, height: height, term: term,
      locale: locale, test: test)
  }

  /// Waits until the built-in shop has come to rest: ten pods, of whose Services one is broken and one limps.
  @discardableResult
  package func waitForRest() async throws -> String {
    try await wait(for: "the shop at rest") { screen in
      ["10 pods", "1 fault", "1 warn"].allSatisfy(screen.contains)
    }
  }

  /// Starts another command in the window; whatever runs there is killed.
  package func start(
    _ command: String, term: String = "tmux-256color", locale: String = "C.UTF-8"
  ) async throws {
    let words = command.replacingOccurrences(of: "{}", with: Program.path)
    try await run([
      "respawn-pane", "-k", "-t", "w",
      "exec env -u NO_COLOR -u SLUICE_THEME XDG_STATE_HOME='\(stateFolder.path)' LANG=C.UTF-8 "
        + "LC_ALL=\(locale) TERM=\(term) \(words)",
    ])
  }

  private func start(width: Int, height: Int) async throws {
    try await run([
      "new-session", "-d", "-s", "s", "-n", "w", "-x", "\(width)", "-y", "\(height)", "sleep 600",
    ])
    for option in [
      ["set", "-s", "escape-time", "0"], ["set", "-s", "set-clipboard", "on"],
      ["set", "-g", "remain-on-exit", "on"], ["set", "-g", "focus-events", "off"],
      ["set", "-g", "status", "off"], ["set", "-g", "remain-on-exit-format", ""],
    ] { try await run(option) }
  }

  private func close() async {
    _ = try? await run(["kill-server"])
    try? FileManager.default.removeItem(at: stateFolder)
  }

  /// Runs one tmux command and returns what it prints.
  @discardableResult
  package func run(_ arguments: [String]) async throws -> String {
    let outcome = try await Program.run(
      "env",
      ["-u", "TMUX", "tmux", "-u", "-L", socket, "-f", "/dev/null"] + arguments,
      environment: ["LC_ALL": "C.UTF-8"])
    guard outcome.status == 0 else {
      throw Failure(description: "tmux \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return outcome.output
  }

  /// Presses keys, by tmux's names: `Down`, `Escape`, `C-z`, `x`.
  package func press(_ keys: String...) async throws {
    try await run(["send-keys", "-t", "w"] + keys)
  }

  /// Sends bytes as they are.
  package func type(_ text: String) async throws {
    try await run(["send-keys", "-t", "w", "-l", "--", text])
  }

  /// Pastes a text as a terminal does, in brackets when the program asked for them.
  package func paste(_ text: String) async throws {
    try await run(["set-buffer", "-b", "test", "--", text])
    try await run(["paste-buffer", "-p", "-d", "-b", "test", "-t", "w"])
  }

  /// What stands on the screen; with `styled`, colours and attributes as escape sequences.
  package func capture(styled: Bool = false) async throws -> String {
    try await run(["capture-pane", "-p", "-t", "w"] + (styled ? ["-e"] : []))
  }

  /// Gives the terminal another size.
  package func resize(width: Int, height: Int) async throws {
    try await run(["resize-window", "-t", "w", "-x", "\(width)", "-y", "\(height)"])
  }

  /// A format of tmux: `#{cursor_y}`, `#{mouse_any_flag}`.
  package func value(_ format: String) async throws -> String {
    try await run(["display-message", "-p", "-t", "w", format]).trimmingCharacters(in: .newlines)
  }

  /// The command with which another terminal looks at this one.
  package var attachment: String { "env -u TMUX tmux -u -L \(socket) -f /dev/null attach -t s" }

  /// The exit status of the program, once it has ended; a death by signal N is 128 + N.
  ///
  /// tmux 3.3 loses the news of a child's end now and then; a signal makes it look again.
  @discardableResult
  package func exitStatus(seconds: Double = 10) async throws -> Int32? {
    var status: Int32?
    try await wait(for: "the end", seconds: seconds) { _ in
      let words = try await self.value(
        "#{pid} #{pane_dead} #{pane_dead_status} #{pane_dead_signal}"
      ).split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 4, words[1] == "1" else { return false }
      status = Int32(words[2]) ?? Int32(words[3]).map { 128 + $0 }
      if status == nil, let server = Int32(words[0]) { kill(server, SIGCHLD) }
      return status != nil
    }
    return status
  }

  /// The modes that a program may leave on by mistake: mouse, alternate screen, keypad, hidden cursor.
  package static let modes =
    "#{mouse_any_flag}#{alternate_on}#{keypad_cursor_flag} cursor #{cursor_flag}"

  /// The process in the window.
  package func processID() async throws -> Int32 { Int32(try await value("#{pane_pid}")) ?? 0 }

  /// The newest clipboard text.
  package func clipboard() async throws -> String { try await run(["show-buffer"]) }

  /// From now on, everything that the program writes goes into a file too.
  package func pipe(to path: String) async throws {
    try await run(["pipe-pane", "-t", "w", "cat > '\(path)'"])
  }

  /// Waits until a condition on the screen's text holds; fails with the screen when it never does.
  @discardableResult
  package func wait(
    for what: String = "it", seconds: Double = 30, until condition: (String) async throws -> Bool
  ) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var text = ""
    while ContinuousClock.now < deadline {
      text = try await capture()
      if try await condition(text) { return text }
      try await Task.sleep(for: .milliseconds(30))
    }
    throw Failure(description: "\(what) never came; the screen is\n\(text)")
  }

  /// Waits until a text stands on the screen.
  @discardableResult
  package func wait(for text: String, seconds: Double = 30) async throws -> String {
    try await wait(for: "`\(text)`", seconds: seconds) { $0.contains(text) }
  }

  /// Waits until a format has a value.
  package func wait(_ format: String, is value: String, seconds: Double = 30) async throws {
    var seen = ""
    do {
      try await wait(seconds: seconds) { _ in
        seen = try await self.value(format)
        return seen == value
      }
    } catch { throw Failure(description: "\(format) is \(seen), not \(value)") }
  }
}
