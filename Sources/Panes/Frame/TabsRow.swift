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
    for screen in shown(context, gap: gap) {
      let isCurrent = screen == context.screen
      let text = text(of: screen, context)
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

  private static func text(of screen: ScreenName, _ context: PaneContext) -> String {
    let sign = screen == context.screen ? context.glyphs.separator : " "
    return "\(screen.number)\(sign)\(localized(Message(screen.title)))"
  }

  /// All screens; where the one that is shown would not fit, those that are not built make room.
  private static func shown(_ context: PaneContext, gap: Int) -> [ScreenName] {
    let all = ScreenName.allCases
    let width = all.reduce(-gap) { $0 + text(of: $1, context).terminalWidth + gap }
    let isLast = context.screen == all.last
    return isLast && width > context.layout.tabs.width ? all.filter(\.isBuilt) : all
  }
}
