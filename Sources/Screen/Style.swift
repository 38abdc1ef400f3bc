/// What a piece of the picture means.
///
/// Themes give roles their colours; panes name roles, never colours.
package enum Role: String, Hashable, Sendable, CaseIterable {
  case text = "ui.text"
  case background = "ui.background"
  case muted = "ui.muted"
  case border = "ui.border"
  case borderFocus = "ui.border.focus"
  case title = "ui.title"
  case hintKey = "ui.hint.key"
  case selection = "ui.selection"
  case mark = "ui.mark"
  case prompt = "ui.prompt"
  case error = "ui.error"
  case stale = "ui.stale"
  case stateOK = "state.ok"
  case stateWarning = "state.warn"
  case stateFault = "state.fault"
  case stateUnready = "state.unready"
  case stateUnknown = "state.unknown"
  case diffAdd = "diff.add"
  case diffDelete = "diff.del"
  case safetySimulated = "safety.sim"
  case safetyLive = "safety.live"
  case safetyProtected = "safety.protected"
  case linkBusy = "link.busy"
  case linkIdle = "link.idle"
  case series1 = "plot.series.1"
  case series2 = "plot.series.2"
  case series3 = "plot.series.3"
  case series4 = "plot.series.4"
  case series5 = "plot.series.5"
  case series6 = "plot.series.6"
  case ramp1 = "plot.ramp.1"
  case ramp2 = "plot.ramp.2"
  case ramp3 = "plot.ramp.3"
  case ramp4 = "plot.ramp.4"
  case ramp5 = "plot.ramp.5"
}

/// Attributes that a terminal shows without colour.
package struct Attributes: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let bold = Attributes(rawValue: 1)
  package static let dim = Attributes(rawValue: 2)
  package static let reverse = Attributes(rawValue: 4)
  package static let underline = Attributes(rawValue: 8)
}

/// How a cell looks: its role, and attributes added to those of the theme.
package struct Style: Hashable, Sendable {
  package var role: Role
  package var attributes: Attributes

  package init(_ role: Role = .text, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }

  package static let text = Style(.text)
  package static let muted = Style(.muted)
}
