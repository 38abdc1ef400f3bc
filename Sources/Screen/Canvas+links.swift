extension Canvas {
  /// Draws a horizontal link of the flow picture, with an arrow head at its right end.
  package mutating func link(
    x: Int, y: Int, width: Int, _ stroke: Stroke, arrow: Bool = true
  ) {
    guard width > 0 else { return }
    let style = Style(stroke == .dashed ? .linkIdle : .linkBusy)
    let piece = Cell(glyphs.line(.horizontal, stroke), style)
    for column in x..<x + width { self[column, y] = piece }
    if arrow { self[x + width - 1, y] = Cell(glyphs.arrowHead, style) }
  }

  /// Draws the place where a link splits: one branch a row, from `top` to `bottom` in one column.
  ///
  /// The link comes in from the left in the row `entry`; each row of `branches` goes out to the right.
  package mutating func fork(x: Int, entry: Int, branches: [Int], _ stroke: Stroke) {
    let rows = branches + [entry]
    guard let top = rows.min(), let bottom = rows.max() else { return }
    let style = Style(stroke == .dashed ? .linkIdle : .linkBusy)
    for y in top...bottom {
      var arms: Arms = []
      if y > top { arms.insert(.up) }
      if y < bottom { arms.insert(.down) }
      if y == entry { arms.insert(.left) }
      if branches.contains(y) { arms.insert(.right) }
      self[x, y] = Cell(glyphs.line(arms, stroke), style)
    }
  }
}
