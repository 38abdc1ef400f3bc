/// One cell: a grapheme and how it looks.
///
/// The right half of a wide grapheme is an empty cell.
package struct Cell: Hashable, Sendable {
  /// The grapheme; empty in the right half of a wide one.
  package var glyph: String
  package var style: Style

  package init(_ glyph: String = " ", _ style: Style = .text) {
    self.glyph = glyph
    self.style = style
  }
}

/// A picture: a grid of cells to draw into, and where the hardware cursor stands.
///
/// Drawing outside the grid is cut off. Text is cleaned on its way in: control characters, escape
/// sequences and bidirectional controls become `·`, whoever wrote them.
package struct Canvas: Hashable, Sendable {
  package let size: Size
  package private(set) var cells: [Cell]
  /// Where the cursor stands, for screen readers and magnifiers; nil leaves it in the last row.
  package var cursor: Point?

  package init(_ size: Size) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    cells = Array(repeating: Cell(), count: self.size.width * self.size.height)
  }

  /// One cell; reading outside the grid gives a blank, writing there does nothing.
  package subscript(x: Int, y: Int) -> Cell {
    get {
      guard x >= 0, y >= 0, x < size.width, y < size.height else { return Cell() }
      return cells[y * size.width + x]
    }
    set {
      guard x >= 0, y >= 0, x < size.width, y < size.height else { return }
      cells[y * size.width + x] = newValue
    }
  }

  /// Draws a text in one row, at most `width` columns of it; returns the columns it took.
  @discardableResult
  package mutating func draw(
    _ text: String, x: Int, y: Int, style: Style = .text, width: Int = .max
  ) -> Int {
    var column = x
    let limit = width == .max ? size.width : min(size.width, x + max(0, width))
    for character in text {
      let glyph = character.terminalGlyph
      let columns = glyph.terminalWidth
      guard columns > 0 else { continue }
      guard column + columns <= limit else { break }
      self[column, y] = Cell(String(glyph), style)
      if columns == 2 { self[column + 1, y] = Cell("", style) }
      column += columns
    }
    return column - x
  }

  /// Fills a rectangle with one cell.
  package mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    for y in rect.y..<rect.maxY { for x in rect.x..<rect.maxX { self[x, y] = cell } }
  }

  /// Changes the look of a rectangle and leaves its glyphs.
  package mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX { self[x, y].style = change(self[x, y].style) }
    }
  }

  /// The rows as text, without trailing blanks: what a picture test compares.
  package var text: String {
    (0..<size.height).map { y in
      var row = ""
      for x in 0..<size.width { row += cells[y * size.width + x].glyph }
      while row.last == " " { row.removeLast() }
      return row
    }.joined(separator: "\n")
  }
}
