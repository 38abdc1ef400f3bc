import Actions
import Diagnosis
import Language
import State

/// What can be done about faults, from their list and from an explanation.
enum FaultActions {
  /// The preview of the first edit that mends one of them, or why there is none.
  static func fix(_ faults: [Fault], _ context: PaneContext) -> [Intent] {
    guard let remedy = faults.lazy.compactMap(\.remedy).first else {
      guard let first = faults.first else {
        return [.notice(localized("nothing is wrong here"), .info)]
      }
      return [.notice(localized("no single edit mends it: \(first.fix)"), .info)]
    }
    let proposal = Proposal(remedy)
    if let reason = Fixes.reason(proposal, context) { return [.notice(reason, .warning)] }
    return [.closeOverlay, .propose(proposal)]
  }
}
