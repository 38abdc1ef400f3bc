/// A grid of dots that becomes cells: two by four dots of Braille a cell, one by two half blocks, or
/// one `*`.
struct DotGrid {
  let cells: Size
  let plot: Glyphs.Plot
  let dots: Size
  private var bits: [UInt8]
  private var roles: [Role?]

  init(_ cells: Size, plot: Glyphs.Plot) {
    self.cells = Size(width: max(0, cells.width), height: max(0, cells.height))
    self.plot = plot
    let (columns, rows) =
      switch plot {
      case .braille: (2, 4)
      case .block: (1, 2)
      case .ascii: (1, 1)
      }
    dots = Size(width: self.cells.width * columns, height: self.cells.height * rows)
    bits = Array(repeating: 0, count: self.cells.width * self.cells.height)
    roles = Array(repeating: nil, count: bits.count)
  }

  /// Sets one dot; the last one in a cell gives it its role.
  mutating func set(_ x: Int, _ y: Int, _ role: Role) {
    guard x >= 0, y >= 0, x < dots.width, y < dots.height else { return }
    let columns = dots.width / cells.width
    let rows = dots.height / cells.height
    let cell = y / rows * cells.width + x / columns
    bits[cell] |= bit(x % columns, y % rows)
    roles[cell] = role
  }

  /// Sets the dots of a straight line.
  mutating func line(from start: Point, to end: Point, _ role: Role) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let x = Double(start.x) + Double(end.x - start.x) * share
      let y = Double(start.y) + Double(end.y - start.y) * share
      set(Int(x.rounded()), Int(y.rounded()), role)
    }
  }

  /// Draws the cells that have dots.
  func draw(on canvas: inout Canvas, x: Int, y: Int) {
    for row in 0..<cells.height {
      for column in 0..<cells.width {
        let index = row * cells.width + column
        guard bits[index] != 0, let role = roles[index] else { continue }
        canvas[x + column, y + row] = Cell(glyph(bits[index]), Style(role))
      }
    }
  }

  private func bit(_ x: Int, _ y: Int) -> UInt8 {
    switch plot {
    case .braille: y == 3 ? (x == 0 ? 0x40 : 0x80) : 1 << UInt8(y + 3 * x)
    case .block: y == 0 ? 1 : 2
    case .ascii: 1
    }
  }

  private func glyph(_ bits: UInt8) -> String {
    switch plot {
    case .braille: Unicode.Scalar(0x2800 + UInt32(bits)).map { String(Character($0)) } ?? " "
    case .block: ["▀", "▄", "█"][Int(bits) - 1]
    case .ascii: "*"
    }
  }
}
