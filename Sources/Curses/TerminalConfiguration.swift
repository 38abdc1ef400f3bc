package import Screen

/// What the console wants of its terminal.
package struct TerminalConfiguration: Sendable {
  package var theme: Theme
  /// False for `NO_COLOR`, `--color=never`, and themes without colour.
  package var usesColor = true
  package var usesMouse = true
  /// Shows the cursor everywhere, for magnifiers that follow it; else only at edit points.
  package var showsCursor = false
  /// Wraps each frame in synchronized output (2026); only for terminals that said they have it.
  package var synchronizesOutput = false
  /// The terminal's type, from `TERM`.
  package var type: String
  /// Milliseconds to wait after Esc, from `ESCDELAY`.
  package var escapeDelay: Int

  package init(theme: Theme, environment: [String: String]) {
    self.theme = theme
    type = environment["TERM"] ?? ""
    escapeDelay = environment["ESCDELAY"].flatMap { Int($0) } ?? 25
    usesColor = (environment["NO_COLOR"] ?? "").isEmpty
  }
}

/// Why the terminal was given back.
package enum ExitReason: Hashable, Sendable {
  /// The program was done: `FrameMailbox.finish`.
  case finished
  /// A signal asked for the end.
  case signal(Int32)
  /// The terminal is gone.
  case hangup

  /// The exit code that says so.
  package var exitCode: Int32 {
    switch self {
    case .finished: 0
    case .signal(let number): 128 + number
    case .hangup: 129
    }
  }
}

/// Why there can be no console here.
///
/// The description is one line for the user; the exit code is 2. Nothing was drawn.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  case noType
  case unknownType(String)
  case noDatabase(String)
  case cannotMoveCursor(String)
  case notATerminal(String)
  case noScreen(String)

  package var description: String {
    switch self {
    case .noType: "TERM is not set; set the terminal type, for example TERM=xterm-256color"
    case .unknownType(let type):
      "the terminal type TERM=\(type) is unknown here; set one that is known, for example TERM=xterm-256color"
    case .noDatabase(let type):
      "no terminfo database for TERM=\(type); install ncurses-base or set TERMINFO"
    case .cannotMoveCursor(let type):
      "TERM=\(type) cannot move the cursor; set TERM=xterm-256color, or use `sluice get` for text and JSON"
    case .notATerminal(let stream):
      "\(stream) is not a terminal; use `sluice get`, `sluice trace` or `sluice check` for text and JSON"
    case .noScreen(let type):
      "the terminal TERM=\(type) could not be opened"
    }
  }
}
