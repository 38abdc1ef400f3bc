import Diagnosis
import Language
import Screen
import State
import Topology
import Traffic

/// The addresses behind one Service, or behind all: their health over time and why one gets no traffic.
struct BackendsPane: Pane {
  var hints: [Key] {
    [
      .up, .character("S"), .character("I"), .character("X"), .character("y"), .character("o"),
      .character("/"), .character("p"), .character("a"), .enter,
      .character("e"), .character("t"),
    ]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let (status, rest) = rect.splitTop(1)
    let rows = context.state.backendRows
    let ids = rows.ids
    let service = context.interface.backendsService
    let hasDetail = context.layout.form >= .standard && context.interface.isDetailShown
    let most = rest.height / (context.layout.form >= .wide ? 2 : 3)
    let listRows =
      hasDetail && !context.interface.isZoomed ? min(max(3, ids.count + 1), most) : rest.height
    let (list, below) = rest.splitTop(listRows)
    let hidden = BackendColumns.table(
      rows, showsService: service == nil, isMain: true, in: context
    )
    .draw(list, context, into: &drawing)
    ListStatus.draw(
      status, context, lead: localized("service: \(service?.name ?? localized("all"))"),
      total: context.rowTotal,
      table: (ids.count, hidden), into: &drawing)
    guard !ids.isEmpty else {
      drawing.text(
        localized("No endpoint behind this selection. 2 shows the Services."), list.x + 2,
        list.y + 1, .muted)
      drawing.canvas.cursor = Point(x: list.x, y: list.y + 1)
      return
    }
    guard hasDetail, !below.isEmpty, !context.interface.isZoomed else { return }
    let stripRows = min(2 + min(ids.count, 12), below.height / 2)
    let (strips, why) = below.splitTop(stripRows)
    HealthStrips(rows: rows, selection: selection(context)).draw(strips, context, into: &drawing)
    if let row = selected(context) {
      BackendReasons(row: row).draw(why, context, into: &drawing)
    }
  }

  func rows(_ context: PaneContext) -> [RowID] { context.rowIDs }
  func focusCount(_ context: PaneContext) -> Int { 1 }

  var bindings: [Binding] { Self.keys }

  private static let keys: [Binding] =
    [
      Changes.scale, Changes.inject, Changes.delete, Changes.restart, Changes.selector,
      Changes.weights, all,
    ]
    + ListBindings.bindings(columns: BackendColumns.sortable)

  private static let all = Binding(
    .character("s"), label: "all services", sentence: "backends of all Services"
  ) { _ in [.showAllBackends] }

  private func selected(_ context: PaneContext) -> BackendRow? {
    guard case .backend(let service, let address) = selection(context) else { return nil }
    return context.state.backendRow(service, address)
  }

  func summary(_ context: PaneContext) -> String {
    if let since = context.interface.pausedSince {
      let time = Figures.clock(since)
      return
        localized(
          "Display paused at \(time): rows and order stay as they were; data is still collected.")
    }
    guard let row = selected(context) else { return "" }
    let sign = context.glyphs.state(row.health)
    let part = localized("expected \(Figures.wholePercent(row.expectedShare))")
    let measured =
      row.measuredShare.map { localized(", measured \(Figures.wholePercent($0))") } ?? ""
    let steering = row.steering.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let steered =
      steering.isEmpty ? "" : localized("   steered: \(steering.joined(separator: " "))")
    return localized(
      "\(sign) \(row.name): share of \(row.service.name): \(part)\(measured)\(steered)")
  }

  func table(_ context: PaneContext) -> [[String]] {
    let service = context.interface.backendsService
    return BackendColumns.table(
      context.state.backendRows, showsService: service == nil, isMain: true, in: context
    )
    .strings(context.glyphs)
  }
}

/// Ready or not over ten minutes, a row for each backend, a cell for each ten seconds.
struct HealthStrips {
  let rows: ListRows<BackendRow>
  let selection: RowID?

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let glyphs = drawing.glyphs
    guard rect.height > 1 else { return }
    let legend =
      localized(
        "\(glyphs.healthy) ready  \(glyphs.notReady) not ready  \(glyphs.fault) dead  \(glyphs.separator) no data"
      )
    let end = drawing.text(
      localized("Health, last 10 min  (1 cell = 10 s)"), rect.x + 1,
      rect.y + (rect.height > 3 ? 1 : 0), .title
    )
    let top = rect.y + (rect.height > 3 ? 1 : 0)
    drawing.text(legend, end + 3, top, .muted, width: rect.maxX - end - 3)
    let room = rect.maxY - top - 1
    let selected = selection.flatMap { rows.place(of: $0) } ?? 0
    let first = ScrollWindow.page(selected: selected, rows: room, count: rows.count)
    let seen = Array(rows.dropFirst(first).prefix(room))
    let name = min(24, max(0, rect.width - 64), seen.reduce(0) { max($0, $1.name.terminalWidth) })
    for (index, row) in seen.enumerated() {
      let y = top + 1 + index
      let shown = row.name.cut(to: max(8, name), glyphs, .middle)
      drawing.text(shown, rect.x + 2, y, row.id == selection ? .title : .text)
      let x = rect.x + 4 + max(8, name)
      let cells = row.cells.suffix(max(0, rect.maxX - x))
      for (place, state) in cells.enumerated() {
        let health = state.health
        drawing.text(glyphs.state(state), x + place, y, health?.role ?? .muted)
      }
    }
  }
}

/// Why a backend gets its requests, or none.
struct BackendReasons {
  let row: BackendRow

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    guard let pod = row.pod else {
      drawing.box(rect, title: row.name)
      let words = localized("An address without a pod: its endpoints are written by hand.")
      let lines =
        [[Drawing.Run(words)]] + ProbeWords.lines(row, context)
        + VerdictWords.lines(row, context)
      drawing.lines(lines, in: rect.inset(2, 1))
      return
    }
    let facts = context.state.shown
    let explanation = BackendExplanation(
      service: row.service, pod: pod, in: facts.inventory, readings: facts.readings)
    var lines = explanation.lines.map { Self.line($0, context) }
    lines += ProbeWords.lines(row, context) + VerdictWords.lines(row, context)
    if !row.steering.isEmpty {
      let steering = row.steering.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.append([
        Drawing.Run("\(context.glyphs.arrow) ", .muted),
        Drawing.Run(localized("steered by").padded(30)),
        Drawing.Run(steering.joined(separator: " ")),
      ])
    }
    let box = Rect(
      x: rect.x, y: rect.y, width: rect.width, height: min(rect.height, max(5, lines.count + 2)))
    guard box.height >= 3 else { return }
    drawing.box(box, title: explanation.title)
    drawing.lines(lines, in: box.inset(2, 1))
  }

  static func line(
    _ line: BackendExplanation.Line, _ context: PaneContext
  ) -> [Drawing.Run] {
    let glyphs = context.glyphs
    let sign: Drawing.Run =
      switch line.state {
      case .holds: Drawing.Run("\(glyphs.healthy) ", .stateOK)
      case .fails: Drawing.Run("\(glyphs.fault) ", .stateFault)
      case .follows: Drawing.Run("\(glyphs.arrow) ", .muted)
      case .unknown: Drawing.Run("\(glyphs.unknown) ", .stateUnknown)
      }
    return [sign, Drawing.Run(line.what.padded(29) + " "), Drawing.Run(line.detail)]
  }
}
