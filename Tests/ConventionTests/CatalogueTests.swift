import Foundation
import Testing

/// The translations: every text that is marked for one has it, and none is left over.
@Suite struct CatalogueTests {
  /// One line of a catalogue.
  struct Entry {
    var place: String
    var key: String
    var words: String
  }

  private static let files: [String] = {
    let folder = SourceTree.root.appending(path: "Sources/Language/Resources").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  /// The entries of a catalogue; a line that is neither an entry nor a comment is an issue.
  private static func entries(_ file: String) throws -> [Entry] {
    let line = /^"((?:[^"\\]|\\.)*)": "((?:[^"\\]|\\.)*)"$/
    return try SourceTree.lines(of: "Sources/Language/Resources/\(file)").enumerated().compactMap {
      index, text in
      if text.isEmpty || text.hasPrefix("#") { return nil }
      guard let match = text.wholeMatch(of: line) else {
        Issue.record("\(file):\(index + 1) is no entry: \(text)")
        return nil
      }
      return Entry(
        place: "\(file):\(index + 1)", key: unescaped(match.1), words: unescaped(match.2))
    }
  }

  private static func unescaped(_ text: Substring) -> String {
    text.replacingOccurrences(of: "\\\"", with: "\"").replacingOccurrences(of: "\\\\", with: "\\")
  }

  private static func literals(below folder: String) -> [SwiftLiterals.Literal] {
    SourceTree.swiftFiles.filter { $0.hasPrefix(folder) }
      .flatMap { SwiftLiterals((try? SourceTree.lines(of: $0).joined(separator: "\n")) ?? "").all }
  }

  @Test func `there are catalogues with hundreds of entries`() throws {
    #expect(Self.files.count == 14)
    #expect(try Self.files.flatMap(Self.entries).count > 400)
  }

  @Test func `no key is given twice in a file, nor two meanings in two`() throws {
    var known: [String: Entry] = [:]
    for file in Self.files {
      var own: Set<String> = []
      for entry in try Self.entries(file) {
        #expect(own.insert(entry.key).inserted, "\(entry.place): \(entry.key) is there already")
        if let other = known[entry.key] {
          #expect(other.words == entry.words, "\(entry.place) and \(other.place) differ")
        }
        known[entry.key] = entry
      }
    }
  }

  @Test func `words have the holes of their templates`() throws {
    for entry in try Self.files.flatMap(Self.entries) {
      let holes = entry.key.components(separatedBy: "{}").count - 1
      let next = entry.words.components(separatedBy: "{}").count - 1
      let numbers = Set(entry.words.matches(of: /\{(\d)\}/).compactMap { Int($0.1) })
      #expect(
        numbers.isEmpty ? next == holes : next == 0 && numbers == Set(1...max(1, holes)),
        "\(entry.place): \(entry.words)")
    }
  }

  @Test func `every marked text has its words`() throws {
    let keys = Set(try Self.files.flatMap(Self.entries).map(\.key))
    let marks = ["localized(", "says:", "fix:", "label:", "sentence:"]
    let folders = ["Sources/Panes", "Sources/State", "Sources/Actions", "Sources/Diagnosis"]
    let marked = folders.flatMap(Self.literals).filter { literal in
      let isText = marks.contains { literal.before.hasSuffix($0) }
      let isNoun = literal.before.contains(/(localized|Figures\.count)\([^"]*,$/)
      return !literal.isPiece && (isText || isNoun) && literal.template.contains(/[a-z]{2}/)
    }
    #expect(marked.count > 300)
    for literal in marked where !keys.contains(literal.template) {
      Issue.record("no words for: \(literal.template)")
    }
  }

  @Test func `no words are left over`() throws {
    let all = Self.literals(below: "Sources/")
    let templates = Set(all.map(\.template))
    let texts = all.map(\.template).joined(separator: "\n")
    for entry in try Self.files.flatMap(Self.entries) where !templates.contains(entry.key) {
      // Names of enumeration cases and plain words are looked up by their value.
      let isWord = !entry.key.contains(" ") || texts.contains(entry.key)
      #expect(isWord, "\(entry.place): nothing says \(entry.key)")
    }
  }
}
