package import Actions
package import Diagnosis
package import Topology

/// What the user wants, named for what it does to the program; the only thing that keys turn into.
///
/// Intents are concrete: moving down names the row that the user saw below, so a list that changes in
/// between cannot redirect it.
package enum Intent: Hashable, Sendable {
  case show(ScreenName)
  case showBackends(of: NamespacedName)
  /// The backends of every Service.
  case showAllBackends
  case goBack
  /// Select a row of a list; its order as seen freezes for a moment.
  case select(RowID, on: ScreenName, order: [RowID])
  case setFilter(String)
  case sort(column: String?, reversed: Bool)
  case mark([RowID], Bool)
  case clearMarks
  case scrollColumns(Int)
  case focus(Int)
  case toggleDetail, toggleZoom, togglePause
  case detailTab(Int)
  case setNamespace(String?)
  /// Go to the cluster of another context.
  case connect(context: String)
  case setTraffic(TrafficView)
  /// Follow a request; `line` is how it may be typed after `:trace`.
  case trace(TraceRequest, line: String)
  case open(Overlay)
  /// Replace the overlay's own state: typing, moving in a menu, editing a dialog.
  case updateOverlay(Overlay)
  case closeOverlay
  /// Run a line of the command line.
  case run(command: String)
  /// Open the dialog of a change.
  case propose(Proposal)
  /// The dialog's confirmation: sends the plan that is shown.
  case confirm
  /// Ask for the preview of undoing a journal entry; nil is the last own change.
  case undo(Int?)
  case redo
  case copy(String, what: String)
  case set(option: String, value: String)
  case notice(String, Notice.Kind)
  case resize(columns: Int, rows: Int)
  case focusChanged(Bool)
  case redraw, suspend, quit
}
