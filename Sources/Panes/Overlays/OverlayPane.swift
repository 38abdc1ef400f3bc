package import Screen
package import State

/// What lies over the screen: it is drawn last and gets the keys first.
package protocol OverlayPane: Sendable {
  func draw(_ context: PaneContext, into drawing: inout Drawing)
  /// Its keys; the hints are made of them.
  var bindings: [Binding] { get }
  /// The intents of a key that goes to a text field; nil when the key is no text here.
  func typed(_ key: Key, _ context: PaneContext) -> [Intent]?
  /// The line above the hints.
  func message(_ context: PaneContext) -> Drawing.Run?
}

extension OverlayPane {
  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? { nil }
  func message(_ context: PaneContext) -> Drawing.Run? { nil }
}

/// The overlays, one line each.
package enum OverlayCatalogue {
  /// The open overlay; nil when none is.
  package static func pane(for context: PaneContext) -> (any OverlayPane)? {
    switch context.interface.overlay {
    case nil: nil
    case .help(let search, let selected, _): HelpOverlay(search: search, selected: selected)
    case .command(let line, let choice): CommandOverlay(line: line, choice: choice)
    case .filter(let line, let previous): FilterOverlay(line: line, previous: previous)
    case .menu(let menu, let selected): MenuOverlay(menu: menu, selected: selected)
    case .dialog(let dialog): DialogOverlay(dialog: dialog)
    case .journal(let selected): JournalOverlay(selected: selected)
    case .faults(let selected): FaultsOverlay(selected: selected)
    case .explanation(let subject, let scroll):
      ExplanationOverlay(subject: subject, scroll: scroll)
    case .quitQuestion: QuitOverlay()
    }
  }
}
