import CNcurses
import Glibc
import Screen

/// One stay in the terminal, from taking it over to giving it back.
///
/// Lives on the terminal's thread only.
final class TerminalSession {
  private let frames: FrameMailbox
  private let keys: @Sendable (Key) -> Void
  private let descriptor: Int32
  private let screen: TerminalScreen
  private let synchronizes: Bool
  private var usesMouse: Bool
  private var parser: KeyParser
  /// Bytes that the terminal has not taken yet.
  private var pending: ArraySlice<UInt8> = []
  private var isFocused = true
  /// When a key came last and when a frame was drawn last, in seconds of a steady clock.
  private var lastInput = 0.0
  private var lastFrame = 0.0
  private var reason: ExitReason?

  init(
    _ configuration: TerminalConfiguration, frames: FrameMailbox,
    keys: @escaping @Sendable (Key) -> Void
  ) throws(TerminalError) {
    try Self.check(type: configuration.type)
    let isUTF8 = curses_locale()
    descriptor = terminal_open(STDOUT_FILENO)
    guard descriptor >= 0 else { throw .noScreen(configuration.type) }
    var rows: Int32 = 24
    var columns: Int32 = 80
    _ = terminal_size(descriptor, &rows, &columns)
    let size = Size(width: Int(columns), height: Int(rows))
    screen = try TerminalScreen(configuration, size: size, isUTF8: isUTF8)
    parser = KeyParser(named: TerminalKeys.named())
    parser.escapeDelay = Double(max(1, configuration.escapeDelay)) / 1000
    self.frames = frames
    self.keys = keys
    usesMouse = configuration.usesMouse
    synchronizes = configuration.synchronizesOutput
  }

  static func check(type: String) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal("standard input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal("standard output") }
    guard !type.isEmpty else { throw .noType }
    switch Int(curses_check(type)) {
    case CURSES_READY: return
    case CURSES_NO_DATABASE: throw .noDatabase(type)
    case CURSES_NO_MOTION: throw .cannotMoveCursor(type)
    default: throw type == "dumb" ? .cannotMoveCursor(type) : .unknownType(type)
    }
  }

  /// Serves terminal, signals and mailbox until there is a reason to stop.
  func run() -> ExitReason {
    signals_install(frames.wakeWriter)
    messages_hold()
    enter()
    keys(.resize(screen.size))
    // The size may have changed before the signal for it was caught.
    resize()
    while reason == nil {
      serveMail()
      flushOutput()
      if reason != nil { break }
      wait()
    }
    leave()
    screen.close()
    messages_release()
    signals_remove()
    close(descriptor)
    return reason ?? .finished
  }

  private func enter() {
    _ = terminal_raw(descriptor)
    let restore = Array(restoring.utf8)
    crash_arm(descriptor, restore, restore.count)
    send(Array((capability("smkx") + TerminalModes.enabling(mouse: usesMouse)).utf8))
  }

  /// Everything of ours off, the picture left, the line as it was.
  private func leave() {
    screen.suspend()
    let modes = TerminalModes.disabling + capability("rmkx")
    pending = []
    send(Array(modes.utf8) + screen.takeOutput())
    drain()
    terminal_restore(descriptor)
    crash_disarm()
  }

  private var restoring: String {
    TerminalModes.disabling + capability("rmkx") + capability("sgr0") + capability("op")
      + capability("cnorm") + capability("rmcup")
  }

  private func capability(_ name: String) -> String {
    guard let value = curses_string(name) else { return "" }
    let text = String(cString: value)
    guard let padding = text.firstRange(of: "$<") else { return text }
    return String(text[..<padding.lowerBound])
  }

  private func serveMail() {
    let mail = frames.take()
    if mail.isFinished { reason = .finished }
    if let theme = mail.theme { screen.use(theme) }
    if let isOn = mail.usesMouse, isOn != usesMouse {
      usesMouse = isOn
      send(Array((isOn ? TerminalModes.mouse.enable : TerminalModes.mouse.disable).utf8))
    }
    for copy in mail.copies { send(copy) }
    if mail.repaints { screen.repaint(clears: true) }
    if let canvas = mail.canvas {
      if pending.isEmpty, throttle == nil {
        lastFrame = now
        screen.draw(canvas)
      } else {
        frames.putBack(canvas)
        isHolding = true
      }
    }
    takeFrame()
  }

