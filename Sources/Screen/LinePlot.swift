import Language

/// Lines over time, with axes.
///
/// A sample that is not known leaves a gap. Values are never carried by the picture alone: whoever
/// draws a plot prints the newest values beside it.
package struct LinePlot: Hashable, Sendable {
  /// One line.
  package struct Series: Hashable, Sendable {
    /// Samples at equal distances, oldest first, the newest at the plot's right edge.
    package var values: [Double?]
    package var role: Role

    package init(_ values: [Double?], _ role: Role = .series1) {
      self.values = values
      self.role = role
    }
  }

  package var series: [Series]
  /// The value at the top, before rounding up; nil takes the largest sample.
  package var maximum: Double?
  /// The moments at the left and right edge, in seconds since 1970; nil draws no time axis.
  package var times: ClosedRange<Double>?
  /// Seconds east of UTC of the labels.
  package var zone = 0

  package init(_ series: [Series], maximum: Double? = nil, times: ClosedRange<Double>? = nil) {
    self.series = series
    self.maximum = maximum
    self.times = times
  }

  /// Draws it, with as many labels as there is room for; gives the cells that hold the lines.
  @discardableResult
  package func draw(on canvas: inout Canvas, in rect: Rect) -> Rect {
    let rows = rect.height - (times == nil ? 0 : 2)
    guard rows >= 2, rect.width >= 12 else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let largest = series.flatMap(\.values).compactMap(\.self).filter(\.isFinite).max() ?? 0
    let scale = Scale(holding: max(maximum ?? 0, largest), steps: max(1, min(5, (rows - 1) / 2)))
    let labels = scale.ticks.map(scale.label)
    let margin = (labels.map(\.terminalWidth).max() ?? 1) + 1
    let area = Rect(x: rect.x + margin, y: rect.y, width: rect.width - margin, height: rows)
    drawValueAxis(scale, labels, on: &canvas, area: area)
    drawTimeAxis(on: &canvas, area: area)
    var grid = DotGrid(area.size, plot: canvas.glyphs.plot)
    for line in series { draw(line, scale, on: &grid) }
    grid.draw(on: &canvas, x: area.x, y: area.y)
    return area
  }

  private func drawValueAxis(
    _ scale: Scale, _ labels: [String], on canvas: inout Canvas, area: Rect
  ) {
    let axis = Style(.border)
    for y in area.y..<area.maxY {
      canvas[area.x - 1, y] = Cell(canvas.glyphs.line(.vertical, .light), axis)
    }
    for (value, label) in zip(scale.ticks, labels) {
      let row = Int((value / scale.maximum * Double(area.height - 1)).rounded())
      let y = area.maxY - 1 - row
      canvas[area.x - 1, y] = Cell(canvas.glyphs.line([.vertical, .left], .light), axis)
      canvas.draw(label, x: area.x - 1 - label.terminalWidth, y: y, style: .muted)
    }
  }

  private func drawTimeAxis(on canvas: inout Canvas, area: Rect) {
    guard let times, times.upperBound > times.lowerBound else { return }
    let axis = Style(.border)
    canvas[area.x - 1, area.maxY] = Cell(canvas.glyphs.line([.up, .right], .light), axis)
    for x in area.x..<area.maxX {
      canvas[x, area.maxY] = Cell(canvas.glyphs.line(.horizontal, .light), axis)
    }
    let span = times.upperBound - times.lowerBound
    let step = Scale.timeStep(span: span, steps: max(1, area.width / 11))
    var time = (times.lowerBound / step).rounded(.up) * step
    while time <= times.upperBound {
      let column = (time - times.lowerBound) / span * Double(area.width - 1)
      let x = area.x + Int(column.rounded())
      canvas[x, area.maxY] = Cell(canvas.glyphs.line([.horizontal, .down], .light), axis)
      let label = Figures.clock(time, offset: zone)
      let left = min(max(area.x - 1, x - 4), area.maxX - label.terminalWidth)
      canvas.draw(label, x: left, y: area.maxY + 1, style: .muted)
      time += step
    }
  }

  private func draw(_ line: Series, _ scale: Scale, on grid: inout DotGrid) {
    guard grid.dots.width > 0, grid.dots.height > 0 else { return }
    let values = line.values.suffix(max(grid.dots.width, 2) * 8)
    var previous: Point?
    for (index, value) in values.enumerated() {
      guard let value, value.isFinite else {
        previous = nil
        continue
      }
      let share = values.count > 1 ? Double(index) / Double(values.count - 1) : 1
      let x = Int((share * Double(grid.dots.width - 1)).rounded())
      let height = min(1, max(0, value / scale.maximum)) * Double(grid.dots.height - 1)
      let point = Point(x: x, y: grid.dots.height - 1 - Int(height.rounded()))
      grid.line(from: previous ?? point, to: point, line.role)
      previous = point
    }
  }
}
