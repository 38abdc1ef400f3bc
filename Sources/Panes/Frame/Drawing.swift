package import Screen
package import State

/// A picture while it is drawn, together with what the mouse does on each part of it.
///
/// What is clicked is what was drawn: there is no second layout.
package struct Drawing {
  /// A part of the picture that answers to the mouse; what is drawn later lies above.
  package struct Hit {
    package let rect: Rect
    package let action: Key.Mouse.Action
    package let intents: () -> [Intent]
  }

  /// A piece of text with its look.
  package struct Run: Hashable, Sendable {
    package var text: String
    package var style: Style

    package init(_ text: String, style: Style) {
      self.text = text
      self.style = style
    }

    package init(_ text: String, _ role: Role = .text, _ attributes: Attributes = []) {
      self.init(text, style: Style(role, attributes))
    }
  }

  package var canvas: Canvas
  package let glyphs: Glyphs
  package private(set) var hits: [Hit] = []

  package init(size: Size, glyphs: Glyphs) {
    canvas = Canvas(size, glyphs: glyphs)
    self.glyphs = glyphs
  }

  /// Draws a text in one row and gives the column after it.
  @discardableResult
  package mutating func text(
    _ text: String, _ x: Int, _ y: Int, style: Style, width: Int = .max
  ) -> Int {
    x + canvas.draw(text, x: x, y: y, style: style, width: width)
  }

  /// Draws a text in one row in a role and gives the column after it.
  @discardableResult
  package mutating func text(
    _ text: String, _ x: Int, _ y: Int, _ role: Role = .text, width: Int = .max
  ) -> Int {
    self.text(text, x, y, style: Style(role), width: width)
  }

  /// Draws runs one after the other in at most `width` columns and gives the column after them.
  @discardableResult
  package mutating func runs(_ runs: [Run], _ x: Int, _ y: Int, width: Int = .max) -> Int {
    let end = width == .max ? canvas.size.width : x + max(0, width)
    return runs.reduce(x) { column, run in
      column + canvas.draw(run.text, x: column, y: y, style: run.style, width: end - column)
    }
  }

  /// Lets a part of the picture answer to the mouse.
  package mutating func answer(
    _ rect: Rect, to action: Key.Mouse.Action = .press, _ intents: @escaping () -> [Intent]
  ) {
    hits.append(Hit(rect: rect, action: action, intents: intents))
  }

  /// What the mouse does: the last drawn part under it that answers to this action.
  package func intents(for mouse: Key.Mouse) -> [Intent] {
    hits.last { $0.action == mouse.action && $0.rect.contains(mouse.point) }?.intents() ?? []
  }

  /// Forgets every answer under an overlay, so that nothing behind it can be clicked.
  package mutating func coverAnswers() { hits.removeAll() }

  /// Draws a selected row: reverse, with the cursor on it.
  package mutating func select(_ rect: Rect) {
    canvas.select(rect)
    canvas.cursor = Point(x: rect.x, y: rect.y)
  }

  /// Shows the cursor where a character that is typed would come.
  package mutating func edit(at point: Point) {
    canvas.cursor = point
    canvas.showsCursor = true
  }
}
