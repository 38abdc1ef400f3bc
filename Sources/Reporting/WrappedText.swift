/// Text in lines of at most so many characters, broken between words.
enum WrappedText {
  /// The width of a terminal that nobody has widened.
  static let width = 80

  /// The lines, the first one after a lead and the others indented as far as the lead goes.
  ///
  /// A word longer than a line has a line of its own: it is never cut, so that it can be searched and copied.
  static func lines(_ text: String, lead: String = "", width: Int = width) -> [String] {
    let indent = String(repeating: " ", count: lead.count)
    var lines: [String] = []
    var line = lead
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent
        isEmpty = true
      }
      line += isEmpty ? String(word) : " \(word)"
      isEmpty = false
    }
    return lines + [line]
  }
}
