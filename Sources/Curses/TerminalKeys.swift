import CNcurses
import Screen

/// The key sequences of this terminal's terminfo entry.
enum TerminalKeys {
  private static let names: [(name: String, key: Key)] = [
    ("kcuu1", .up), ("kcud1", .down), ("kcuf1", .right), ("kcub1", .left), ("khome", .home),
    ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kdch1", .delete), ("kcbt", .backTab),
    ("kLFT", .shiftLeft), ("kRIT", .shiftRight),
  ]

  /// Every sequence that begins with Esc, by its bytes.
  static func named() -> [[UInt8]: Key] {
    var named: [[UInt8]: Key] = [:]
    let functions = (1...12).map { (name: "kf\($0)", key: Key.function($0)) }
    for entry in names + functions {
      guard let value = curses_string(entry.name) else { continue }
      let bytes = Array(String(cString: value).utf8)
      if bytes.count > 2, bytes.first == 0x1B { named[bytes] = entry.key }
    }
    return named
  }
}
