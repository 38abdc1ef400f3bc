import Language
import Screen
import State

/// A list of things to do, chosen by its letters or by arrows and enter.
struct MenuOverlay: OverlayPane {
  let menu: Menu
  let selected: Int

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let body = context.layout.body
    let widest = menu.entries.reduce(menu.title.terminalWidth) {
      max($0, text($1).terminalWidth + 6)
    }
    let width = min(body.width - 4, max(24, widest + 6))
    let height = min(body.height, menu.entries.count + 2)
    let rect = Rect(
      x: body.x + (body.width - width) / 2, y: body.y + max(0, (body.height - height) / 3),
      width: width, height: height)
    drawing.coverAnswers()
    drawing.answer(Rect(context.size)) { [.closeOverlay] }
    drawing.canvas.fill(rect)
    drawing.box(rect, title: menu.title, isFocused: true)
    let rows = height - 2
    let first = ScrollWindow.first(selected: selected, rows: rows, count: menu.entries.count)
    for (offset, entry) in menu.entries.dropFirst(first).prefix(rows).enumerated() {
      let row = Rect(x: rect.x + 1, y: rect.y + 1 + offset, width: width - 2, height: 1)
      draw(entry, isSelected: first + offset == selected, row, into: &drawing)
    }
  }

  private func draw(
    _ entry: Menu.Entry, isSelected: Bool, _ row: Rect, into drawing: inout Drawing
  ) {
    let isDisabled = entry.disabledReason != nil
    let style = isDisabled ? Style.muted : Style.text
    drawing.text(isSelected ? drawing.glyphs.selected : " ", row.x, row.y)
    drawing.text(String(entry.key), row.x + 2, row.y, isDisabled ? .muted : .hintKey)
    drawing.text(text(entry), row.x + 5, row.y, style: style, width: row.width - 6)
    if isSelected { drawing.select(row) }
    drawing.answer(row) { chosen(entry) }
  }

  private func text(_ entry: Menu.Entry) -> String {
    entry.disabledReason.map { "\(entry.title)  (\($0))" } ?? entry.title
  }

  private func chosen(_ entry: Menu.Entry) -> [Intent] {
    if let reason = entry.disabledReason { return [.notice(reason, .warning)] }
    return [.closeOverlay, entry.intent]
  }

  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? {
    guard case .character(let character) = key else { return nil }
    return menu.entries.first { $0.key == character }.map(chosen)
  }

  var bindings: [Binding] {
    [
      Binding(.escape, .character("q"), .control("c"), label: "close", sentence: "close the menu") {
        _ in [.closeOverlay]
      },
      moving([.up, .character("k")], -1), moving([.down, .character("j")], 1),
      Binding(.enter, label: "choose", sentence: "do the chosen line") { _ in
        menu.entries.indices.contains(selected) ? chosen(menu.entries[selected]) : []
      },
    ]
  }

  private func moving(_ keys: [Key], _ step: Int) -> Binding {
    var binding = Binding(label: step > 0 ? "" : "move", sentence: "move") { _ in
      let count = max(1, menu.entries.count)
      return [.updateOverlay(.menu(menu, selected: (selected + step + count) % count))]
    }
    binding.keys = keys
    return step > 0 ? binding : binding.hinting(.up, .down)
  }
}

/// Which part of a long list is shown.
enum ScrollWindow {
  /// The first row shown, so that the selected one is in the middle where the list allows it.
  static func first(selected: Int, rows: Int, count: Int) -> Int {
    guard rows > 0, count > rows else { return 0 }
    return min(max(0, selected - rows / 2), count - rows)
  }

  /// The first row shown where lists turn by pages that overlap by two rows, so that most steps move only
  /// the selection.
  static func page(selected: Int, rows: Int, count: Int) -> Int {
    guard rows > 3, count > rows else { return first(selected: selected, rows: rows, count: count) }
    let step = rows - 2
    return min(max(0, (selected - 1) / step * step), count - rows)
  }
}
