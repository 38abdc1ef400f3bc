import Language
import Screen
import State

/// The line over a list: its filter, its order, its marks and how many rows there are.
enum ListStatus {
  static func draw(
    _ row: Rect, _ context: PaneContext, lead: String = "", order: String = "health", total: Int,
    table: (shown: Int, hidden: Int), into drawing: inout Drawing
  ) {
    let list = context.list
    let filter = list.filter.isEmpty ? localized("(none)") : list.filter
    let isDescending = SortDirection.isDescending(list.sortColumn ?? order, list.isReversed)
    let arrow = isDescending ? context.glyphs.sortDescending : context.glyphs.sortAscending
    let rows = Figures.count(total, "row")
    let count =
      context.state.order(context.screen).isCut
      ? localized("first \(table.shown) of \(rows)") : localized("\(table.shown) of \(rows)")
    var middle = localized("sort: \(localized(Message(list.sortColumn ?? order))) \(arrow)")
    if !list.marks.isEmpty { middle += localized("   \(list.marks.count) marked") }
    if context.interface.pausedSince != nil {
      middle += localized("   PAUSED (p resumes)")
    }
    let style: Role = list.filter.isEmpty ? .muted : .prompt
    var left = lead.isEmpty ? "" : lead + "   "
    left += localized("filter: \(filter)")
    let right = Self.right(
      count, hidden: table.hidden, context.glyphs,
      room: row.width - max(25, left.terminalWidth + 4) - middle.terminalWidth - 2)
    let room = row.width - right.terminalWidth - 3
    let shownLeft = left.cut(to: max(8, room - middle.terminalWidth - 3), context.glyphs, .middle)
    let end = drawing.text(shownLeft, row.x + 1, row.y, style)
    let start = max(end + 3, row.x + 25)
    drawing.text(middle, start, row.y, .muted, width: row.maxX - right.terminalWidth - 2 - start)
    drawing.text(right, row.maxX - right.terminalWidth, row.y, .muted)
  }

  /// How many rows there are, and how many columns do not fit, where there is room to say so.
  private static func right(
    _ count: String, hidden: Int, _ glyphs: Glyphs, room: Int
  ) -> String {
    guard hidden > 0 else { return count }
    let key = Binding.text(of: [.right], glyphs)
    let long = "\(Figures.count(hidden, "more column")): \(key)   \(count)"
    let short = "+\(hidden) \(key)   \(count)"
    return [long, short].first { $0.terminalWidth <= room } ?? count
  }
}

/// Which way a list runs: figures begin with the largest, health with the worst, texts with A.
enum SortDirection {
  private static let figures: Set<String> = [
    "health", "st", "req/s", "err%", "p95", "p95 ms", "60 s", "share", "restart", "weight", "age",
  ]

  static func isDescending(_ column: String, _ isReversed: Bool) -> Bool {
    figures.contains(column) != isReversed
  }
}
