/// A frame around a pane: its titles and whether the pane has the focus.
package struct Frame: Hashable, Sendable {
  package var title: String
  /// Stands at the right end of the top line.
  package var note: String
  package var focused: Bool

  package init(_ title: String = "", note: String = "", focused: Bool = false) {
    self.title = title
    self.note = note
    self.focused = focused
  }
}

extension Canvas {
  /// Draws a frame along the edge of a rectangle and returns what is inside.
  ///
  /// Frames that share an edge join: where a line meets another one stands the piece that has both.
  @discardableResult
  package mutating func frame(_ rect: Rect, _ frame: Frame = Frame()) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let stroke = frame.focused ? glyphs.focusStroke : .light
    let style = Style(frame.focused ? .borderFocus : .border)
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    for x in rect.x + 1..<right {
      join(.horizontal, stroke, at: Point(x: x, y: rect.y), style: style)
      join(.horizontal, stroke, at: Point(x: x, y: bottom), style: style)
    }
    for y in rect.y + 1..<bottom {
      join(.vertical, stroke, at: Point(x: rect.x, y: y), style: style)
      join(.vertical, stroke, at: Point(x: right, y: y), style: style)
    }
    join([.right, .down], stroke, at: Point(x: rect.x, y: rect.y), style: style)
    join([.left, .down], stroke, at: Point(x: right, y: rect.y), style: style)
    join([.right, .up], stroke, at: Point(x: rect.x, y: bottom), style: style)
    join([.left, .up], stroke, at: Point(x: right, y: bottom), style: style)
    drawTitles(frame, x: rect.x, y: rect.y, width: rect.width)
    return rect.inset(1, 1)
  }

  /// Draws a line across a frame, joined to its sides, with a title in it: `├─ Effect ───┤`.
  package mutating func divider(_ rect: Rect, y: Int, _ frame: Frame = Frame()) {
    let style = Style(frame.focused ? .borderFocus : .border)
    let stroke = frame.focused ? glyphs.focusStroke : .light
    line(
      from: Point(x: rect.x, y: y), to: Point(x: rect.maxX - 1, y: y), stroke, style: style)
    drawTitles(frame, x: rect.x, y: y, width: rect.width)
  }

  /// Draws a line with a title and nothing around it: `── /api ──────`.
  package mutating func rule(x: Int, y: Int, width: Int, title: String = "") {
    guard width > 0 else { return }
    for column in x..<x + width {
      self[column, y] = Cell(glyphs.line(.horizontal, .light), Style(.border))
    }
    drawTitles(Frame(title), x: x, y: y, width: width)
  }

  /// Draws a straight line; where it meets another line of a frame, the two join.
  package mutating func line(
    from start: Point, to end: Point, _ stroke: Stroke = .light, style: Style = Style(.border)
  ) {
    if start.y == end.y {
      for x in min(start.x, end.x)...max(start.x, end.x) {
        var arms: Arms = []
        if x > min(start.x, end.x) { arms.insert(.left) }
        if x < max(start.x, end.x) { arms.insert(.right) }
        join(arms, stroke, at: Point(x: x, y: start.y), style: style)
      }
    } else if start.x == end.x {
      for y in min(start.y, end.y)...max(start.y, end.y) {
        var arms: Arms = []
        if y > min(start.y, end.y) { arms.insert(.up) }
        if y < max(start.y, end.y) { arms.insert(.down) }
        join(arms, stroke, at: Point(x: start.x, y: y), style: style)
      }
    }
  }

  /// Adds a piece of line to what stands in a cell.
  private mutating func join(_ arms: Arms, _ stroke: Stroke, at point: Point, style: Style) {
    let old = self[point.x, point.y]
    var arms = arms
    var stroke = stroke
    var style = style
    if old.style.role == .border || old.style.role == .borderFocus,
      let before = glyphs.strokes(of: old.glyph)
    {
      arms.formUnion(before.arms)
      if before.stroke.rawValue > stroke.rawValue {
        stroke = before.stroke
        style = old.style
      }
    }
    self[point.x, point.y] = Cell(glyphs.line(arms, stroke), style)
  }

  private mutating func drawTitles(_ frame: Frame, x: Int, y: Int, width: Int) {
    let note = frame.note.isEmpty ? "" : " \(frame.note) "
    var room = width - 4
    if !frame.title.isEmpty, room > 4 {
      let title = " \(frame.title.cut(to: room - 2, glyphs)) "
      let style = Style(frame.focused ? .borderFocus : .title, .bold)
      room -= draw(title, x: x + 2, y: y, style: style)
    }
    guard !note.isEmpty, room > note.terminalWidth else { return }
    draw(note, x: x + width - 2 - note.terminalWidth, y: y, style: .muted)
  }
}
