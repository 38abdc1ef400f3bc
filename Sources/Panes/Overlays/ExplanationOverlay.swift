import Actions
import Diagnosis
import Language
import Screen
import State
import Topology

/// Why something is as it is: its faults with their meaning, their causes, and what they were judged by.
struct ExplanationOverlay: OverlayPane {
  let subject: Explained
  let scroll: Int

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let area = context.layout.overlay
    drawing.coverAnswers()
    drawing.canvas.fill(area)
    let content = Explanation(subject, context, width: area.width - 4)
    drawing.box(
      area, title: localized("Why") + " \(context.glyphs.separator) \(content.title.cleaned)",
      trailing: localized("as of \(Figures.clock(context.state.displayTime))"), isFocused: true)
    drawing.lines(content.lines, in: area.inset(2, 1), scroll: scroll)
    drawing.canvas.cursor = Point(x: area.x + 2, y: area.y + 1)
    for (action, step) in [(Key.Mouse.Action.wheelUp, -3), (.wheelDown, 3)] {
      drawing.answer(area, to: action) { moved(step, context) }
    }
  }

  func message(_ context: PaneContext) -> Drawing.Run? {
    if let notice = context.interface.notice { return MessageRow.run(notice) }
    return Drawing.Run(
      localized("Everything here is told by objects and measurements; nothing was sent."), .muted)
  }

  /// Scrolls, as far as there is something to see.
  private func moved(_ step: Int, _ context: PaneContext) -> [Intent] {
    let area = context.layout.overlay
    let lines = Explanation(subject, context, width: area.width - 4).lines.count
    let next = min(max(0, scroll + step), max(0, lines - area.height + 2))
    return [.updateOverlay(.explanation(subject, scroll: next))]
  }

  var bindings: [Binding] {
    let overlay = self
    return [
      Binding(
        .escape, .character("e"), .character("q"), .control("c"), label: "close",
        sentence: "close the explanation"
      ) { _ in [.closeOverlay] },
      moving([.up, .character("k")], -1, "scroll").hinting(.up, .down),
      moving([.down, .character("j")], 1), moving([.pageUp], -10), moving([.pageDown], 10),
      Binding(.character("f"), label: "fix", sentence: "preview of the edit that mends it") {
        context in
        let faults = Explanation(overlay.subject, context, width: 80).faults
        return FaultActions.fix(faults, context)
      },
      Binding(.enter, label: "open", sentence: "open the object of the fault") { context in
        guard let fault = Explanation(overlay.subject, context, width: 80).faults.first else {
          return [.closeOverlay]
        }
        return [.closeOverlay] + ObjectOpening.intents(fault.object, route: fault.route, context)
      },
    ]
  }

  private func moving(_ keys: [Key], _ step: Int, _ label: Message = "") -> Binding {
    var binding = Binding(label: label, sentence: "scroll") { moved(step, $0) }
    binding.keys = keys
    return binding
  }
}
