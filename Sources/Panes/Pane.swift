package import Screen
package import State

/// One screen's content: how it is drawn and what its keys do.
///
/// One file and one line in the catalogue for each.
package protocol Pane: Sendable {
  /// Draws itself into the body.
  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing)
  /// Its keys, the most useful first: this is the order of the hints.
  var bindings: [Binding] { get }
  /// The keys whose hints stand in the last row, the most useful first.
  var hints: [Key] { get }
  /// The rows of its list in the order seen; empty when it has no list.
  func rows(_ context: PaneContext) -> [RowID]
  /// How many panes the focus moves over.
  func focusCount(_ context: PaneContext) -> Int
  /// The line above the hints when nothing else is to be said.
  func summary(_ context: PaneContext) -> String
  /// Rows, as strings, for copying as a table: the header first.
  func table(_ context: PaneContext) -> [[String]]
}

extension Pane {
  func rows(_ context: PaneContext) -> [RowID] { [] }
  /// The selected row: the first while the selected object is not in the list.
  package func selection(_ context: PaneContext) -> RowID? {
    if let pinned = context.pinned { return pinned }
    let rows = rows(context)
    guard let wanted = context.list.selection, rows.contains(wanted) else { return rows.first }
    return wanted
  }

  func focusCount(_ context: PaneContext) -> Int { 1 }
  func summary(_ context: PaneContext) -> String { "" }
  func table(_ context: PaneContext) -> [[String]] { [] }
}
