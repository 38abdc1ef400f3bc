import Testing

/// Texts that are kept for good are not translated when they are made: they would stay in the language that was
/// spoken first.
@Suite struct StaticTextTests {
  /// The lines of a source, counted from one, on which a `static let` translates outside of any closure.
  private static func translations(in lines: [String]) -> [Int] {
    var found: [Int] = []
    var depths: (brackets: Int, braces: Int)?
    for (index, line) in lines.enumerated() {
      let code = line.drop { $0 == " " }
      if depths == nil {
        guard !code.hasPrefix("//"), line.contains("static let "), line.contains("=") else {
          continue
        }
        depths = (0, 0)
      }
      guard var (brackets, braces) = depths else { continue }
      for position in line.indices {
        switch line[position] {
        case "(", "[": brackets += 1
        case ")", "]": brackets -= 1
        case "{": braces += 1
        case "}": braces -= 1
        case "l" where braces == 0 && line[position...].hasPrefix("localized("):
          found.append(index + 1)
        default: break
        }
      }
      let isOpen = brackets > 0 || braces > 0 || line.hasSuffix("=")
      depths = isOpen ? (brackets, braces) : nil
    }
    return found
  }

  @Test func `the check sees what is translated once, and not what is translated when asked`() {
    let source = [
      "  static let name = localized(\"NAME\")",
      "  static let commands: [Command] =", "    [", "      Command(localized(\"POD\")) { state in",
      "        localized(\"gone\")", "      },", "    ]",
      "  static var late: String { localized(\"NAME\") }",
      "  static let key: Message = \"NAME\"",
    ]
    #expect(Self.translations(in: source) == [1, 4])
  }

  @Test(arguments: SourceTree.swiftFiles.filter { $0.hasPrefix("Sources/") })
  func `nothing is translated once for all`(_ path: String) throws {
    for line in Self.translations(in: try SourceTree.lines(of: path)) {
      Issue.record("\(path):\(line) keeps a text in the language that is spoken first")
    }
  }
}
