import Language
package import Screen
package import State

/// The whole screen as a picture.
package enum Picture {
  /// Draws a state for a terminal of this size; depends on nothing else.
  ///
  /// `changed` is when the picture changed last; by default it is the state's own time.
  package static func draw(
    state: ConsoleState, size: Size, glyphs: Glyphs, changed: Double? = nil
  ) -> Canvas {
    Language.$current.withValue(state.interface.options.language) {
      let context = PaneContext(state: state, size: size, glyphs: glyphs, changed: changed)
      return drawing(context.resolved).canvas
    }
  }

  /// The picture with what the mouse does on it.
  package static func drawing(_ context: PaneContext) -> Drawing {
    var drawing = Drawing(size: context.size, glyphs: context.glyphs)
    let layout = context.layout
    guard layout.form != .tooSmall else {
      let least = ScreenLayout.smallest
      let text =
        localized(
          "sluice needs \(least.width)x\(least.height), this is "
            + "\(context.size.width)x\(context.size.height). q quits.")
      drawing.text(text, 0, 0)
      drawing.canvas.cursor = Point(x: 0, y: 0)
      return drawing
    }
    IdentityRow.draw(context, into: &drawing)
    TabsRow.draw(context, into: &drawing)
    PaneCatalogue.pane(context.screen).draw(layout.body, context, into: &drawing)
    let overlay = OverlayCatalogue.pane(for: context)
    overlay?.draw(context, into: &drawing)
    if context.interface.overlay?.isPrompt != true { MessageRow.draw(context, into: &drawing) }
    HintsRow.draw(context, into: &drawing)
    return drawing
  }
}

extension Overlay {
  /// Whether it writes the message row itself.
  var isPrompt: Bool {
    switch self {
    case .command, .filter: true
    case .help, .menu, .dialog, .journal, .faults, .explanation, .quitQuestion: false
    }
  }
}
