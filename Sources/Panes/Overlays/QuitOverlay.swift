import Language
import Screen
import State

/// Asks once before the program ends.
struct QuitOverlay: OverlayPane {
  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let message = context.layout.message
    drawing.canvas.cursor = Point(x: message.x, y: message.y)
  }

  func message(_ context: PaneContext) -> Drawing.Run? {
    let playground = context.isPlayground ? localized(" The playground ends with it.") : ""
    return Drawing.Run(
      localized("Quit sluice?\(playground)  q or enter quits, esc stays."), .prompt, .bold)
  }

  var bindings: [Binding] {
    [
      Binding(
        .character("q"), .enter, .character("y"), .character("Q"), .control("c"), label: "quit",
        sentence: "quit the program"
      ) { _ in [.quit] },
      Binding(.escape, .character("n"), label: "stay", sentence: "stay") { _ in [.closeOverlay] },
    ]
  }
}
