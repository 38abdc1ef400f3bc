import Language
import Screen

/// A part of a dialog between two rules: a title and lines.
struct DialogSection: Hashable, Sendable {
  var title = ""
  /// What stands at the right end of the title's rule.
  var trailing = ""
  var lines: [[Drawing.Run]]
  /// The rows that it keeps when there is little room.
  var minimum: Int
  /// Whether arrows scroll it.
  var isScrolled = false

  init(
    _ title: String = "", trailing: String = "", lines: [[Drawing.Run]], minimum: Int? = nil,
    isScrolled: Bool = false
  ) {
    self.title = title
    self.trailing = trailing
    self.lines = lines
    self.minimum = min(minimum ?? lines.count, lines.count)
    self.isScrolled = isScrolled
  }

  /// The rows of each section within a height: first what each keeps, then more from the top down.
  static func rows(of sections: [DialogSection], height: Int) -> [Int] {
    var rows = sections.map(\.minimum)
    var left = height - sections.count - 1 - rows.reduce(0, +)
    for index in sections.indices where left > 0 {
      let more = min(left, sections[index].lines.count - rows[index])
      rows[index] += more
      left -= more
    }
    return rows
  }
}

extension Drawing {
  /// Draws a box of sections; lines that do not fit are counted in the last one.
  ///
  /// The section before the last takes the room that is left, so that the buttons stand at the bottom.
  mutating func dialog(_ sections: [DialogSection], in rect: Rect, scroll: Int) -> [Rect] {
    let heights = DialogSection.rows(of: sections, height: rect.height)
    box(rect, title: sections.first?.title ?? "", trailing: sections.first?.trailing ?? "")
    var spare = max(0, rect.height - sections.count - 1 - heights.reduce(0, +))
    var y = rect.y
    var rects: [Rect] = []
    for (index, section) in sections.enumerated() {
      if index > 0 { rule(rect, y: y, title: section.title, trailing: section.trailing) }
      var height = heights[index]
      if index == sections.count - 2 {
        height += spare
        spare = 0
      }
      let inner = Rect(x: rect.x + 2, y: y + 1, width: rect.width - 4, height: height)
      lines(section.lines, in: inner, scroll: section.isScrolled ? scroll : nil)
      rects.append(inner)
      y = inner.maxY
    }
    return rects
  }

  /// Draws lines into a rectangle from a first one on; what is left over is counted at its foot.
  mutating func lines(_ lines: [[Run]], in rect: Rect, scroll: Int? = nil) {
    guard rect.height > 0 else { return }
    let first = min(max(0, scroll ?? 0), max(0, lines.count - rect.height))
    let rest = lines.count - first
    let shown = rest > rect.height ? rect.height - 1 : rest
    for index in 0..<max(0, shown) {
      runs(lines[first + index], rect.x, rect.y + index, width: rect.width)
    }
    guard rest > rect.height else { return }
    let keys = scroll == nil ? "" : localized(" (\(Binding.text(of: [.up, .down], glyphs)) scroll)")
    text(
      localized("\(rest - shown) more lines\(keys)"), rect.x, rect.maxY - 1, .muted,
      width: rect.width)
  }
}