  /// Whether a picture waits in the mailbox for its turn.
  private var isHolding = false

  private func takeFrame() {
    let output = screen.takeOutput()
    guard !output.isEmpty else { return }
    guard synchronizes else { return send(output) }
    let mode = TerminalModes.synchronized
    send(Array(mode.enable.utf8) + output + Array(mode.disable.utf8))
  }

  /// Seconds until the next picture may be drawn: one a second while the user looks elsewhere and
  /// types nothing.
  private var throttle: Double? {
    guard !isFocused, now - lastInput > 1 else { return nil }
    let rest = lastFrame + 1 - now
    return rest > 0 ? rest : nil
  }

  private var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func send(_ bytes: [UInt8]) { pending += bytes }

  private func flushOutput() {
    while !pending.isEmpty {
      let written = pending.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        pending = written == pending.count ? [] : pending.dropFirst(written)
      } else if errno != EINTR {
        if errno == EIO { reason = .hangup }
        return
      }
    }
    guard isHolding, throttle == nil else { return }
    isHolding = false
    serveMail()
    if !pending.isEmpty { flushOutput() }
  }

  /// Writes what is left, but not for long: the terminal may be stuck.
  private func drain() {
    let deadline = now + 0.5
    while !pending.isEmpty, now < deadline {
      var descriptors = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
      _ = poll(&descriptors, 1, 50)
      let written = pending.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        pending = pending.dropFirst(written)
      } else if errno != EINTR, errno != EAGAIN {
        return
      }
    }
  }

  private func wait() {
    var descriptors = [
      pollfd(
        fd: descriptor, events: Int16(pending.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0),
      pollfd(fd: frames.wakeReader, events: Int16(POLLIN), revents: 0),
    ]
    var pause = parser.pause
    if isHolding, pending.isEmpty, let throttle { pause = min(pause ?? throttle, throttle) }
    let ready = poll(&descriptors, 2, pause.map { Int32(($0 * 1000).rounded(.up)) } ?? -1)
    if ready == 0 { deliver(parser.flush()) }
    if Int32(descriptors[1].revents) & POLLIN != 0 { serveWake() }
    if Int32(descriptors[0].revents) & (POLLIN | POLLHUP | POLLERR) != 0 { readKeys() }
  }

  private func readKeys() {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    if count > 0 {
      deliver(parser.keys(from: bytes.prefix(count)))
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      reason = .hangup
    }
  }

  private func deliver(_ found: [Key]) {
    for key in found {
      switch key {
      case .control("z"): suspend()
      case .control("l"): screen.repaint(clears: true)
      case .focusIn:
        isFocused = true
        screen.repaint(clears: false)
        keys(key)
      case .focusOut:
        isFocused = false
        keys(key)
      default:
        lastInput = now
        keys(key)
      }
    }
  }

  /// Reads the wake pipe: signals by their letter; mail is looked at in any case.
  private func serveWake() {
    var letters = [UInt8](repeating: 0, count: 256)
    let count = read(frames.wakeReader, &letters, letters.count)
    guard count > 0 else { return }
    let told = Set(letters.prefix(count))
    if told.contains(UInt8(ascii: "H")) { reason = .signal(SIGHUP) }
    if told.contains(UInt8(ascii: "I")) { reason = .signal(SIGINT) }
    if told.contains(UInt8(ascii: "T")) { reason = .signal(SIGTERM) }
    if told.contains(UInt8(ascii: "Z")) { suspend() }
    if told.contains(UInt8(ascii: "W")) { resize() }
  }

  private func resize() {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard terminal_size(descriptor, &rows, &columns) else { return }
    let size = Size(width: Int(columns), height: Int(rows))
    guard size != screen.size else { return }
    lastInput = now
    screen.resize(size)
    keys(.resize(size))
  }

  /// Gives the terminal to the shell and comes back when the shell says so.
  private func suspend() {
    leave()
    signals_stop()
    enter()
    resize()
    screen.repaint(clears: true)
  }
}
