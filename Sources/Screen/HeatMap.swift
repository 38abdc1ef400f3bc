/// Shares as shades: one row a class of latency, one column a span of time.
package struct HeatMap: Hashable, Sendable {
  /// One row: its label and a share of one for each column; nil is not known.
  package struct Row: Hashable, Sendable {
    package var label: String
    package var shares: [Double?]

    package init(_ label: String, _ shares: [Double?]) {
      self.label = label
      self.shares = shares
    }
  }

  package var rows: [Row]

  package init(_ rows: [Row]) { self.rows = rows }

  /// Draws it, the newest column at the right edge; each column takes one cell and a blank.
  package func draw(on canvas: inout Canvas, in rect: Rect) {
    let margin = (rows.map(\.label.terminalWidth).max() ?? 0) + 2
    let count = max(0, (rect.width - margin + 1) / 2)
    for (index, row) in rows.prefix(rect.height).enumerated() {
      let y = rect.y + index
      let label = row.label.fitted(to: margin - 2, canvas.glyphs, .right)
      canvas.draw(label, x: rect.x, y: y, style: .muted)
      let edge = canvas.glyphs.line(.vertical, .light)
      canvas.draw(edge, x: rect.x + margin - 1, y: y, style: Style(.border))
      for (column, share) in row.shares.suffix(count).enumerated() {
        let cell = Self.cell(share, canvas.glyphs)
        canvas[rect.x + margin + 2 * column, y] = cell
      }
    }
  }

  /// One share as a cell: `·` for nothing, then four shades; `?` when it is not known.
  package static func cell(_ share: Double?, _ glyphs: Glyphs) -> Cell {
    guard let share, share.isFinite else { return Cell(glyphs.unknown, .muted) }
    let shades = glyphs.shades
    return switch share {
    case ...0: Cell(glyphs.separator, Style(.ramp1))
    case ..<0.05: Cell(shades[1], Style(.ramp2))
    case ..<0.25: Cell(shades[2], Style(.ramp3))
    case ..<0.6: Cell(shades[3], Style(.ramp4))
    default: Cell(shades[4], Style(.ramp5))
    }
  }
}
