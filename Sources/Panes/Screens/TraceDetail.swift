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
      drawing.lines(lines(width: rect.width - 4, isBeside: true), in: rect.inset(2, 1))
    } else {
      let object = hop.object.map { "  \($0.description.cleaned)" } ?? ""
      drawing.canvas.rule(x: rect.x, y: rect.y, width: rect.width, title: title + object)
      let inner = Rect(
        x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
      drawing.lines(lines(width: inner.width, isBeside: false), in: inner)
    }
  }

  private func lines(width: Int, isBeside: Bool) -> [[Drawing.Run]] {
    let words = FaultLines(context: context, width: width)
    let health = hop.state.health
    let sign = Drawing.Run(context.glyphs.state(health) + " ", health.role)
    var lines = words.indented(localized(hop.says), lead: sign)
    let fault = trace.fault(of: hop)
    if let fault {
      lines += words.summary(of: fault, isSaid: fault.says != hop.says)
      lines += fixes(words)
      lines += words.causes(of: fault)
    } else if hop.state != .ok {
      lines += fixes(words)
    }
    if isBeside, let object = hop.object {
      lines += words.field(localized("object"), object.description.cleaned)
    }
    if let fault {
      lines += words.field(localized("fault"), fault.id)
      if isBeside, let field = fault.field {
        lines += words.field(localized("field"), field.cleaned)
      }
      lines += words.meaning(of: fault.id)
    }
    guard !isBeside else { return lines }
    let backends = TraceBackends(trace: trace, context: context, width: width)
    switch hop.hop {
    case .route: return lines + backends.losers
    case .service, .selector, .endpoints, .policy, .pod, .response: return lines + backends.backends
    case .dns, .tls, .listener: return lines
    }
  }

  /// The edits of the menu of actions that mend something on the way.
  private func fixes(_ words: FaultLines) -> [[Drawing.Run]] {
    Fixes.titles(context).prefix(3).map { key, title in
      let note = localized("   (preview first)")
      let isRoomy = title.terminalWidth + note.terminalWidth + 7 <= words.width
      return [
        Drawing.Run("  a \(key)", .hintKey), Drawing.Run("  \(title)", .text, .bold),
        Drawing.Run(isRoomy ? note : "", .muted),
      ]
    }
  }
}
