import Diagnosis
import Language
import Screen
import State
import Topology

/// Every fault of the namespace: the worst first, and what follows from one below it.
struct FaultsOverlay: OverlayPane {
  let selected: FaultIdentity?

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let area = context.layout.overlay
    let list = context.state.faultList
    drawing.coverAnswers()
    drawing.canvas.fill(area)
    let space = context.interface.namespace ?? localized("every namespace")
    drawing.box(
      area, title: localized("Faults") + " \(context.glyphs.separator) \(space.cleaned)",
      trailing: Figures.count(list.total, "fault"), isFocused: true)
    let place = Self.place(selected, list)
    guard list.lines.indices.contains(place) else {
      drawing.text(
        localized("No fault was found."), area.x + 2, area.y + 1, .muted, width: area.width - 4)
      drawing.canvas.cursor = Point(x: area.x + 2, y: area.y + 1)
      return
    }
    let room = area.height - 2
    let rows = max(3, min(list.lines.count, room / 2))
    draw(
      list, place, Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: rows),
      context, into: &drawing)
    let fault = list.lines[place].fault
    let below = Rect(
      x: area.x + 2, y: area.y + 2 + rows, width: area.width - 4, height: room - rows - 1)
    drawing.rule(
      area, y: below.y - 1, title: fault.id, trailing: fault.object.description.cleaned)
    let words = FaultLines(context: context, width: below.width)
    drawing.lines(
      words.summary(of: fault) + words.causes(of: fault) + words.meaning(of: fault.id), in: below)
  }

  private func draw(
    _ list: FaultList, _ place: Int, _ rect: Rect, _ context: PaneContext,
    into drawing: inout Drawing
  ) {
    let glyphs = context.glyphs
    let count = list.lines.count
    let first = ScrollWindow.page(selected: place, rows: rect.height, count: count)
    let names = min(
      rect.width * 2 / 5,
      list.lines.dropFirst(first).prefix(rect.height).reduce(8) {
        max($0, $1.fault.object.description.terminalWidth + $1.depth * 2)
      })
    for (offset, line) in list.lines.dropFirst(first).prefix(rect.height).enumerated() {
      let row = Rect(x: rect.x, y: rect.y + offset, width: rect.width, height: 1)
      let isSelected = first + offset == place
      let health = line.fault.health
      drawing.text(isSelected ? glyphs.selected : " ", row.x, row.y)
      let indent = row.x + 2 + line.depth * 2
      if line.depth > 0 { drawing.text(glyphs.arrow, indent - 2, row.y, .muted) }
      drawing.text(glyphs.state(health), indent, row.y, health.role)
      let room = max(8, names - line.depth * 2)
      let name = line.fault.object.description.cleaned.cut(to: room, glyphs, .middle)
      let x = drawing.text(name.padded(room) + "  ", indent + 2, row.y)
      let says = localized(line.fault.says).cut(to: max(0, row.maxX - x - 1), glyphs)
      drawing.text(says, x, row.y, line.depth > 0 ? .muted : .text)
      if isSelected { drawing.select(row) }
      let id = line.id
      drawing.answer(row) { [.updateOverlay(.faults(selected: id))] }
    }
  }

  func message(_ context: PaneContext) -> Drawing.Run? {
    if let notice = context.interface.notice { return MessageRow.run(notice) }
    let list = context.state.faultList
    let following = list.lines.count { $0.depth > 0 }
    let remarks =
      list.remarks > 0 ? localized("; \(Figures.count(list.remarks, "remark")) besides") : ""
    return Drawing.Run(
      localized("\(following) of them follow from others and go with them\(remarks)"), .muted)
  }

  /// The place of the selected fault; the first while it is not there.
  private static func place(_ selected: FaultIdentity?, _ list: FaultList) -> Int {
    selected.flatMap { wanted in list.lines.firstIndex { $0.id == wanted } } ?? 0
  }

  private func fault(_ context: PaneContext) -> Fault? {
    let list = context.state.faultList
    let place = Self.place(selected, list)
    return list.lines.indices.contains(place) ? list.lines[place].fault : nil
  }

  var bindings: [Binding] {
    let overlay = self
    return [
      Binding(.escape, .character("q"), .control("c"), label: "close", sentence: "close the list") {
        _ in [.closeOverlay]
      },
      moving([.up, .character("k")], -1, "move").hinting(.up, .down),
      moving([.down, .character("j")], 1), moving([.pageUp], -8), moving([.pageDown], 8),
      Binding(.enter, label: "open", sentence: "open the object of the fault") { context in
        guard let fault = overlay.fault(context) else { return [] }
        return [.closeOverlay] + ObjectOpening.intents(fault.object, route: fault.route, context)
      },
      Binding(.character("f"), label: "fix", sentence: "preview of the edit that mends it") {
        context in
        FaultActions.fix(overlay.fault(context).map { [$0] } ?? [], context)
      },
      Binding(.character("e"), label: "explain", sentence: "explain the fault, with evidence") {
        context in
        guard let fault = overlay.fault(context) else { return [] }
        return [.updateOverlay(.explanation(.fault(FaultIdentity(fault)), scroll: 0))]
      },
    ]
  }

  private func moving(_ keys: [Key], _ step: Int, _ label: Message = "") -> Binding {
    var binding = Binding(label: label, sentence: "move") { context in
      let lines = context.state.faultList.lines
      guard !lines.isEmpty else { return [] }
      let next = min(max(0, Self.place(selected, context.state.faultList) + step), lines.count - 1)
      return [.updateOverlay(.faults(selected: lines[next].id))]
    }
    binding.keys = keys
    return binding
  }
}
