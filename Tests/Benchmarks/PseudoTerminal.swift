import Foundation

/// A program on a terminal of its own, whose screen nobody but the measurement sees.
final class PseudoTerminal {
  /// The program's process id.
  private(set) var process: pid_t = 0
  private let main: Int32

  /// Starts a program on a terminal of this size; the terminal is its controlling one.
  init(_ path: String, _ arguments: [String], columns: UInt16, rows: UInt16) throws {
    main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    // TIOCSPTLCK and TIOCGPTN: unlock the other end, and ask for its number.
    var isLocked: Int32 = 0
    var number: Int32 = 0
    guard main >= 0, ioctl(main, 0x4004_5431, &isLocked) == 0,
      ioctl(main, 0x8004_5430, &number) == 0
    else { throw RunningProgram.Failure(description: "no pseudo terminal: errno \(errno)") }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(main, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawn_file_actions_addclose(&actions, main)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A session of its own (POSIX_SPAWN_SETSID), so that the first terminal it opens is its own.
    posix_spawnattr_setflags(&attributes, 0x80)
    var environment = ProcessInfo.processInfo.environment
    environment["TERM"] = "xterm-256color"
    environment["LC_ALL"] = "C.UTF-8"
    environment["COLUMNS"] = nil
    environment["LINES"] = nil
    let words = ([path] + arguments).map { strdup($0) }
    let settings = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for text in words + settings { free(text) } }
    let outcome = posix_spawn(
      &process, path, &actions, &attributes, words + [nil], settings + [nil])
    guard outcome == 0 else {
      throw RunningProgram.Failure(description: "\(path) does not start: error \(outcome)")
    }
  }

  deinit {
    kill(process, SIGTERM)
    var status: Int32 = 0
    let deadline = Date().addingTimeInterval(3)
    while waitpid(process, &status, WNOHANG) == 0 {
      // It may be writing its farewell: a full terminal would hold it for ever.
      _ = read(within: 0.05)
      if Date() > deadline { kill(process, SIGKILL) }
    }
    close(main)
  }

  /// Types bytes.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(main, bytes, bytes.count)
  }

  /// What comes next, as soon as it comes; empty when nothing comes in time.
  func read(within seconds: Double) -> [UInt8] {
    var event = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, Int32(seconds * 1000)) > 0 else { return [] }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(main, &chunk, chunk.count)
    return count > 0 ? Array(chunk[..<count]) : []
  }

  /// Everything that comes until nothing has come for a while.
  func readFrame(within seconds: Double, quiet: Double = 0.004) -> [UInt8] {
    var frame = read(within: seconds)
    guard !frame.isEmpty else { return [] }
    while true {
      let more = read(within: quiet)
      if more.isEmpty { return frame }
      frame += more
    }
  }
}
