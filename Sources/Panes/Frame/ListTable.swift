import Language
import Screen
import State
import Topology

/// A column of a list: its place in the layout, and its text for a row.
struct ListColumn<Row>: Sendable where Row: Sendable {
  let title: String
  /// The lower, the longer it stays when there is little room.
  let priority: Int
  let widths: ClosedRange<Int>
  let alignment: Alignment
  let cell: @Sendable (Row, Glyphs) -> Drawing.Run

  init(
    _ title: String, priority: Int, _ widths: ClosedRange<Int>, _ alignment: Alignment = .left,
    cell: @escaping @Sendable (Row, Glyphs) -> Drawing.Run
  ) {
    self.title = title
    self.priority = priority
    self.widths = widths
    self.alignment = alignment
    self.cell = cell
  }

  /// By which `:sort` and the state name it.
  var name: String { title.lowercased() }

  /// The column as the layout sees it, as wide as what is shown of it.
  func column(_ rows: [Row], isFirst: Bool, _ list: ListState?, _ glyphs: Glyphs) -> Column {
    let isSorted = list?.sortColumn == name
    let title = localized(Message(title))
    let longest = rows.reduce(title.count + (isSorted ? 1 : 0)) {
      max($0, cell($1, glyphs).text.terminalWidth)
    }
    // The name is as wide as what it holds and keeps that up to its least width; others keep all of it.
    let ideal = min(widths.upperBound, isFirst ? longest : max(widths.lowerBound, longest))
    let least = isFirst ? min(ideal, widths.lowerBound) : ideal
    var column = Column(
      title, minimum: least, ideal: ideal, priority: 100 - priority,
      ellipsis: isFirst ? .middle : .tail)
    column.alignment = alignment
    if isSorted, let list {
      column.sorting =
        SortDirection.isDescending(name, list.isReversed) ? .descending : .ascending
    }
    return column
  }
}

/// A list as a table: its first column stays, others go by their priority; only visible rows are asked for.
struct ListTable<Row>: Sendable where Row: Sendable {
  let columns: [ListColumn<Row>]
  /// All rows in the order shown.
  let ids: [RowID]
  /// The lines of the row at a place, most often one; asked for what is visible only.
  let lines: @Sendable (Int) -> [Row]
  let state: @Sendable (Row, Glyphs) -> Drawing.Run
  /// Whether the rows are the screen's own list, with selection, marks and sorting.
  var isMain = true

  /// The columns of the sign, the selection and the mark before the first column.
  private static var prefix: Int { 6 }

