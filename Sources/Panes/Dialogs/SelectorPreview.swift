import Actions
import Language
import Screen
import State
import Topology

/// The live preview while a selector is typed: the pods gained, lost and kept, the effect, near misses.
enum SelectorPreview {
  static func sections(_ plan: Plan, _ context: PaneContext, width: Int) -> [DialogSection] {
    var sections = [
      DialogSection(
        localized("Live preview"), trailing: localized("+ gained  - lost  = kept"),
        lines: pods(plan, context, width: width), minimum: 4, isScrolled: true)
    ]
    let effect = effect(plan, context, width: width)
    if !effect.isEmpty {
      sections.append(DialogSection(localized("Effect"), lines: effect, minimum: 1))
    }
    if !plan.shift.almost.isEmpty {
      let lines = almost(plan, context, width: width)
      sections.append(DialogSection(localized("Almost matching"), lines: lines, minimum: 1))
    }
    return sections
  }

  private static func pods(
    _ plan: Plan, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    let lines = plan.shift.lines
    let longest = lines.reduce(3) { max($0, $1.backend.terminalWidth) }
    let name = min(longest, 40, max(14, width - 44))
    let labels = max(8, width - name - 34)
    let counts =
      localized(
        " gained \(plan.shift.gained.count)   lost \(plan.shift.lost.count)   kept \(plan.shift.kept.count)"
      )
    let header =
      "     " + localized("POD").padded(name) + localized("  READY  ")
      + localized("LABELS").padded(labels)
      + localized("  TRAFFIC AFTER")
    return [[Drawing.Run(counts)], [Drawing.Run(header, .muted)]]
      + lines.map { pod($0, name: name, labels: labels, context) }
  }

  private static func pod(
    _ line: TrafficShift.Line, name: Int, labels: Int, _ context: PaneContext
  ) -> [Drawing.Run] {
    let glyphs = context.glyphs
    let sign: (String, Role) =
      line.before == nil
      ? ("+", .diffAdd) : line.after == nil ? ("-", .diffDelete) : ("=", .muted)
    let key = NamespacedName(line.service.namespace, line.backend)
    let carried =
      context.state.inventory.pod(key)?.metadata.labels.sorted { $0.key < $1.key }
      .filter { $0.key != "pod-template-hash" }.map { "\($0.key)=\($0.value)" } ?? []
    let shown = line.backend.cut(to: name, glyphs, .middle)
    let text = carried.joined(separator: " ").cut(to: labels, glyphs, .middle)
    let after = line.rateAfter.map { "~\(Figures.short($0)) req/s" } ?? "-"
    return [
      Drawing.Run("  \(sign.0)  ", sign.1), Drawing.Run(shown.padded(name) + "  "),
      Drawing.Run(
        (line.isReady ? localized("yes") : localized("no")).padded(7),
        line.isReady ? .stateOK : .stateUnready),
      Drawing.Run(text.padded(labels) + "  "),
      Drawing.Run(line.after == nil ? localized("none") : after),
    ]
  }

  private static func effect(_ plan: Plan, _ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    PlanPreview.warnings(plan, context, width: width)
      + FaultForecastLines.lines(context, width: width)
      + plan.shift.routes.flatMap { sentence in
        sentence.wrapped(to: width).map { [Drawing.Run($0)] }
      }
  }

  private static func almost(
    _ plan: Plan, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    let name = min(40, plan.shift.almost.reduce(3) { max($0, $1.pod.name.terminalWidth) })
    return plan.shift.almost.map { miss in
      let shown = miss.pod.name.cut(to: name, context.glyphs, .middle)
      return [
        Drawing.Run("     " + shown.padded(name) + "  "),
        Drawing.Run(localized("differs in \(miss.differs)"), .muted),
      ]
    }
  }
}
