import Language
import Screen
import State

/// A screen that this version does not have: it says so.
struct LaterPane: Pane {
  let screen: ScreenName

  var hints: [Key] { [.character(":"), .character("q")] }
  var bindings: [Binding] { [] }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    drawing.text(sentence, rect.x + 1, rect.y + 1, .muted, width: rect.width - 2)
    drawing.canvas.cursor = Point(x: rect.x + 1, y: rect.y + 1)
  }

  private var sentence: String {
    switch screen {
    case .time: localized("The timeline and replay come with a later version.")
    case .lesson: localized("Lessons come with a later version.")
    default: localized("\(localized(Message(screen.title))) comes with a later version.")
    }
  }

  func summary(_ context: PaneContext) -> String { sentence }
}
