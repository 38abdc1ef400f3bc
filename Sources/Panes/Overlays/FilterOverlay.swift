import Language
import Screen
import State

/// The filter of the list, typed live; how many rows pass stands beside it.
struct FilterOverlay: OverlayPane {
  let line: LineEditor
  let previous: String

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let message = context.layout.message
    let end = drawing.text("/" + line.string, message.x, message.y, .prompt)
    let rows = PaneCatalogue.pane(context.screen).rows(context).count
    if let error = context.list.filterError {
      drawing.text("   \(error)", end, message.y, .error)
    } else {
      drawing.text("   \(Figures.count(rows, "row"))", end, message.y, .muted)
    }
    drawing.edit(at: Point(x: message.x + 1 + line.cursor, y: message.y))
  }

  func message(_ context: PaneContext) -> Drawing.Run? { Drawing.Run("") }

  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? {
    guard let edited = line.edited(by: key) else { return nil }
    return [
      .updateOverlay(.filter(edited, previous: previous)), .setFilter(edited.string),
    ]
  }

  var bindings: [Binding] {
    let previous = previous
    return [
      Binding(.enter, label: "keep", sentence: "keep the filter") { _ in [.closeOverlay] },
      Binding(.escape, .control("c"), label: "as before", sentence: "return to the old filter") {
        _ in [.setFilter(previous), .closeOverlay]
      },
      Binding(.up, .control("p"), sentence: "row above") { ListMotion.intents($0) { $0 - 1 } },
      Binding(.down, .control("n"), sentence: "row below") { ListMotion.intents($0) { $0 + 1 } },
    ]
  }
}
