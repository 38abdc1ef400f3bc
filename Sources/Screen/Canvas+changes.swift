extension Canvas {
  /// A run of cells of one row that differ from another picture.
  package struct Run: Hashable, Sendable {
    package var y: Int
    /// The columns, from the first to after the last.
    package var columns: Range<Int>

    package init(y: Int, columns: Range<Int>) {
      self.y = y
      self.columns = columns
    }
  }

  /// The runs that must be written to turn the picture `before` into this one.
  ///
  /// Everything, when there was none or it had another size. A run never begins in the right half of
  /// a wide glyph.
  package func changes(since before: Canvas?) -> [Run] {
    guard let before, before.size == size else {
      return (0..<size.height).map { Run(y: $0, columns: 0..<size.width) }
        .filter { !$0.columns.isEmpty }
    }
    var runs: [Run] = []
    for y in 0..<size.height {
      let row = y * size.width
      var x = 0
      while x < size.width {
        guard cells[row + x] != before.cells[row + x] else {
          x += 1
          continue
        }
        var first = x
        while first > 0, cells[row + first].glyph.isEmpty { first -= 1 }
        while x < size.width, cells[row + x] != before.cells[row + x] { x += 1 }
        runs.append(Run(y: y, columns: first..<x))
      }
    }
    return runs
  }
}
