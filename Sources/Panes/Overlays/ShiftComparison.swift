import Actions
import Screen
import State

/// What a plan predicted beside what was measured after it.
enum ShiftComparison {
  static func lines(
    _ entry: JournalEntry, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    let predicted = entry.plan.shift.lines
    guard !predicted.isEmpty else { return [] }
    let observed = entry.observedShift?.lines ?? []
    let name = min(40, width - 44, predicted.reduce(7) { max($0, $1.backend.terminalWidth) })
    let header =
      "BACKEND".padded(name) + "  BEFORE  PREDICTED  OBSERVED   REQ/S PREDICTED  OBSERVED"
    return [[Drawing.Run(header, .muted)]]
      + predicted.map { line in
        let seen = observed.first { $0.backend == line.backend }
        let shown = line.backend.cut(to: name, context.glyphs, .middle).padded(name)
        func part(_ share: Double?) -> String { share.map { Figures.part($0) + "%" } ?? "-" }
        return [
          Drawing.Run(shown), Drawing.Run(part(line.before).leftPadded(8)),
          Drawing.Run(part(line.after).leftPadded(11)),
          Drawing.Run((entry.observedShift == nil ? "-" : part(seen?.after)).leftPadded(10)),
          Drawing.Run(Figures.short(line.rateAfter).leftPadded(18)),
          Drawing.Run(Figures.short(seen?.rateAfter).leftPadded(10)),
        ]
      }
  }
}
