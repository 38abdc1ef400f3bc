import Curses
import Foundation
import Language
import State
import Themes
import Topology

/// Carries out what the store wants of the terminal and of this machine's files.
struct TerminalEffects: Sendable {
  let frames: FrameMailbox
  let journal: JournalFile

  /// Carries out one effect on a context; what to tell the user comes back.
  func carryOut(_ effect: Effect, context: String) -> Intent? {
    switch effect {
    case .copy(let text):
      let text = text.cleanedLines
      guard !frames.copy(text) else { return nil }
      return save(text, as: "clipboard.txt")
    case .save(let name, let text): return save(text.cleanedLines, as: name)
    case .applyOptions(let options):
      if let theme = Themes.shipped(options.theme) { frames.use(theme) }
      frames.useMouse(options.isMouseOn)
    case .redraw: frames.repaint()
    case .quit: frames.finish()
    case .record(let entry): return journal.append(entry, context: context)
    case .suspend, .perform, .dryRun, .reviewRights, .probe, .connect, .follow, .examine: break
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
      return .notice(localized("Written to \(path)."), .info)
    } catch {
      return .notice(
        localized("\(path) cannot be written: \(error.localizedDescription)"), .error)
    }
  }
}

extension String {
  /// The same without anything that could steer a terminal into which it is pasted; lines and tabs stay.
  fileprivate var cleanedLines: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { String($0).cleaned }.joined(separator: "\t")
    }.joined(separator: "\n")
  }
}
