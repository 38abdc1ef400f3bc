import Language
import Screen
import State
import Traffic

/// How latencies are spread over time: a row for each range, a column for each ten seconds, shades by part.
struct HeatMapDrawing {
  let subject: TrafficSubject
  let name: String

  /// The ranges with the buckets in them, the slowest first.
  private static let ranges: [(label: String, buckets: Range<Int>)] = [
    (">500", 9..<14), ("<500", 7..<9), ("<100", 5..<7), ("<25", 3..<5), ("<5", 0..<3),
  ]

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let glyphs = drawing.glyphs
    let shades = [0, 0.01, 0.1, 0.4, 1].map { HeatMap.cell($0, glyphs).glyph }
    let legend =
      "\(shades[0]) 0  \(shades[1]) <5 %  \(shades[2]) <25 %  \(shades[3]) <60 %  \(shades[4])"
    let title = localized("latency of \(name), ms (a column is 10 s)")
    drawing.text(title, rect.x + 1, rect.y, .muted, width: rect.width - 2)
    if rect.width - legend.terminalWidth - 3 > title.terminalWidth {
      drawing.text(legend, rect.maxX - legend.terminalWidth - 1, rect.y, .muted)
    }
    let columns = max(0, min(60, (rect.width - 24) / 2))
    let all = context.state.readings.heatMap(
      subject, columns: columns, now: context.state.displayTime)
    let map = all.drop { $0 == nil }
    let rows = Self.ranges.map { range in
      HeatMap.Row(range.label, map.map { parts in parts.map { $0[range.buckets].reduce(0, +) } })
    }
    HeatMap(rows).draw(
      on: &drawing.canvas,
      in: Rect(x: rect.x, y: rect.y + 1, width: 7 + columns * 2, height: rect.height - 1))
    quantiles(rect, x: rect.x + 9 + columns * 2, context, into: &drawing)
  }

  private func quantiles(
    _ rect: Rect, x: Int, _ context: PaneContext, into drawing: inout Drawing
  ) {
    for (row, share) in [0.5, 0.95, 0.99].enumerated() where rect.y + 3 + row < rect.maxY {
      let value = context.state.readings.quantile(share, of: subject)
      let text = "p\(Int(share * 100)) \(Figures.milliseconds(value).leftPadded(6)) ms"
      drawing.text(text, x, rect.y + 3 + row, width: rect.maxX - x)
    }
  }
}
