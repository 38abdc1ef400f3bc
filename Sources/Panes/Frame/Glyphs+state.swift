import Screen
import State
import Traffic

extension Glyphs {
  /// The sign of a health.
  func state(_ health: Health) -> String {
    switch health {
    case .ok: healthy
    case .warning: warning
    case .fault: fault
    case .unready: notReady
    case .unknown: unknown
    }
  }

  /// The sign of a cell of the health history.
  func state(_ state: HealthHistory.State) -> String {
    state.health.map { self.state($0) } ?? separator
  }

  /// The newest cells of a health history, one column each.
  func health(_ cells: [HealthHistory.State], width: Int) -> String {
    cells.suffix(width).map { state($0) }.joined()
  }

  /// The piece of a horizontal link.
  func line(_ stroke: Stroke) -> String { line(.horizontal, stroke) }
}

extension Health {
  /// The role of its sign and word.
  var role: Role {
    switch self {
    case .ok: .stateOK
    case .warning: .stateWarning
    case .fault: .stateFault
    case .unready: .stateUnready
    case .unknown: .stateUnknown
    }
  }
}

extension HealthHistory.State {
  /// How a pod fared; nil without data.
  var health: Health? {
    switch self {
    case .ready: .ok
    case .notReady: .unready
    case .dead: .fault
    case .noData: nil
    }
  }
}

extension String {
  /// Its arrows in the terminal's own sign.
  func replacingArrows(_ glyphs: Glyphs) -> String {
    glyphs.arrow == "→" ? self : String(map { $0 == "→" ? ">" : $0 })
  }
}
