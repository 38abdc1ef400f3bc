/// A picture: a grid of cells to draw into, and where the hardware cursor stands.
///
/// Drawing outside the grid is cut off. Text is cleaned on its way in: control characters, escape
/// sequences and bidirectional controls become `·`, whoever wrote them. In the ASCII tier nothing but
/// 0x20 to 0x7E gets in either: what has no likeness there becomes `?`.
package struct Canvas: Hashable, Sendable {
  package let size: Size
  /// The glyphs that this terminal can show; the drawing functions take theirs from here.
  package let glyphs: Glyphs
  package private(set) var cells: [Cell]
  /// Where the cursor stands, for screen readers and magnifiers; nil leaves it in the last row.
  package var cursor: Point?
  /// Whether the cursor is to be seen: at an edit point.
  package var showsCursor = false

  package init(_ size: Size, glyphs: Glyphs = .unicode) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    self.glyphs = glyphs
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
      cells[y * size.width + x] = glyphs.tier == .ascii ? newValue.inASCII : newValue
    }
  }

  /// Draws a text in one row, at most `width` columns of it; returns the columns it took.
  @discardableResult
  package mutating func draw(
    _ text: String, x: Int, y: Int, style: Style = .text, width: Int = .max
  ) -> Int {
    let limit = width == .max ? size.width : min(size.width, x + max(0, width))
    guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      return drawClusters(text, x: x, y: y, style: style, limit: limit)
    }
    let columns = max(0, min(text.utf8.count, limit - x))
    guard y >= 0, y < size.height else { return columns }
    let glyph = Cell.ascii
    var column = x
    for byte in text.utf8.prefix(columns) {
      if column >= 0 {
        cells[y * size.width + column] = Cell(clean: glyph[Int(byte)], style)
      }
      column += 1
    }
    return columns
  }

  private mutating func drawClusters(
    _ text: String, x: Int, y: Int, style: Style, limit: Int
  ) -> Int {
    var clusters = TerminalClusters(text)
    var column = x
    while let cluster = clusters.next() {
      guard column + cluster.width <= limit else { break }
      self[column, y] = Cell(clean: cluster.glyph, style)
      if cluster.width == 2 {
        let half = glyphs.tier == .ascii ? "?" : ""
        self[column + 1, y] = Cell(clean: half, style)
      }
      column += cluster.width
    }
    return column - x
  }

  /// Fills a rectangle with one cell.
  package mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    let rect = rect.clipped(to: size)
    for y in rect.y..<rect.maxY { for x in rect.x..<rect.maxX { self[x, y] = cell } }
  }

  /// Changes the look of a rectangle and leaves its glyphs.
  package mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let rect = rect.clipped(to: size)
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX {
        cells[y * size.width + x].style = change(cells[y * size.width + x].style)
      }
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
