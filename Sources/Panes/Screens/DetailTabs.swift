import Language
import Screen
import State

/// The tabs of a detail pane.
enum DetailTabs {
  /// Draws the box of a detail with its tabs; gives the room inside.
  static func draw(
    _ rect: Rect, title: String, tabs: [String], _ context: PaneContext, into drawing: inout Drawing
  ) -> Rect {
    let isFocused = context.interface.focus == 1
    drawing.box(
      rect, title: title,
      trailing: tabs.count > 1 ? localized("d:close detail  [ ]:tab") : localized("d:close detail"),
      isFocused: isFocused)
    guard tabs.count > 1, rect.height > 3 else { return rect.inset(2, 1) }
    var column = rect.x + 2
    let chosen = current(context, count: tabs.count)
    for (index, tab) in tabs.enumerated() {
      let style = index == chosen ? Style(.title, [.bold, .underline]) : Style(.muted)
      let end = drawing.text(
        localized(Message(tab)), column, rect.y + 1, style: style, width: rect.maxX - 2 - column)
      drawing.answer(Rect(x: column, y: rect.y + 1, width: end - column, height: 1)) {
        [.detailTab(index)]
      }
      column = end + 2
    }
    return Rect(x: rect.x + 2, y: rect.y + 2, width: rect.width - 4, height: rect.height - 3)
  }

  /// The chosen tab, within those that there are.
  static func current(_ context: PaneContext, count: Int) -> Int {
    min(max(0, context.interface.detailTab), max(0, count - 1))
  }

  static func bindings(count: Int) -> [Binding] {
    guard count > 1 else { return [] }
    return [
      Binding(.character("]"), sentence: "next tab of the detail") {
        [.detailTab((current($0, count: count) + 1) % count)]
      },
      Binding(.character("["), sentence: "previous tab of the detail") {
        [.detailTab((current($0, count: count) + count - 1) % count)]
      },
    ]
  }
}
