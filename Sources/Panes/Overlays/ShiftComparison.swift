import Actions
import Language
import Screen
import State

/// What a plan predicted beside what was measured after it.
enum ShiftComparison {
  static func lines(
    _ entry: JournalEntry, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    let outcomes = entry.plan.shift.outcomes(entry.observedShift)
    guard !outcomes.isEmpty else { return [] }
    let name = min(
      40, max(12, width - 49), outcomes.reduce(7) { max($0, $1.backend.terminalWidth) })
    let header =
      localized("BACKEND").padded(name)
      + localized("  BEFORE  PREDICTED  OBSERVED  REQ/S PRED.   OBS.")
    return [status(entry, context), [Drawing.Run(header, .muted)]]
      + outcomes.map { outcome in
        let shown = outcome.backend.cut(to: name, context.glyphs, .middle).padded(name)
        return [
          Drawing.Run(shown), Drawing.Run(part(outcome.before).leftPadded(8)),
          Drawing.Run(part(outcome.predicted).leftPadded(11)),
          Drawing.Run(part(outcome.observed).leftPadded(10), .text, .bold),
          Drawing.Run(Figures.short(outcome.predictedRate).leftPadded(13)),
          Drawing.Run(Figures.short(outcome.observedRate).leftPadded(7)),
        ]
      }
  }

  private static func part(_ share: Double?) -> String {
    share.map { Figures.part($0) + "%" } ?? "-"
  }

  /// How far the measurement is.
  private static func status(_ entry: JournalEntry, _ context: PaneContext) -> [Drawing.Run] {
    guard case .observed(let time) = entry.result else {
      return [Drawing.Run(localized("Shares of the requests: nothing is measured yet."), .muted)]
    }
    let seconds = Figures.age(min(10, context.state.now - time))
    if entry.observedShift == nil, context.state.connection.kind == .live {
      return [Drawing.Run(localized("Not measured: nothing counts the requests here."), .muted)]
    }
    if entry.observedShift == nil {
      return [
        Drawing.Run(
          entry.isMeasured
            ? localized("Not measured: another change of the same object followed at once.")
            : localized("Measuring the shares of the requests now."), .muted)
      ]
    }
    return [
      Drawing.Run(
        entry.isMeasured
          ? localized("Shares of the requests, measured over 10 s after the change:")
          : localized("Shares of the requests, measured over the \(seconds) since the change:"),
        .muted)
    ]
  }
}
