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

  init(environment: [String: String]) {
    let state = environment["XDG_STATE_HOME"].flatMap {
      $0.hasPrefix("/") ? URL(filePath: $0) : nil
    }
    let home = URL(filePath: environment["HOME"] ?? NSHomeDirectory())
    folder = (state ?? home.appending(path: ".local/state")).appending(path: "sluice")
  }

  /// Where it lies.
  var path: String { file.path }

  /// Whether it can be written: the first folder on its way that exists lets it.
  var isWritable: Bool {
    let files = FileManager.default
    if files.fileExists(atPath: path) { return files.isWritableFile(atPath: path) }
    var place = folder
    while !files.fileExists(atPath: place.path), place.path != "/" {
      place.deleteLastPathComponent()
    }
    return files.isWritableFile(atPath: place.path)
  }

  private var file: URL { folder.appending(path: "journal.jsonl") }

  /// The changes of a context that were written down, oldest first.
  func entries(context: String) -> [JournalEntry] {
    let texts = [file.appendingPathExtension("1"), file].compactMap {
      FileManager.default.contents(atPath: $0.path)
    }.map { String(decoding: $0, as: UTF8.self) }
    return JournalEntry.entries(in: texts.joined(), context: context)
  }

  /// Adds a line; what to tell the user when that fails comes back.
  func append(_ entry: JournalEntry, context: String) -> Intent? {
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
