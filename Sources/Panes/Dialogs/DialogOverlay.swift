import Actions
import Language
import Screen
import State
import Topology

/// The preview of a change: what is edited, the difference, the forecast, the command, the confirmation.
struct DialogOverlay: OverlayPane {
  let dialog: Dialog

  var form: any DialogForm {
    switch dialog.form {
    case .scale(let target, let line): ScaleForm(target: target, line: line)
    case .selector(let service, let line): SelectorForm(service: service, line: line)
    case .weights(let route, let fields, let selected):
      WeightsForm(route: route, fields: fields, selected: selected)
    case .fixed(let proposal): FixedForm(proposal: proposal)
    }
  }

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let width = min(context.size.width, 140)
    let area = context.layout.overlay
    let height = min(area.height, context.layout.form >= .wide ? 44 : area.height)
    let rect = Rect(
      x: (context.size.width - width) / 2, y: area.y + (area.height - height) / 2, width: width,
      height: height)
    drawing.canvas.fill(area)
    drawing.coverAnswers()
    let parts = sections(context, width: width - 4)
    let rects = drawing.dialog(parts, in: rect, scroll: dialog.scroll)
    if let first = rects.first, !dialog.isConfirming, let place = form.cursor(context) {
      drawing.edit(at: Point(x: first.x + place.x, y: first.y + place.y))
    }
    if let last = rects.last { drawConfirmation(context, last, into: &drawing) }
  }

  private func sections(_ context: PaneContext, width: Int) -> [DialogSection] {
    var sections = [
      DialogSection(form.title, trailing: stepText, lines: form.lines(context, width: width))
    ]
    switch context.state.proposed {
    case .success(let plan):
      sections +=
        isEditingSelector
        ? SelectorPreview.sections(plan, context, width: width)
        : PlanPreview.sections(plan, context, width: width)
    case .failure(let refusal):
      let lines = refusal.reason.wrapped(to: width - 2).enumerated().map { index, text in
        [
          Drawing.Run(index == 0 ? context.glyphs.fault + " " : "  ", .stateFault),
          Drawing.Run(text),
        ]
      }
      sections.append(DialogSection(localized("Cannot be done"), lines: lines))
    case nil:
      sections.append(DialogSection(localized("Nothing changes yet"), lines: []))
    }
    sections.append(
      DialogSection(lines: Array(repeating: [], count: context.layout.form < .wide ? 2 : 3)))
    return sections
  }

  private var stepText: String {
    guard case .selector = dialog.form else { return "" }
    return dialog.isConfirming ? localized("step 2 of 2") : localized("step 1 of 2")
  }

  /// Whether the selector is still being typed: its first step.
  var isEditingSelector: Bool {
    if case .selector = dialog.form { !dialog.isConfirming } else { false }
  }

  private func drawConfirmation(_ context: PaneContext, _ rect: Rect, into drawing: inout Drawing) {
    let rule = Confirmation(context)
    let sentence =
      isEditingSelector && rule.plan != nil
      ? [Drawing.Run(localized("Nothing is applied yet: enter shows the difference and asks."))]
      : rule.sentence(context)
    drawing.runs(sentence, rect.x, rect.y, width: rect.width)
    var column = rect.x
    let row = rect.maxY - 1
    if let expected = rule.expected, !isEditingSelector {
      let text = dialog.confirmation.string
      drawing.text(text, column, row, .prompt)
      if dialog.isConfirming || !form.takesKeys {
        drawing.edit(at: Point(x: column + dialog.confirmation.cursor, y: row))
      }
      let rest = String(expected.dropFirst(text.count))
      if expected.hasPrefix(text) { drawing.text(rest, column + text.count, row, .muted) }
      column += max(expected.count, text.count) + 4
    }
    column = max(column, rect.x + 14)
    for button in Dialog.Button.allCases {
      let isChosen = dialog.button == button
      let word = word(button)
      let text = isChosen ? "[ \(word) ]" : "  \(word)  "
      let style = isChosen ? Style(.selection, .reverse) : Style(.text)
      let end = drawing.text(text, column, row, style: style)
      if button != .apply {
        let place = Rect(x: column, y: row, width: end - column, height: 1)
        drawing.answer(place) { chosen(button, context) }
      }
      column = end + 2
    }
  }

  private func word(_ button: Dialog.Button) -> String {
    switch button {
    case .cancel: localized("Cancel")
    case .apply: isEditingSelector ? localized("Review") : localized("Apply (Y)")
    case .copyCommand: localized("Copy as kubectl")
    }
  }

  func message(_ context: PaneContext) -> Drawing.Run? {
    if let notice = context.interface.notice { return MessageRow.run(notice) }
    return Drawing.Run(localized("Nothing has been sent to the cluster yet."), .muted)
  }
}
