import CNcurses
import Foundation
package import Screen

/// The terminal: pictures in, keys out.
///
/// ncurses and everything else that touches the terminal live on one thread of their own, which waits
/// in `poll` for the terminal, for signals and for the mailbox. The program runs on the concurrency
/// pool and is never held up by a terminal that takes no output: ncurses writes into memory, and the
/// next picture is drawn only when the last one has gone out.
package enum Terminal {
  /// Owns the terminal until the program finishes, a signal ends it, or the terminal is gone.
  ///
  /// The first key is always the size. `keys` is called on the terminal's thread and must not block.
  /// The terminal is as it was when this returns.
  package static func run(
    _ configuration: TerminalConfiguration, frames: FrameMailbox,
    keys: @escaping @Sendable (Key) -> Void
  ) async throws(TerminalError) -> ExitReason {
    let result: Result<ExitReason, TerminalError> = await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: runHere(configuration, frames: frames, keys: keys))
      }
      thread.name = "terminal"
      thread.start()
    }
    return try result.get()
  }

  private static func runHere(
    _ configuration: TerminalConfiguration, frames: FrameMailbox,
    keys: @escaping @Sendable (Key) -> Void
  ) -> Result<ExitReason, TerminalError> {
    do throws(TerminalError) {
      let session = try TerminalSession(configuration, frames: frames, keys: keys)
      return .success(session.run())
    } catch {
      return .failure(error)
    }
  }

  /// Whether a console could be opened here; call it before anything is started.
  package static func check(type: String) throws(TerminalError) {
    try TerminalSession.check(type: type)
  }

  /// The size of the terminal at standard output; 80x24 where it has none.
  package static var size: Size {
    var rows: Int32 = 24
    var columns: Int32 = 80
    guard terminal_size(STDOUT_FILENO, &rows, &columns), rows > 0, columns > 0 else {
      return Size(width: 80, height: 24)
    }
    return Size(width: Int(columns), height: Int(rows))
  }

  /// How many colours a terminal of this type shows; 0 for none or an unknown type.
  package static func colors(type: String) -> Int { Int(curses_type_colors(type)) }

  /// What brings a terminal back that a killed program left behind: printed by `sluice reset`.
  package static let resetSequence =
    TerminalModes.synchronized.disable + TerminalModes.disabling
    + "\u{1B}[?1049l\u{1B}[?1l\u{1B}>\u{1B}[?25h\u{1B}[0m"
}
