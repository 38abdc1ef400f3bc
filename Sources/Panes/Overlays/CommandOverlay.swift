import Screen
import State

/// The command line, with the commands that fit what is typed.
struct CommandOverlay: OverlayPane {
  let line: LineEditor
  let choice: Int

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let message = context.layout.message
    drawing.text(":" + line.string, message.x, message.y, .prompt)
    drawing.canvas.cursor = Point(x: message.x + 1 + line.cursor, y: message.y)
  }

  func message(_ context: PaneContext) -> Drawing.Run? { Drawing.Run("") }

  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? {
    line.edited(by: key).map { [.updateOverlay(.command($0, choice: 0))] }
  }

  var bindings: [Binding] {
    let line = line
    return [
      Binding(.enter, label: "run", sentence: "run the command") { _ in
        [.closeOverlay, .run(command: line.string)]
      },
      Binding(.escape, .control("c"), label: "close", sentence: "close the command line") { _ in
        [.closeOverlay]
      },
    ]
  }
}
