package import Screen
package import State

extension LineEditor {
  /// The line after a key, as readline edits; nil when the key does not edit.
  package func edited(by key: Key) -> LineEditor? {
    var line = self
    switch key {
    case .character(let character): line.insert(String(character))
    case .paste(let text): line.insert(text.map { $0.isNewline ? " " : String($0) }.joined())
    case .backspace: line.remove(line.cursor - 1..<line.cursor)
    case .delete, .control("d"): line.remove(line.cursor..<line.cursor + 1)
    case .left, .control("b"): line.cursor = max(0, cursor - 1)
    case .right, .control("f"): line.cursor = min(text.count, cursor + 1)
    case .home, .control("a"): line.cursor = 0
    case .end, .control("e"): line.cursor = text.count
    case .control("u"): line.remove(0..<line.cursor)
    case .control("k"): line.remove(line.cursor..<text.count)
    case .control("w"): line.remove(wordStart..<line.cursor)
    case .alt("b"): line.cursor = wordStart
    case .alt("f"): line.cursor = wordEnd
    default: return nil
    }
    return line
  }

  private mutating func insert(_ string: String) {
    let added = string.map(\.terminalGlyph)
    text.insert(contentsOf: added, at: cursor)
    cursor += added.count
  }

  private mutating func remove(_ range: Range<Int>) {
    let range = range.clamped(to: 0..<text.count)
    text.removeSubrange(range)
    if cursor > range.lowerBound { cursor = max(range.lowerBound, cursor - range.count) }
  }

  private var wordStart: Int {
    var place = cursor
    while place > 0, text[place - 1] == " " { place -= 1 }
    while place > 0, text[place - 1] != " " { place -= 1 }
    return place
  }

  private var wordEnd: Int {
    var place = cursor
    while place < text.count, text[place] == " " { place += 1 }
    while place < text.count, text[place] != " " { place += 1 }
    return place
  }
}
