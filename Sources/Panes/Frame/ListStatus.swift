import Screen
import State

/// The line over a list: its filter, its order, its marks and how many rows there are.
enum ListStatus {
  static func draw(
    _ row: Rect, _ context: PaneContext, lead: String = "", shown: Int, total: Int,
    into drawing: inout Drawing
  ) {
    let list = context.list
    let filter = list.filter.isEmpty ? "(none)" : list.filter
    let arrow = list.isReversed ? context.glyphs.sortAscending : context.glyphs.sortDescending
    let right = "\(shown) of \(total) row\(total == 1 ? "" : "s")"
    var middle = "sort: \(list.sortColumn ?? "health") \(arrow)"
    if !list.marks.isEmpty { middle += "   \(list.marks.count) marked" }
    if context.interface.pausedSince != nil {
      middle += "   PAUSED (p resumes)"
    }
    let style: Role = list.filter.isEmpty ? .muted : .prompt
    var left = lead.isEmpty ? "" : lead + "   "
    left += "filter: \(filter)"
    let room = row.width - right.count - 3
    let shownLeft = left.cut(to: max(8, room - middle.terminalWidth - 3), context.glyphs, .middle)
    let end = drawing.text(shownLeft, row.x + 1, row.y, style)
    let start = max(end + 3, row.x + 25)
    drawing.text(middle, start, row.y, .muted, width: row.maxX - right.count - 2 - start)
    drawing.text(right, row.maxX - right.count, row.y, .muted)
  }
}
