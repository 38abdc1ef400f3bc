import Actions
import Language
import Screen
import State
import Topology

/// What has to be typed before a plan may be applied, by its level.
struct Confirmation {
  let plan: Plan?
  /// The text to type; nil when `Y` alone is enough.
  let expected: String?

  init(_ context: PaneContext) {
    plan = try? context.state.proposed?.get()
    expected = plan?.expectedConfirmation(context: context.state.connection.context)
  }

  /// Why the plan cannot be applied with what was typed; nil when it can.
  func obstacle(_ dialog: Dialog, _ context: PaneContext) -> String? {
    if let reason = context.readOnlyReason { return reason }
    guard plan != nil else {
      if case .failure(let refusal) = context.state.proposed { return refusal.reason }
      return localized("nothing is changed yet")
    }
    if case .refused(let reason) = context.state.dryRun {
      return localized("the server refuses it: \(reason)")
    }
    if let expected, dialog.confirmation.string != expected {
      return localized("type \"\(expected)\" first, then Y")
    }
    return nil
  }

  /// The line that states the level and what confirms it.
  func sentence(_ context: PaneContext) -> [Drawing.Run] {
    guard let plan else {
      return [Drawing.Run(localized("Change something above, or esc."), .muted)]
    }
    return switch plan.level {
    case .simulated:
      [
        Drawing.Run(
          plan.inverse == nil
            ? localized("In the playground: Y applies it; it cannot be undone.")
            : localized("In the playground: Y applies it, U undoes it."))
      ]
    case .mild: [Drawing.Run(localized("A mild change: Y applies it."))]
    case .warning:
      [
        Drawing.Run(context.glyphs.warning + " ", .stateWarning),
        Drawing.Run(
          localized("A warning-level change: type the name \"\(expected ?? "")\", then Y.")),
      ]
    case .severe:
      [
        Drawing.Run(context.glyphs.fault + " ", .stateFault),
        Drawing.Run(localized("A severe change: type \"\(expected ?? "")\", then Y.")),
      ]
    }
  }
}
