import Language
import Screen
import State

/// The plot's data as a table, the newest row first.
struct TrafficTable {
  let series: TrafficLines

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let rows = strings(context)
    let widths = (rows.first ?? []).indices.map { column in
      min(18, rows.reduce(9) { max($0, $1[column].terminalWidth) })
    }
    for (index, row) in rows.prefix(rect.height).enumerated() {
      var column = rect.x + 1
      for (place, field) in row.enumerated() {
        let shown = field.cut(to: widths[place], drawing.glyphs, .middle)
        drawing.text(
          shown.leftPadded(widths[place]), column, rect.y + index, index == 0 ? .muted : .text,
          width: rect.maxX - column)
        column += widths[place] + 2
      }
    }
    drawing.canvas.cursor = Point(x: rect.x, y: rect.y + 1)
  }

  /// The header, then a row for each step.
  func strings(_ context: PaneContext) -> [[String]] {
    let count = series.lines.first?.values.count ?? 0
    let header = [localized("TIME")] + series.lines.map { "\($0.name) \(series.metric.rawValue)" }
    return [header]
      + (0..<count).reversed().map { column in
        [Figures.clock(context.state.displayTime - Double((count - 1 - column) * series.step))]
          + series.lines.map { series.text($0.values[column]) }
      }
  }
}
