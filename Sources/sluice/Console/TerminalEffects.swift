import Curses
import Foundation
import State
import Themes

/// Carries out what the store wants of the terminal and of this machine's files.
struct TerminalEffects: Sendable {
  let frames: FrameMailbox

  /// Carries out one effect; what to tell the user comes back.
  func carryOut(_ effect: Effect) -> Intent? {
    switch effect {
    case .copy(let text):
      guard !frames.copy(text) else { return nil }
      return save(text, as: "clipboard.txt")
    case .save(let name, let text): return save(text, as: name)
    case .applyOptions(let options):
      if let theme = Themes.shipped(options.theme) { frames.use(theme) }
      frames.useMouse(options.isMouseOn)
    case .redraw: frames.repaint()
    case .quit: frames.finish()
    case .suspend, .record, .perform, .dryRun: break
    }
    return nil
  }

  /// Writes a text into the current folder; an existing file is not touched.
  private func save(_ text: String, as name: String) -> Intent {
    let safe = name.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "-" }
    var path = "sluice-" + String(safe)
    var count = 1
    while FileManager.default.fileExists(atPath: path), count < 1_000 {
      count += 1
      path = "sluice-\(count)-" + String(safe)
    }
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
      return .notice("Written to \(path).", .info)
    } catch {
      return .notice("\(path) cannot be written: \(error.localizedDescription)", .error)
    }
  }
}
