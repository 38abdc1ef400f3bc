import Language
import Screen
import State

/// `t` and `e`: how a request gets to the selection, and why the selection is as it is.
enum Tracing {
  /// `t`: the trace of the selected row; without one, the last trace, or the line to type a request in.
  static let trace = Binding(
    .character("t"), label: "trace", sentence: "trace a request to the selection",
    intents: intents)

  /// `e`: the explanation of the selected row.
  static let explain = Binding(
    .character("e"), label: "explain", sentence: "explain the selection, with evidence"
  ) { context in
    guard let row = PaneCatalogue.pane(context.screen).selection(context) else {
      return [.notice(localized("there is no row to explain here"), .info)]
    }
    return [.open(.explanation(.row(row), scroll: 0))]
  }

  @Sendable static func intents(_ context: PaneContext) -> [Intent] {
    if context.screen != .trace,
      let row = PaneCatalogue.pane(context.screen).selection(context),
      let intent = context.state.tracing(row)
    {
      return [intent]
    }
    return [.show(.trace)] + (context.interface.trace.request == nil ? [prompt("")] : [])
  }

  /// The command line with a request to edit.
  static func prompt(_ line: String) -> Intent {
    .open(.command(LineEditor("trace \(line)"), choice: 0))
  }
}
