import Screen
import State
import Traffic

/// Lines over time with their names and newest values at the right.
struct TrafficPlot {
  let series: TrafficLines

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let legend = min(18, max(12, rect.width / 5))
    let (left, right) = rect.splitRight(legend)
    let end = context.state.displayTime
    let plot = LinePlot(
      series.lines.map { LinePlot.Series($0.values.map(scaled), $0.role) },
      times: end - series.window...end)
    let area = plot.draw(on: &drawing.canvas, in: left)
    for (index, line) in series.lines.enumerated() {
      let y = right.y + index * (right.height > series.lines.count * 2 + 2 ? 2 : 1)
      guard y < right.maxY else { break }
      let value = series.text(line.values.last ?? nil)
      let name = line.name.cut(to: legend - value.count - 3, drawing.glyphs, .middle)
      drawing.text(" \(index + 1) \(name)", right.x, y, line.role)
      drawing.text(value, right.maxX - value.count, y)
    }
    cursor(area, context, into: &drawing)
  }

  private func scaled(_ value: Double?) -> Double? {
    series.metric == .latency ? value.map { $0 * 1000 } : value
  }

  /// A mark under the moment that the cursor reads.
  private func cursor(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    guard let column = series.cursorColumn(context), let count = series.lines.first?.values.count,
      count > 1
    else { return }
    let x = rect.x + column * max(1, rect.width - 1) / (count - 1)
    drawing.text(drawing.glyphs.up, x, rect.maxY, .prompt)
    drawing.canvas.cursor = Point(x: x, y: rect.maxY)
  }
}
