import Language
import Screen
import State
import Topology

/// The columns of lists of backends.
enum BackendColumns {
  /// The titles that can be sorted by.
  static let sortable = [
    "Pod", "IP", "Node", "Ready", "Restart", "p95 ms", "Share", "req/s", "err%",
  ]

  static func columns(
    showsService: Bool, showsProbes: Bool, showsVerdicts: Bool = false
  ) -> [ListColumn<BackendRow>] {
    var columns: [ListColumn<BackendRow>] = [
      ListColumn("POD", priority: 0, 24...48) { row, _ in Drawing.Run(row.name) }
    ]
    if showsService {
      columns.append(
        ListColumn("SERVICE", priority: 6, 6...24) { row, _ in Drawing.Run(row.service.name) })
    }
    if showsProbes {
      columns.append(
        ListColumn("ANSWERS", priority: 1, 7...12) { row, _ in ProbeWords.cell(row) })
    }
    if showsVerdicts {
      columns.append(
        ListColumn("PROXY", priority: 2, 6...9) { row, _ in VerdictWords.cell(row) })
    }
    return columns + [
      ListColumn("IP", priority: 7, 9...21) { row, _ in Drawing.Run(row.address.address) },
      ListColumn("NODE", priority: 8, 4...16) { row, _ in
        Drawing.Run(row.node.isEmpty ? "-" : row.node)
      },
      ListColumn("READY", priority: 1, 5...5) { row, _ in
        Drawing.Run(
          row.isReady ? localized("yes") : localized("no"), row.isReady ? .text : .stateUnready)
      },
      ListColumn("SERVING", priority: 11, 7...7) { row, _ in
        Drawing.Run(row.isServing ? localized("yes") : localized("no"))
      },
      ListColumn("RESTART", priority: 9, 7...7, .right) { row, _ in
        Drawing.Run("\(row.restarts)", row.restarts > 0 ? .stateWarning : .text)
      },
      ListColumn("p95 ms", priority: 5, 6...6, .right) { row, _ in
        Drawing.Run(Figures.milliseconds(row.p95))
      },
      ListColumn("SHARE", priority: 4, 5...5, .right) { row, _ in
        Drawing.Run(row.measuredShare.map { Figures.wholePercent($0) } ?? "-")
      },
      ListColumn("REQ/S", priority: 2, 6...7, .right) { row, _ in
        Drawing.Run(Figures.short(row.rate))
      },
      ListColumn("ERR%", priority: 3, 4...5, .right) { row, _ in
        let role: Role = row.figures.health == .ok ? .text : row.figures.health.role
        return Drawing.Run(Figures.part(row.errorShare), role)
      },
      ListColumn("LAST 10 MIN", priority: 10, 12...20) { row, glyphs in
        Drawing.Run(glyphs.health(row.cells, width: 20))
      },
    ]
  }

  static func table(
    _ rows: ListRows<BackendRow>, showsService: Bool, isMain: Bool, in context: PaneContext
  ) -> ListTable<BackendRow> {
    let columns = Self.columns(
      showsService: showsService, showsProbes: context.interface.options.isProbing,
      showsVerdicts: !context.state.shown.verdicts.isEmpty)
    return ListTable(
      columns: columns, ids: rows.ids,
      lines: { [rows[$0]] },
      state: { row, glyphs in Drawing.Run(glyphs.state(row.health), row.health.role) },
      isMain: isMain)
  }
}

/// The backends of a Service in a box, under the list of Services.
struct BackendsBox {
  let service: NamespacedName

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let rows = context.state.backendRows(of: service)
    drawing.box(
      rect, title: localized("Backends of \(service.name)"),
      trailing: Figures.count(rows.count, "address", "addresses"))
    let inner = rect.inset(1, 1)
    guard !rows.isEmpty else {
      drawing.text(localized("No endpoint."), inner.x + 2, inner.y, .stateFault)
      return
    }
    BackendColumns.table(rows, showsService: false, isMain: false, in: context).draw(
      inner, context, into: &drawing)
  }
}

/// The rate of each backend of a Service as bars.
struct PodBars {
  let service: NamespacedName

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    drawing.box(rect, title: localized("Requests a second for each backend"))
    let inner = rect.inset(2, 1)
    let rows = Array(context.state.backendRows(of: service).prefix(inner.height))
    let most = max(0.001, rows.reduce(0) { max($0, $1.rate ?? 0) })
    let name = min(inner.width / 2, rows.reduce(4) { max($0, $1.name.terminalWidth) })
    let bar = max(4, inner.width - name - 9)
    for (index, row) in rows.enumerated() {
      let y = inner.y + index
      let shown = row.name.cut(to: name, drawing.glyphs, .middle)
      drawing.text(shown, inner.x, y, row.isReady ? .text : .stateUnready)
      let text = drawing.glyphs.bar((row.rate ?? 0) / most, width: bar)
      drawing.text(text, inner.x + name + 1, y, .series1)
      let rate = Figures.short(row.rate)
      drawing.text(rate, inner.maxX - rate.count, y)
    }
  }
}
