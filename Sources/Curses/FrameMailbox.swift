import Glibc
package import Screen
import Synchronization

/// What the program hands to the terminal's thread: the newest picture, texts to copy, the end.
///
/// A picture that was not drawn yet is replaced, so a slow terminal never holds up the program. This
/// is the one lock of the program: the other side is a thread that waits in `poll`, where an actor
/// cannot reach it.
package final class FrameMailbox: Sendable {
  /// What has come since the last look.
  struct Mail {
    var canvas: Canvas?
    var theme: Theme?
    var usesMouse: Bool?
    var copies: [[UInt8]] = []
    var repaints = false
    var isFinished = false
  }

  private let mail = Mutex(Mail())
  /// The reading end of the pipe that wakes the terminal's thread.
  let wakeReader: Int32
  /// Its writing end; signal handlers write here too.
  let wakeWriter: Int32

  package init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    wakeReader = ends[0]
    wakeWriter = ends[1]
  }

  deinit {
    close(wakeReader)
    close(wakeWriter)
  }

  /// Shows a picture as soon as the terminal can take it.
  package func show(_ canvas: Canvas) { change { $0.canvas = canvas } }

  /// Changes the colours from the next picture on.
  package func use(_ theme: Theme) { change { $0.theme = theme } }

  /// Turns the mouse on or off.
  package func useMouse(_ isOn: Bool) { change { $0.usesMouse = isOn } }

  /// Draws everything anew.
  package func repaint() { change { $0.repaints = true } }

  /// Ends `Terminal.run`, which gives the terminal back first.
  package func finish() { change { $0.isFinished = true } }

  /// Hands a text to the terminal's clipboard (OSC 52); false when it is longer than terminals take,
  /// and nothing is sent.
  package func copy(_ text: String) -> Bool {
    guard let sequence = ClipboardSequence.bytes(text) else { return false }
    change { $0.copies.append(sequence) }
    return true
  }

  /// Everything that has come, leaving nothing but the end.
  func take() -> Mail {
    mail.withLock { mail in
      let taken = mail
      mail = Mail()
      mail.isFinished = taken.isFinished
      return taken
    }
  }

  /// Puts a picture back that could not be drawn yet, unless a newer one has come.
  func putBack(_ canvas: Canvas) {
    mail.withLock { mail in
      if mail.canvas == nil { mail.canvas = canvas }
    }
  }

  private func change(_ change: (inout Mail) -> Void) {
    mail.withLock { change(&$0) }
    var letter = UInt8(ascii: "M")
    _ = write(wakeWriter, &letter, 1)
  }
}

/// The sequence that puts a text into the terminal's clipboard.
enum ClipboardSequence {
  /// The most base64 bytes that terminals take.
  static let limit = 74_994

  /// The whole sequence, or nil when the text is too long.
  static func bytes(_ text: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    guard (bytes.count + 2) / 3 * 4 <= limit else { return nil }
    return Array("\u{1B}]52;c;".utf8) + base64(bytes) + [0x07]
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var encoded: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var value = group.reduce(0) { $0 << 8 | Int($1) }
      value <<= 8 * (3 - group.count)
      for index in 0..<4 {
        let letter = letters[value >> (18 - 6 * index) & 63]
        encoded.append(index <= group.count ? letter : UInt8(ascii: "="))
      }
    }
    return encoded
  }
}
