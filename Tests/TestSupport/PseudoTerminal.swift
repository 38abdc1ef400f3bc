import Foundation

/// A terminal line that only the test reads: what a program writes waits until `read` takes it.
///
/// For what tmux cannot show, because it always reads: a terminal that takes no output, and one that goes away.
package final class PseudoTerminal: Sendable {
  /// TIOCSPTLCK and TIOCGPTN of Linux, which Swift does not import.
  private static let lock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  private let master: FileHandle
  private let process: ChildProcess

  /// Starts a program with such a line for its input, output and messages.
  package init(
    _ command: String, _ arguments: [String], environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24
  ) throws {
    let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: Int32 = 0
    guard descriptor >= 0, ioctl(descriptor, Self.lock, &locked) == 0,
      ioctl(descriptor, Self.number, &number) == 0
    else { throw ChildProcess.NotStarted(description: String(cString: strerror(errno))) }
    master = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let line = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(line, UInt(TIOCSWINSZ), &size)
    defer { close(line) }
    process = try ChildProcess(
      command, arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      input: line, output: line, errors: line)
  }

  /// The program's process id.
  package var processID: Int32 { process.id }

  /// Types bytes.
  package func type(_ text: String) throws { try master.write(contentsOf: Data(text.utf8)) }

  /// Everything that is written within the time; returns early when a text has come.
  package func read(seconds: Double, until text: String? = nil) async throws -> [UInt8] {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var all: [UInt8] = []
    while ContinuousClock.now < deadline {
      guard let bytes = waiting() else { return all }
      all += bytes
      if let text, all.contains(Array(text.utf8)) { return all }
      if bytes.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    }
    return all
  }

  /// Everything that is written until nothing more comes for some seconds, for a minute at most.
  package func read(quietFor seconds: Double) async throws -> [UInt8] {
    var all: [UInt8] = []
    let deadline = ContinuousClock.now + .seconds(60)
    var end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < min(end, deadline) {
      guard let bytes = waiting() else { return all }
      all += bytes
      if bytes.isEmpty {
        try await Task.sleep(for: .milliseconds(10))
      } else {
        end = ContinuousClock.now + .seconds(seconds)
      }
    }
    return all
  }

  /// What waits now, at most a buffer of it; nil when the program has closed the line.
  private func waiting() -> [UInt8]? {
    var ready = pollfd(fd: master.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 0) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master.fileDescriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }

  /// The terminal goes away, as when its window is closed.
  package func hangUp() throws { try master.close() }

  /// The exit status of the program, if it ends within the time; otherwise it is killed, and nil.
  package func end(within seconds: Double) async throws -> Int32? {
    if try await ChildProcess.isGone(process.id, within: seconds) { return process.wait() }
    process.signal(SIGKILL)
    process.wait()
    return nil
  }
}

extension ChildProcess {
  /// Whether a process ends within the time; one that nobody has waited for counts as ended.
  package static func isGone(_ id: Int32, within seconds: Double) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < deadline {
      let state = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
      guard let state, let end = state.lastIndex(of: ")") else { return true }
      if state[end...].dropFirst(2).first == "Z" { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }
}
