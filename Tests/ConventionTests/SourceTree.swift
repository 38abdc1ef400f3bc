import Foundation

/// The project's own files, for tests that read them.
enum SourceTree {
  /// The root of the checkout.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The Swift files below `Sources`, `Tests` and `themes` that people write, as paths from the root, sorted.
  static let swiftFiles: [String] = ["Sources", "Tests", "themes"].flatMap { folder in
    let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (found?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift")
    }
    .map { "\(folder)/\($0)" }
  }.sorted()

  /// The lines of a file.
  static func lines(of path: String) throws -> [String] {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
