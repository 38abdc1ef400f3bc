import Actions
import Language
import Screen
import State
import Topology

/// The sections that every plan shows before it is confirmed.
enum PlanPreview {
  static func sections(_ plan: Plan, _ context: PaneContext, width: Int) -> [DialogSection] {
    [
      DialogSection(
        dryRun(context.state.dryRun), lines: shortDifference(plan, context), minimum: 2,
        isScrolled: true),
      DialogSection(
        basis(plan, context), lines: forecast(plan, context, width: width), minimum: 5),
      DialogSection(
        localized("Same change as a command"), lines: command(plan, width: width), minimum: 2),
    ]
  }

  /// What the server said to the dry run.
  static func dryRun(_ result: DryRunResult?) -> String {
    switch result {
    case nil: localized("Server dry run: asked, no answer yet")
    case .accepted(let version): localized("Server dry run: accepted (rv \(version))")
    case .refused(let reason): localized("Server dry run: refused: \(reason)")
    }
  }

  /// Where there is little room, only the lines that change.
  private static func shortDifference(
    _ plan: Plan, _ context: PaneContext
  ) -> [[Drawing.Run]] {
    guard context.layout.form < .wide, plan.difference.count > 4 else {
      return difference(plan, context)
    }
    var short = plan
    short.difference.removeAll { if case .kept = $0 { true } else { false } }
    return difference(short, context)
  }

  /// What the forecast rests on.
  private static func basis(_ plan: Plan, _ context: PaneContext) -> String {
    context.state.connection.kind == .simulated
      || plan.shift.lines.contains { $0.rateBefore != nil }
      ? localized("Forecast, from what was measured")
      : localized("Forecast, from the endpoints: nothing measures the requests")
  }

  static func difference(_ plan: Plan, _ context: PaneContext) -> [[Drawing.Run]] {
    plan.difference.map { line in
      switch line {
      case .kept(let text): [Drawing.Run("   " + text)]
      case .added(let text): [Drawing.Run("+  " + text, .diffAdd)]
      case .removed(let text): [Drawing.Run("-  " + text, .diffDelete)]
      }
    }
  }

  /// Warnings first, then the routes that change, then each backend's share and rate.
  static func forecast(_ plan: Plan, _ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    var lines = warnings(plan, context, width: width)
    lines += FaultForecastLines.lines(context, width: width)
    lines += plan.shift.routes.flatMap { sentence in
      sentence.wrapped(to: width).map { [Drawing.Run($0)] }
    }
    let backends = plan.shift.lines
    if !backends.isEmpty {
      let name = min(nameWidth(backends, width: width), max(12, width - 48))
      lines.append([
        Drawing.Run(
          "     " + localized("BACKEND").padded(name)
            + localized("  READY   SHARE NOW > THEN   REQ/S NOW > THEN"), .muted
        )
      ])
      lines += backends.map { backend($0, name: name, context) }
    }
    return lines.isEmpty ? [[Drawing.Run(localized("No traffic moves."), .muted)]] : lines
  }

  static func warnings(_ plan: Plan, _ context: PaneContext, width: Int) -> [[Drawing.Run]] {
    plan.warnings.flatMap { warning in
      warning.wrapped(to: width - 2).enumerated().map { index, text in
        [
          Drawing.Run(index == 0 ? context.glyphs.warning + " " : "  ", .stateWarning),
          Drawing.Run(text),
        ]
      }
    }
  }

  static func command(_ plan: Plan, width: Int) -> [[Drawing.Run]] {
    plan.kubectl.wrapped(to: width).map { [Drawing.Run($0)] }
  }

  private static func nameWidth(_ lines: [TrafficShift.Line], width: Int) -> Int {
    lines.reduce(7) { max($0, $1.backend.terminalWidth) }
  }

  private static func backend(
    _ line: TrafficShift.Line, name: Int, _ context: PaneContext
  ) -> [Drawing.Run] {
    let glyphs = context.glyphs
    let sign: (String, Role) =
      line.before == nil
      ? ("+", .diffAdd) : line.after == nil ? ("-", .diffDelete) : ("=", .muted)
    let state: (String, Role) =
      line.isReady ? (glyphs.healthy, .stateOK) : (glyphs.notReady, .stateUnready)
    let shown = line.backend.cut(to: name, glyphs, .middle)
    let arrow = " \(glyphs.arrow) "
    return [
      Drawing.Run(" \(sign.0) ", sign.1), Drawing.Run(state.0 + " ", state.1),
      Drawing.Run(shown.padded(name) + "  "),
      Drawing.Run((line.isReady ? localized("ready") : localized("no")).padded(6)),
      Drawing.Run(part(line.before).leftPadded(8) + arrow),
      Drawing.Run(part(line.after).padded(7)),
      Drawing.Run(Figures.short(line.rateBefore).leftPadded(10) + arrow),
      Drawing.Run(Figures.short(line.rateAfter)),
    ]
  }

  private static func part(_ share: Double?) -> String {
    share.map { Figures.part($0) + "%" } ?? "-"
  }
}

extension String {
  /// Blanks after it up to a width.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - terminalWidth))
  }

  /// Blanks before it up to a width.
  func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - terminalWidth)) + self
  }
}
