import Language
import Screen
import State

/// The second row: the screens with their number keys.
enum TabsRow {
  static func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let row = context.layout.tabs
    guard !row.isEmpty else { return }
    let gap = context.size.width >= 120 ? 3 : 2
    var column = row.x
    for screen in ScreenName.allCases {
      let isCurrent = screen == context.screen
      let text =
        "\(screen.number)\(isCurrent ? context.glyphs.separator : " ")\(localized(Message(screen.title)))"
      guard column + text.terminalWidth <= row.maxX else { break }
      let style =
        isCurrent ? Style(.title, [.bold, .underline]) : Style(screen.isBuilt ? .text : .muted)
      let end = drawing.text(text, column, row.y, style: style)
      drawing.answer(Rect(x: column, y: row.y, width: end - column, height: 1)) { [.show(screen)] }
      column = end + gap
    }
    let right = localized("?:help  ::command")
    guard context.size.width >= 120, column + right.count < row.maxX else { return }
    drawing.text(right, row.maxX - right.count, row.y, .muted)
  }
}
