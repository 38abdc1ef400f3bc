import Topology

/// One thing that was looked at, and what to do where it is not as it should be.
struct DoctorFinding: Equatable, Sendable {
  /// How it stands.
  enum State: String, Sendable {
    case ok, warning, failure, skipped
  }

  var check: String
  var state: State
  /// One line.
  var says: String
  /// What helps; empty where nothing is wrong.
  var mend = ""
  /// The end of the program that it means.
  var code: ProgramExit.Code = .fine

  /// `ok       terminal     xterm-256color, 256 colours`.
  var line: String {
    let head = Self.padded(state.rawValue, 8) + " " + Self.padded(check, 12)
    return "\(head) \(says.cleaned)" + (mend.isEmpty ? "" : "; \(mend.cleaned)")
  }

  /// The finding for scripts.
  var json: JSONValue {
    [
      "check": .string(check), "state": .string(state.rawValue), "says": .string(says.cleaned),
      "mend": mend.isEmpty ? .null : .string(mend.cleaned),
    ]
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
