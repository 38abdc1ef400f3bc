import Diagnosis
import Language
import Screen
import State
import Topology

/// What there is to know of the selected hop: its fault, what mends it, and who gets the requests.
struct TraceDetail {
  let trace: Trace
  let place: Int
  let context: PaneContext

  private var hop: Trace.Hop { trace.hops[place] }

  func draw(_ areas: TraceAreas, into drawing: inout Drawing) {
    let rect = areas.detail
    let title = localized("Step \(place + 1) \(context.glyphs.separator) \(hop.hop.title)")
    if areas.isBeside {
      drawing.box(rect, title: title, trailing: localized("d:close detail"))
      drawing.lines(lines(areas, width: rect.width - 4), in: rect.inset(2, 1))
    } else {
      let object = hop.object.map { "  \($0.description.cleaned)" } ?? ""
      drawing.canvas.rule(x: rect.x, y: rect.y, width: rect.width, title: title + object)
      let inner = Rect(
        x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
      drawing.lines(lines(areas, width: inner.width), in: inner)
    }
  }

  /// What is wrong and what mends it first, then what that was judged by, then what it means.
  private func lines(_ areas: TraceAreas, width: Int) -> [[Drawing.Run]] {
    let words = FaultLines(context: context, width: width)
    let fault = trace.fault(of: hop)
    var lines = sentences(words, fault, areas)
    if fault != nil || hop.state != .ok { lines += fixes(words) }
    if let fault { lines += words.causes(of: fault) }
    lines += TraceProbes(trace: trace, context: context).lines(of: hop, words)
    let meaning = fault.map { self.meaning(of: $0, words, isBeside: areas.isBeside) } ?? []
    guard !areas.isBeside else {
      let object = hop.object.map { words.field(localized("object"), $0.description.cleaned) }
      return lines + (object ?? []) + meaning
    }
    let backends = TraceBackends(trace: trace, context: context, width: width)
    switch hop.hop {
    case .route: return lines + meaning + backends.losers
    case .endpoints, .pod, .response: return lines + backends.backends + meaning
    case .service, .selector, .policy:
      // Little room is for the fault; its backends stand at the next hops too.
      return lines + meaning
        + (fault == nil || context.interface.isZoomed ? backends.backends : [])
    case .dns, .tls, .listener: return lines + meaning
    }
  }

  /// What happened at the hop, and what is wrong; what the list says whole is not said again beside its fault.
  private func sentences(
    _ words: FaultLines, _ fault: Fault?, _ areas: TraceAreas
  ) -> [[Drawing.Run]] {
    let health = hop.state.health
    let sign = Drawing.Run(context.glyphs.state(health) + " ", health.role)
    let says = words.indented(localized(hop.says), lead: sign)
    guard let fault else { return says }
    guard fault.says != hop.says else { return says + words.summary(of: fault, isSaid: false) }
    let list = TraceHops(trace: trace, selection: hop.rowID, context: context)
    return (list.isWhole(place, areas) ? [] : says) + words.summary(of: fault)
  }

  private func meaning(
    of fault: Fault, _ words: FaultLines, isBeside: Bool
  ) -> [[Drawing.Run]] {
    let field = fault.field.map { words.field(localized("field"), $0.cleaned) } ?? []
    return words.field(localized("fault"), fault.id) + (isBeside ? field : [])
      + words.meaning(of: fault.id, hasMend: localized(fault.fix).isEmpty)
  }

  /// The edits of the menu of actions that mend the hop's fault, or what it follows from; without a fault of its own,
  /// those of the hop that decides.
  private func fixes(_ words: FaultLines) -> [[Drawing.Run]] {
    let fault = trace.fault(of: hop) ?? trace.turn.flatMap(trace.fault)
    let faults = fault.map { [$0] + context.state.faultCauses.chain(of: $0) } ?? []
    return Fixes.titles(context, mending: faults).prefix(3).map { key, title in
      let note = localized("   (preview first)")
      let isRoomy = title.terminalWidth + note.terminalWidth + 7 <= words.width
      return [
        Drawing.Run("  a \(key)", .hintKey), Drawing.Run("  \(title)", .text, .bold),
        Drawing.Run(isRoomy ? note : "", .muted),
      ]
    }
  }
}
