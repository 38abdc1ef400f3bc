import Language
package import Screen
package import State

/// What a pane is given: the state, and for which terminal it draws.
package struct PaneContext: Sendable {
  package let state: ConsoleState
  package let size: Size
  package let glyphs: Glyphs
  package let layout: ScreenLayout
  /// When what is shown changed last, in seconds since 1970.
  package let changed: Double
  /// A row taken for the selected one: what the right mouse button points at.
  package private(set) var pinned: RowID?
  /// The objects that the selection is about, once it is resolved.
  private(set) var subject: Subject?

  package init(state: ConsoleState, size: Size, glyphs: Glyphs, changed: Double? = nil) {
    self.state = state
    self.size = size
    self.glyphs = glyphs
    self.changed = changed ?? state.now
    layout = ScreenLayout(size)
  }

  /// The same with another row for the selected one.
  package func pinned(to row: RowID) -> PaneContext {
    var context = self
    context.pinned = row
    context.subject = nil
    return context
  }

  /// The same with the selection and its objects looked up once, for all that ask.
  var resolved: PaneContext {
    var context = self
    context.pinned = PaneCatalogue.pane(screen).selection(self)
    context.subject = Subject(context.pinned, self)
    return context
  }

  package var interface: Interface { state.interface }
  package var screen: ScreenName { state.interface.screen }
  /// The list state of the screen that is shown.
  package var list: ListState { state.interface.list(screen) }
  /// The rows of the screen's list in their order, and how many there are without its filter.
  var rowIDs: [RowID] { state.order(screen).ids }
  var rowTotal: Int { state.order(screen).total }

  /// What everything comes to, in one line.
  var summaryText: String {
    let summary = state.summary
    var parts = [
      Figures.count(summary.routes, "route"), Figures.count(summary.services, "service"),
      Figures.count(summary.pods, "pod"),
    ]
    let forbidden = state.connection.forbiddenKinds
    if !forbidden.isEmpty {
      parts.append(localized("not allowed: \(forbidden.joined(separator: ", "))"))
    }
    if let rate = summary.rate { parts.append(localized("\(Figures.short(rate)) req/s in")) }
    if let refused = summary.refused, refused >= 0.05 {
      parts.append(localized("\(Figures.short(refused)) req/s refused"))
    }
    return parts.joined(separator: " \(glyphs.separator) ")
  }

  package var isPlayground: Bool { state.connection.kind == .simulated }

  /// Whether the cluster may be written to now.
  package var isWritable: Bool { (state.connection.writableUntil ?? -.infinity) > state.now }

  /// Why nothing may be changed now; nil when it may.
  package var readOnlyReason: String? {
    isWritable
      ? nil : localized("this cluster is read-only: `:write on` allows changes for five minutes")
  }
}
