import Language
import Screen
import State

/// The last row: what the keys do here, the help first.
enum HintsRow {
  static func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let row = context.layout.hints
    var column = row.x
    for binding in hints(context) {
      let key = binding.hintText(context.glyphs)
      let width = key.terminalWidth + 1 + localized(binding.label).terminalWidth
      guard column + width <= row.maxX else { break }
      drawing.text(key, column, row.y, .hintKey)
      let isOff = binding.disabledReason(context) != nil
      drawing.text(
        ":" + localized(binding.label), column + key.terminalWidth, row.y, isOff ? .muted : .text)
      if let first = binding.keys.first {
        let place = Rect(x: column, y: row.y, width: width, height: 1)
        drawing.answer(place) { intents(for: first, binding, context) }
      }
      column += width + 2
    }
  }

  /// The bindings that have a hint, in the order of their use here.
  static func hints(_ context: PaneContext) -> [Binding] {
    if let overlay = OverlayCatalogue.pane(for: context) {
      return overlay.bindings.filter { !$0.label.isEmpty }
    }
    let all = KeyMap.bindings(context)
    var shown: [Binding] = []
    for key in [.character("?")] + PaneCatalogue.pane(context.screen).hints {
      guard let binding = all.first(where: { $0.keys.contains(key) }) else { continue }
      if !binding.label.isEmpty { shown.append(binding) }
    }
    return shown
  }

  /// A clicked hint does what its key does, except that no click ever applies a change.
  private static func intents(
    for key: Key, _ binding: Binding, _ context: PaneContext
  ) -> [Intent] {
    let intents = KeyMap.intents(
      for: key, state: context.state, size: context.size, glyphs: context.glyphs)
    guard intents.contains(.confirm) else { return intents }
    return [.notice(localized("a click never applies a change: press Y"), .info)]
  }
}
