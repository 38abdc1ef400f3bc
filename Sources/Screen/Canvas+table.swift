/// A text and how it looks: one cell of a table, one piece of a line.
package struct StyledText: Hashable, Sendable {
  package var text: String
  package var style: Style

  package init(_ text: String, _ style: Style = .text) {
    self.text = text
    self.style = style
  }
}

extension Canvas {
  /// Draws pieces of text one after the other; returns the columns they took.
  @discardableResult
  package mutating func draw(
    _ pieces: [StyledText], x: Int, y: Int, width: Int = .max
  ) -> Int {
    var taken = 0
    for piece in pieces {
      let room = width == .max ? Int.max : width - taken
      taken += draw(piece.text, x: x + taken, y: y, style: piece.style, width: room)
    }
    return taken
  }

  /// Draws the titles of a table, the sort mark, and `‹` `›` where columns are hidden.
  package mutating func drawHeader(_ layout: TableLayout, x: Int, y: Int) {
    for place in layout.places {
      let column = layout.columns[place.column]
      var title = column.title
      switch column.sorting {
      case .ascending: title += glyphs.sortAscending
      case .descending: title += glyphs.sortDescending
      case nil: break
      }
      let text = title.fitted(to: place.width, glyphs, column.alignment)
      draw(text, x: x + place.x, y: y, style: Style(.title))
    }
    if layout.hidesLeft, layout.frozen < layout.places.count {
      let first = layout.places[layout.frozen].x
      draw(glyphs.hiddenLeft, x: x + max(0, first - 1), y: y, style: Style(.hintKey))
    }
    if layout.hidesRight {
      draw(glyphs.hiddenRight, x: x + layout.width - 1, y: y, style: Style(.hintKey))
    }
  }

  /// Draws one row of a table: a text for each of the table's columns, seen or not.
  package mutating func drawRow(_ layout: TableLayout, x: Int, y: Int, _ cells: [StyledText]) {
    for place in layout.places where place.column < cells.count {
      let column = layout.columns[place.column]
      let cell = cells[place.column]
      let text = cell.text.fitted(to: place.width, glyphs, column.alignment, column.ellipsis)
      draw(text, x: x + place.x, y: y, style: cell.style)
    }
  }

  /// Shows a rectangle as selected: states keep their role and are reversed, all else becomes
  /// `ui.selection`.
  package mutating func select(_ rect: Rect) {
    restyle(rect) { style in
      switch style.role {
      case .stateOK, .stateWarning, .stateFault, .stateUnready, .stateUnknown:
        Style(style.role, style.attributes.union(.reverse))
      default: Style(.selection, style.attributes)
      }
    }
  }
}
