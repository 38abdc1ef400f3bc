import Language
import Screen
import State
import Topology

/// The first row: which cluster this is, whether it may be changed, how it fares and when the picture changed last.
enum IdentityRow {
  static func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let row = context.layout.identity
    let right = freshness(context)
    let width = right.reduce(0) { $0 + $1.text.terminalWidth }
    let gap = context.size.width >= 120 ? "   " : "  "
    var left = identity(context, gap: gap)
    var counts = Self.counts(context, isLong: context.size.width >= 120)
    let room = row.width - width - 1
    while counts.count > 0, total(left) + total(counts) + gap.count > room { counts.removeLast() }
    if total(left) > room { left = Array(left.prefix(context.state.connection.isInsecure ? 6 : 4)) }
    let end = drawing.runs(left, row.x, row.y, width: room)
    if !counts.isEmpty {
      drawing.runs([Drawing.Run(gap)] + counts, end, row.y, width: row.maxX - end)
    }
    drawing.runs(right, row.maxX - width, row.y)
  }

  private static func total(_ runs: [Drawing.Run]) -> Int {
    runs.reduce(0) { $0 + $1.text.terminalWidth }
  }

  private static func identity(_ context: PaneContext, gap: String) -> [Drawing.Run] {
    let connection = context.state.connection
    let namespace = context.interface.namespace ?? localized("all")
    var runs = [Drawing.Run("sluice ", .title, .bold)]
    switch connection.kind {
    case .simulated:
      runs += [Drawing.Run("playground "), Drawing.Run("SIM", .safetySimulated, .bold)]
    case .live:
      let role: Role = connection.isProtected ? .safetyProtected : .safetyLive
      let word = connection.isProtected ? localized("PROTECTED CLUSTER") : localized("LIVE CLUSTER")
      runs += [Drawing.Run(connection.context.cleaned + " "), Drawing.Run(word, role, .bold)]
      if connection.isInsecure {
        runs += [Drawing.Run(" "), Drawing.Run(localized("INSECURE"), .safetyProtected, .bold)]
      }
    }
    let only = connection.limitedTo == nil ? "" : " " + localized("only")
    return runs + [Drawing.Run("\(gap)ns:\(namespace.cleaned)\(only)\(gap)"), access(context)]
  }

  private static func access(_ context: PaneContext) -> Drawing.Run {
    guard context.isWritable, let until = context.state.connection.writableUntil else {
      return Drawing.Run(localized("[READ]"), .muted)
    }
    guard until.isFinite else { return Drawing.Run(localized("[WRITE]"), .stateWarning) }
    let left = Figures.minutes(until - context.state.now)
    return Drawing.Run(localized("[WRITE \(left) left]"), .stateWarning, .bold)
  }

  private static func counts(_ context: PaneContext, isLong: Bool) -> [Drawing.Run] {
    let counts = context.state.stateCounts
    let glyphs = context.glyphs
    let faults = "\(glyphs.fault)\(Figures.count(counts.faults, "fault"))"
    let number =
      isLong
      ? Figures.count(counts.warnings, "warning") : "\(counts.warnings) \(localized("warn"))"
    let warnings = "\(glyphs.warning)\(number)"
    return [
      Drawing.Run(isLong ? "   " : " "),
      Drawing.Run(faults, counts.faults > 0 ? .stateFault : .muted),
      Drawing.Run(isLong ? "   " : " "),
      Drawing.Run(warnings, counts.warnings > 0 ? .stateWarning : .muted),
    ]
  }

  /// How current everything below is.
  ///
  /// Nothing here moves by itself: while nothing changes, no byte goes to the terminal.
  private static func freshness(_ context: PaneContext) -> [Drawing.Run] {
    let clock = Drawing.Run("  " + Figures.clock(context.changed))
    if let since = context.interface.pausedSince {
      return [
        Drawing.Run(localized("PAUSED"), .stale, .reverse),
        Drawing.Run("  " + Figures.clock(since)),
      ]
    }
    let age = Int(max(0, context.state.now - context.state.connection.lastFact))
    if let reason = context.state.connection.staleReason {
      return [
        Drawing.Run(localized("STALE \(age)s"), .stale, .reverse), Drawing.Run(" \(reason)"), clock,
      ]
    }
    guard context.state.connection.lastFact > 0 else {
      return [Drawing.Run(localized("loading"), .muted), clock]
    }
    return [Drawing.Run(localized("LIVE as of \(Figures.clock(context.changed))"))]
  }
}

extension Connection {
  /// Why what is shown is no longer current; nil while it is.
  var staleReason: String? {
    for case .stale(_, let reason) in feeds.values {
      return reason.isEmpty ? "" : String(reason.prefix(16))
    }
    return nil
  }
}
