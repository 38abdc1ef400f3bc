import Foundation
import Language
import State
import Topology

/// The journal as it stays: one line of JSON for each step of each change, readable by its owner only.
///
/// It lies in `$XDG_STATE_HOME/sluice/journal.jsonl`, by default under `~/.local/state`; a relative
/// `XDG_STATE_HOME` counts as none (XDG Base Directory Specification). Beyond four megabytes it begins anew and
/// the old one stays as `journal.jsonl.1`.
struct JournalFile: Sendable {
  private static let limit = 4 << 20

  private let folder: URL
  private let context: String

  init(environment: [String: String], context: String) {
    let state = environment["XDG_STATE_HOME"].flatMap {
      $0.hasPrefix("/") ? URL(filePath: $0) : nil
    }
    let home = URL(filePath: environment["HOME"] ?? NSHomeDirectory())
    folder = (state ?? home.appending(path: ".local/state")).appending(path: "sluice")
    self.context = context
  }

  /// Adds a line; what to tell the user when that fails comes back.
  func append(_ entry: JournalEntry) -> Intent? {
    let file = folder.appending(path: "journal.jsonl")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      makeRoom(file)
      let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        return Self.notice("\(file.path): \(String(cString: strerror(errno)))")
      }
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try handle.write(contentsOf: Data((entry.json(context: context).text + "\n").utf8))
    } catch {
      return Self.notice("\(file.path): \(error.localizedDescription)")
    }
    return nil
  }

  private func makeRoom(_ file: URL) {
    let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
    guard let size, size > Self.limit else { return }
    let old = file.appendingPathExtension("1")
    try? FileManager.default.removeItem(at: old)
    try? FileManager.default.moveItem(at: file, to: old)
  }

  private static func notice(_ problem: String) -> Intent {
    .notice(localized("The journal is kept in memory only: \(problem)"), .warning)
  }
}
