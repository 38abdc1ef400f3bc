import Actions
import Language
import Screen
import State
import Topology

/// Your own changes: when, what, the command, and what was seen of the forecast.
struct JournalOverlay: OverlayPane {
  let selected: Int

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let area = context.layout.overlay
    let entries = Array(context.state.journal.reversed())
    drawing.coverAnswers()
    drawing.canvas.fill(area)
    drawing.box(
      area, title: localized("Journal"), trailing: Figures.count(entries.count, "change"),
      isFocused: true)
    guard !entries.isEmpty else {
      drawing.text(
        localized("Nothing has been changed yet. Upper-case keys open a preview of a change."),
        area.x + 2,
        area.y + 1, .muted, width: area.width - 4)
      return
    }
    let room = area.height - 2
    let rows = max(3, min(entries.count + 1, room / 2))
    let list = Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: rows)
    draw(entries, list, context, into: &drawing)
    let chosen = entries[min(max(0, selected), entries.count - 1)]
    let below = Rect(
      x: area.x + 2, y: list.maxY + 1, width: area.width - 4, height: room - rows - 1)
    drawing.rule(
      area, y: list.maxY, title: "#\(chosen.id)", trailing: localized("y copies the command"))
    drawing.lines(detail(chosen, context, width: below.width), in: below)
  }

  private func draw(
    _ entries: [JournalEntry], _ rect: Rect, _ context: PaneContext, into drawing: inout Drawing
  ) {
    drawing.text(localized("      TIME      RESULT     CHANGE"), rect.x, rect.y, .muted)
    let rows = rect.height - 1
    let first = ScrollWindow.first(selected: selected, rows: rows, count: entries.count)
    for (offset, entry) in entries.dropFirst(first).prefix(rows).enumerated() {
      let row = Rect(x: rect.x, y: rect.y + 1 + offset, width: rect.width, height: 1)
      let isSelected = first + offset == min(max(0, selected), entries.count - 1)
      let number = "#\(entry.id)".padded(4)
      let text =
        "\(isSelected ? drawing.glyphs.selected : " ") \(number)\(Figures.clock(entry.time))  "
      var end = drawing.text(text, row.x, row.y)
      let result = Self.word(entry)
      end = drawing.text(result.text.padded(11), end, row.y, style: result.style)
      drawing.text(localized(entry.plan.sentence), end, row.y, width: row.maxX - end)
      if isSelected { drawing.select(row) }
      let place = first + offset
      drawing.answer(row) { [.updateOverlay(.journal(selected: place))] }
    }
  }

  /// How far a change got, in one word.
  static func word(_ entry: JournalEntry) -> Drawing.Run {
    if entry.undoneBy != nil { return Drawing.Run(localized("undone"), .muted) }
    return switch entry.result {
    case .sent: Drawing.Run(localized("sent"), .stateUnknown)
    case .accepted: Drawing.Run(localized("accepted"), .stateWarning)
    case .observed: Drawing.Run(localized("observed"), .stateOK)
    case .failed: Drawing.Run(localized("failed"), .stateFault)
    }
  }

  private func detail(
    _ entry: JournalEntry, _ context: PaneContext, width: Int
  ) -> [[Drawing.Run]] {
    var lines = entry.plan.kubectl.wrapped(to: width).map { [Drawing.Run($0)] }
    switch entry.result {
    case .failed(let reason):
      lines.append([Drawing.Run(localized("failed: \(reason)"), .stateFault)])
    case .observed(let time):
      let after = Figures.age(time - entry.time)
      lines.append([Drawing.Run(localized("the cluster reported it after \(after)"), .stateOK)])
    case .sent, .accepted:
      lines.append([Drawing.Run(localized("its effect has not been seen yet"), .muted)])
    }
    if !entry.who.isEmpty {
      lines.append([Drawing.Run(localized("sent by \(entry.who.cleaned)"), .muted)])
    }
    if let undone = entry.undoneBy {
      lines.append([Drawing.Run(localized("undone by #\(undone)"), .muted)])
    }
    if let undoes = entry.undoes {
      lines.append([Drawing.Run(localized("undoes #\(undoes)"), .muted)])
    }
    return lines + ShiftComparison.lines(entry, context, width: width)
      + PlanPreview.difference(entry.plan, context)
  }

  func message(_ context: PaneContext) -> Drawing.Run? {
    if let notice = context.interface.notice { return MessageRow.run(notice) }
    return Drawing.Run(localized("U opens the preview of undoing the selected change."), .muted)
  }

  var bindings: [Binding] {
    let selected = selected
    return [
      Binding(
        .escape, .character("u"), .character("q"), .control("c"), label: "close",
        sentence: "close the journal"
      ) { _ in [.closeOverlay] },
      Binding(.up, .character("k"), label: "move", sentence: "newer change") { _ in
        [.updateOverlay(.journal(selected: max(0, selected - 1)))]
      }.hinting(.up, .down),
      Binding(.down, .character("j"), sentence: "older change") { context in
        let last = max(0, context.state.journal.count - 1)
        return [.updateOverlay(.journal(selected: min(last, selected + 1)))]
      },
      Binding(.character("U"), label: "undo", sentence: "preview of undoing the change") {
        Self.chosen(selected, $0).map { [.undo($0.id)] } ?? []
      }.changing { $0.state.journal.isEmpty ? localized("there is nothing to undo yet") : nil },
      Binding(.character("y"), label: "copy command", sentence: "copy the kubectl command") {
        Self.chosen(selected, $0).map {
          [.copy($0.plan.kubectl, what: localized("the kubectl command"))]
        }
          ?? []
      },
    ]
  }

  private static func chosen(_ selected: Int, _ context: PaneContext) -> JournalEntry? {
    let entries = context.state.journal
    return entries.isEmpty ? nil : entries[entries.count - 1 - min(selected, entries.count - 1)]
  }
}
