import Foundation
import Testing

/// The habits that no compiler and no formatter checks.
@Suite struct ConventionTests {
  @Test func `there are source files to check`() {
    #expect(SourceTree.swiftFiles.count > 40)
  }

  @Test(
    arguments: SourceTree.swiftFiles.filter { $0.hasPrefix("Sources/") || $0.hasPrefix("themes/") })
  func `every package type and function is documented`(_ path: String) throws {
    let lines = try SourceTree.lines(of: path)
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      guard text.hasPrefix("package "), !text.hasPrefix("package import") else { continue }
      let words = text.split(separator: " ").map(String.init)
      let declares = ["struct", "enum", "class", "actor", "protocol", "func", "extension"]
      guard words.prefix(4).contains(where: declares.contains) else { continue }
      #expect(isDocumented(index, in: lines), "\(path):\(index + 1) lacks a doc comment")
    }
  }

  private func isDocumented(_ index: Int, in lines: [String]) -> Bool {
    var above = index - 1
    while above >= 0 {
      let text = lines[above].drop { $0 == " " }
      if text.hasPrefix("///") { return true }
      guard text.hasPrefix("@") else { return operatorOrWitness(lines[index]) }
      above -= 1
    }
    return false
  }

  /// Operators and requirements of standard protocols say what they are by their names.
  private func operatorOrWitness(_ line: String) -> Bool {
    ["func <", "func ==", "func hash(into"].contains { line.contains($0) }
  }

  @Test(arguments: SourceTree.swiftFiles)
  func `no file grows over 400 lines`(_ path: String) throws {
    #expect(try SourceTree.lines(of: path).count <= 401, "\(path) is too long")
  }

  @Test(arguments: SourceTree.swiftFiles.filter { !$0.hasPrefix("Tests/ConventionTests") })
  func `no escape hatch is left open`(_ path: String) throws {
    let forbidden = [
      "TODO", "FIXME", "try!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)",
      "MARK:", "withKnownIssue", ".disabled(", "Thread.sleep", "usleep(",
    ]
    for (index, line) in try SourceTree.lines(of: path).enumerated() {
      for word in forbidden where line.contains(word) {
        Issue.record("\(path):\(index + 1) uses \(word)")
      }
    }
  }

  @Test func `only Curses and its shims know ncurses`() throws {
    for path in SourceTree.swiftFiles where !path.hasPrefix("Sources/Curses/") {
      let imports = try SourceTree.lines(of: path).filter { $0.hasSuffix("import CNcurses") }
      #expect(imports == [], "\(path) imports ncurses")
    }
  }

  @Test func `the top level holds what was agreed`() throws {
    let entries = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.path)
    let agreed: Set = [
      "Package.swift", "Package.resolved", "Sources", "Tests", "themes", "README.md",
    ]
    #expect(entries.filter { !$0.hasPrefix(".") && !agreed.contains($0) } == [])
  }
}
