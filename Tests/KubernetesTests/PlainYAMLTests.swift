import TestSupport
import Testing
import Topology

@testable import Kubernetes

/// The small reader of everyday YAML against the parser of the whole language.
@Suite struct PlainYAMLTests {
  /// What a text is read as, to be compared.
  private func reading(_ text: String, isWhole: Bool) -> String {
    let stream = YAMLStream(text, isWhole: isWhole)
    let entries = stream.entries.map { "\($0.line) \($0.value.text) \($0.fields)" }
    return (entries + stream.faults.map { "\($0)" }).joined(separator: "\n")
  }

  /// Whether all of a text is everyday YAML.
  private func isPlain(_ text: String) -> Bool {
    YAMLStream.documents(of: text).allSatisfy {
      PlainYAML.entry(of: $0.text, startLine: $0.line) != nil
    }
  }

  private static let everyday = [
    "a: b", "a:\n  b: c\n  d:\n    e: 1\nf: 2", "a:\n- b\n- c: d\n  e: f\ng: h",
    "a:\n  - 1\n  - -3",
    "a: {b: c, d: [e, 1, true, ~], \"f\":1, 'g': {}, h: []}", "a: [\"x\", 'y', z w, http://x:80/y]",
    "a: \"x \\\" \\\\ \\n\"\nb: 'it''s'\n\"c d\": e\n'f': g", "a:\nb: ~\nc: null\nd:",
    "a: |\n  x\n\n    y\n  # z\n\nb: |-\n  c\n\n", "a:\n- |\n  b\n- c",
    "a:\n-\n  b: c\n-   d: e\n    f: g",
    "# c\n--- # d\n# e\na: b # f\n\n  # g\nh: i#j\n# k",
    "on: a\n1: b\nno: c\nd e: f, [g] {h} \"i\"",
    "a: 010\nb: 0x1F\nc: 1_000\nd: 1.5\ne: 2001-01-01\nf: 1:2\ng: /h:i\nj: -k\nl: $(M)\nn: +1",
    "a: b\n---\n---\nc: d\n--- \ne: f\n", "kind: List\nitem: x", "%YAML 1.1\n---\na: b",
    "a: \"- b: c\"\nd: '{e}'",
  ]

  @Test(arguments: everyday)
  func `everyday YAML is read as the whole language reads it`(_ text: String) {
    #expect(isPlain(text))
    #expect(reading(text, isWhole: false) == reading(text, isWhole: true))
  }

  @Test(arguments: [
    "a: &b c\nd: *b", "<<: {a: b}", "a: !!str 1", "a: >\n  b", "a: |+\n  b", "a: |2\n    b",
    "a: b\n  c", "a: \"b\n  c\"", "a: {b: c,\n d: e}", "a: {b: c,}", "a: {b}", "a: [b: c]",
    "a: b: c", "a: \"b\" c", "a: \"b\"#c", "a: 1\na: 2", "on: 1\ntrue: 2", "a: {b: 1, b: 2}",
    "- a", "just text", "{a: b}", "? a\n: b", "a:\n\tb: c", "a:\n    b: c\n  d: e", "a: - b",
    "a:\n- b\n c: d", "a: \u{E9}", "a: \"\\u00e9\"", "a: b\n...\nc: d", "kind: List\nitems:\n- a",
    "a:\n- - b", "a: @b", "a: `b`", "a: \"b", "a: |\n\n  b", "a: |\nb: c",
  ])
  func `what is not everyday, and what is wrong, is left to the whole language`(_ text: String) {
    #expect(!isPlain(text))
    #expect(reading(text, isWhole: false) == reading(text, isWhole: true))
  }

  private static let words = [
    "---\n", "...\n", "- ", ": ", ":", "? ", "&a ", "*a", "<<: *a\n", "{", "}", "[", "]", "|\n",
    ">-\n", "|-\n", "!!str ", "\"", "'", "#", " #", "\n", "\n\n", " ", "  ", "    ", ",", "~",
    "kind: List\nitems:\n", "yes", "-", "\\", "\\n", "''", "a: b\n", "\n- a\n", "\n    x", "key:",
    "%", "=", "{a: b}", "{\"a\":1}", "{a:1}", "a:b", ":80", "-\n", "|2\n", "| # c\n", "+", "..",
  ]

  /// A piece of an everyday text, changed in a few places.
  private func changed(_ chance: inout SeededGenerator) -> String {
    let texts = Self.everyday.shuffled(using: &chance).prefix(.random(in: 1...3, using: &chance))
    var bytes = Array(texts.joined(separator: "\n").utf8)
    for _ in 0..<Int.random(in: 0...4, using: &chance) {
      guard let place = bytes.indices.randomElement(using: &chance) else { break }
      switch Int.random(in: 0..<4, using: &chance) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = .random(in: 0x20...0x7E, using: &chance)
      default:
        let word = Self.words.randomElement(using: &chance) ?? ""
        bytes.insert(contentsOf: word.utf8, at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `whatever is changed, both read the same`(_ seed: UInt64) async {
    var chance = SeededGenerator(seed)
    var plain = 0
    for _ in 0..<250 {
      let text = changed(&chance)
      if isPlain(text) { plain += 1 }
      #expect(
        reading(text, isWhole: false) == reading(text, isWhole: true), "\(text.debugDescription)")
      // Others wait for their connections and clocks meanwhile.
      await Task.yield()
    }
    #expect(plain > 25)
  }

  @Test func `many keys and deep values are read, or left to the whole language`() {
    let wide = (0..<3000).map { "k\($0): {v: \($0)}" }.joined(separator: "\n")
    let deep = (0..<60).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    for text in [wide, deep, "\(String(repeating: "k", count: 1100)): v", "a: [[[[[[1]]]]]]"] {
      #expect(reading(text, isWhole: false) == reading(text, isWhole: true))
    }
    #expect(isPlain(wide))
    #expect(!isPlain(deep))
  }
}