  /// Draws the header and the rows from the top of a rectangle on; gives how many columns are hidden.
  @discardableResult
  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) -> Int {
    let selection = isMain ? PaneCatalogue.pane(context.screen).selection(context) : nil
    let selected = selection.flatMap { ids.firstIndex(of: $0) } ?? 0
    let visible = visible(selected: selected, height: max(0, rect.height - 1))
    let rows = visible.flatMap(\.lines)
    let list = isMain ? context.list : nil
    let layout = TableLayout(
      columns.enumerated().map { index, column in
        column.column(rows, isFirst: index == 0, list, drawing.glyphs)
      }, width: rect.width - Self.prefix - 1, offset: list?.columnOffset ?? 0)
    header(layout, rect, context, into: &drawing)
    var y = rect.y + 1
    for entry in visible {
      let place = Rect(
        x: rect.x, y: y, width: rect.width, height: min(entry.lines.count, rect.maxY - y))
      draw(
        entry.lines, layout, place, isSelected: isMain && ids[entry.index] == selection,
        isMarked: list?.marks.contains(ids[entry.index]) ?? false, into: &drawing)
      if isMain {
        answer(place, ids[entry.index], ids[entry.index] == selection, context, &drawing)
      }
      y += place.height
    }
    if isMain { wheel(rect, context, &drawing) } else { more(visible.count, rect, &drawing) }
    return layout.hidden
  }

  private func header(
    _ layout: TableLayout, _ rect: Rect, _ context: PaneContext, into drawing: inout Drawing
  ) {
    drawing.text("ST", rect.x + 2, rect.y, .title)
    let x = rect.x + Self.prefix
    drawing.canvas.drawHeader(layout, x: x, y: rect.y)
    guard isMain else { return }
    for place in layout.places {
      let name = columns[place.column].name
      let isSorted = context.list.sortColumn == name
      let reversed = isSorted && !context.list.isReversed
      drawing.answer(Rect(x: x + place.x, y: rect.y, width: place.width, height: 1)) {
        [.sort(column: name, reversed: reversed)]
      }
    }
  }

  private func draw(
    _ lines: [Row], _ layout: TableLayout, _ place: Rect, isSelected: Bool, isMarked: Bool,
    into drawing: inout Drawing
  ) {
    let glyphs = drawing.glyphs
    for (index, row) in lines.prefix(place.height).enumerated() {
      let y = place.y + index
      let state = state(row, glyphs)
      drawing.text(state.text, place.x + 2, y, style: state.style)
      let cells = columns.map { column in
        let run = column.cell(row, glyphs)
        return StyledText(run.text, run.style)
      }
      drawing.canvas.drawRow(layout, x: place.x + Self.prefix, y: y, cells)
    }
    if isMarked { drawing.text(glyphs.marked, place.x + 4, place.y, .mark) }
    if isSelected {
      drawing.text(glyphs.selected, place.x, place.y)
      drawing.select(place)
    }
  }

  private func more(_ count: Int, _ rect: Rect, _ drawing: inout Drawing) {
    guard ids.count > count, rect.height > 1 else { return }
    let last = Rect(x: rect.x, y: rect.maxY - 1, width: rect.width, height: 1)
    drawing.canvas.fill(last)
    drawing.text(localized("\(ids.count - count + 1) more"), rect.x + Self.prefix, last.y, .muted)
  }

  /// The rows of the page with the selected one, each with its lines, until the height is full.
  private func visible(selected: Int, height: Int) -> [(index: Int, lines: [Row])] {
    let first = ScrollWindow.page(selected: selected, rows: height, count: ids.count)
    let page = taking(from: first, height: height)
    guard selected > page.last?.index ?? -1, !ids.isEmpty else { return page }
    // Rows of several lines: the page ended before the selected row.
    return taking(from: max(first, selected - height / 4), height: height)
  }

  private func taking(from first: Int, height: Int) -> [(index: Int, lines: [Row])] {
    var used = 0
    var taken: [(index: Int, lines: [Row])] = []
    for index in ids.indices.dropFirst(first) {
      guard used < height else { break }
      let lines = lines(index)
      guard used + lines.count <= height || taken.isEmpty else { break }
      taken.append((index, lines))
      used += lines.count
    }
    return taken
  }

  private func answer(
    _ line: Rect, _ row: RowID, _ isSelected: Bool, _ context: PaneContext, _ drawing: inout Drawing
  ) {
    let select = Intent.select(row, on: context.screen, order: ids)
    drawing.answer(line) { isSelected ? Opening.intents(row, context) : [select] }
    drawing.answer(line, to: .rightPress) {
      [select, .open(.menu(Menus.actions(context.pinned(to: row)), selected: 0))]
    }
  }

  private func wheel(_ rect: Rect, _ context: PaneContext, _ drawing: inout Drawing) {
    drawing.answer(rect, to: .wheelUp) { ListMotion.intents(context) { $0 - 1 } }
    drawing.answer(rect, to: .wheelDown) { ListMotion.intents(context) { $0 + 1 } }
  }

  /// The whole list as strings, the header first.
  func strings(_ glyphs: Glyphs) -> [[String]] {
    [["ST"] + columns.map(\.title)]
      + ids.indices.flatMap(lines).map { row in
        [state(row, glyphs).text] + columns.map { $0.cell(row, glyphs).text.cleaned }
      }
  }
}
