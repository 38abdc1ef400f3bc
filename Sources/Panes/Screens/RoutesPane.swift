import Language
import Routing
import Screen
import State
import Topology

/// Every route of every Ingress, where it leads, and which of them answers a path.
struct RoutesPane: Pane {
  var hints: [Key] {
    [
      .up, .enter, .character("W"), .character("E"), .character("y"), .character("o"),
      .character("/"), .character("p"), .character("a"),
      .character("e"), .character("t"),
    ]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let (status, rest) = rect.splitTop(1)
    let ids = context.rowIDs
    let hasDetail =
      context.layout.form >= .standard && context.interface.isDetailShown
      && !context.interface.isZoomed
    let (list, detail) = rest.splitTop(
      hasDetail ? rest.height - min(12, rest.height * 9 / 20) : rest.height)
    let hidden = RouteColumns.table(context).draw(list, context, into: &drawing)
    ListStatus.draw(
      status, context, order: "host, path", total: context.rowTotal, table: (ids.count, hidden),
      into: &drawing)
    guard let row = selected(context) else {
      drawing.text(
        localized("No object declares a route here."), list.x + 2, list.y + 1, .muted)
      drawing.canvas.cursor = Point(x: list.x, y: list.y + 1)
      return
    }
    if hasDetail { MatchOrder(route: row.route).draw(detail, context, into: &drawing) }
  }

  func rows(_ context: PaneContext) -> [RowID] { context.rowIDs }

  var bindings: [Binding] { Self.keys }

  private static let keys: [Binding] =
    [Changes.weights, Changes.scale, Changes.selector]
    + ListBindings.bindings(columns: RouteColumns.sortable)

  private func selected(_ context: PaneContext) -> RouteRow? {
    guard case .route(let id) = selection(context) else { return nil }
    return context.state.routeRow(id)
  }

  func summary(_ context: PaneContext) -> String {
    guard let row = selected(context) else { return "" }
    let place = row.host + row.path
    return row.findings.first.map { "\(context.glyphs.state($0.health)) \(place): \($0.sentence)" }
      ?? context.summaryText
  }

  func table(_ context: PaneContext) -> [[String]] {
    RouteColumns.table(context).strings(context.glyphs)
  }
}

/// The columns of the list of routes: a line for each backend.
enum RouteColumns {
  /// The titles that can be sorted by.
  static let sortable = ["Host", "Path", "Type", "Backend", "Weight", "req/s", "err%"]

  /// A line of the list.
  struct Line: Sendable {
    let row: RouteRow
    let backend: RouteRow.Backend?
    let isFirst: Bool
  }

  static let columns: [ListColumn<Line>] = [
    ListColumn("HOST", priority: 0, 16...40) { line, _ in
      Drawing.Run(line.isFirst ? (line.row.host.isEmpty ? "*" : line.row.host) : "")
    },
    ListColumn("PATH", priority: 1, 6...32) { line, _ in
      Drawing.Run(
        line.isFirst ? (line.row.path.isEmpty ? localized("(default)") : line.row.path) : "")
    },
    ListColumn("TYPE", priority: 8, 6...10) { line, _ in
      let type = line.row.type == "ImplementationSpecific" ? localized("Specific") : line.row.type
      return Drawing.Run(line.isFirst ? type : "")
    },
    ListColumn("BACKEND", priority: 2, 12...36) { line, _ in
      guard let backend = line.backend else { return Drawing.Run(localized("(none)"), .stateFault) }
      let text = backend.label
      return backend.isMissing
        ? Drawing.Run(localized("\(text) (missing)"), .stateFault) : Drawing.Run(text)
    },
    ListColumn("WEIGHT", priority: 5, 6...6, .right) { line, _ in
      Drawing.Run(line.backend.map { "\($0.weight)" } ?? "-")
    },
    ListColumn("SHARE", priority: 6, 5...5, .right) { line, _ in
      Drawing.Run(line.backend?.measuredShare.map { Figures.wholePercent($0) } ?? "-")
    },
    ListColumn("REQ/S", priority: 3, 6...7, .right) { line, _ in
      Drawing.Run(Figures.short(line.backend?.figures.rate ?? (line.isFirst ? line.row.rate : nil)))
    },
    ListColumn("ERR%", priority: 4, 5...5, .right) { line, _ in
      let figures = line.backend?.figures ?? line.row.figures
      let role: Role = figures.health == .ok ? .text : figures.health.role
      return Drawing.Run(Figures.part(figures.errorShare), role)
    },
    ListColumn("TLS", priority: 7, 3...3) { line, _ in
      Drawing.Run(line.isFirst ? (line.row.isTLS ? localized("yes") : localized("no")) : "")
    },
    ListColumn("p95", priority: 9, 5...6, .right) { line, _ in
      Drawing.Run(Figures.milliseconds(line.backend?.figures.p95))
    },
    ListColumn("SOURCE", priority: 10, 12...36) { line, _ in
      Drawing.Run(line.isFirst ? line.row.route.source.description : "")
    },
    ListColumn("60 s", priority: 11, 6...12) { line, glyphs in
      Drawing.Run(line.isFirst ? glyphs.sparkline(line.row.history, width: 12) : "", .series1)
    },
  ]

  static func table(_ context: PaneContext) -> ListTable<Line> {
    let rows = context.state.routeRows
    return ListTable(
      columns: columns, ids: rows.ids,
      lines: { index in
        let row = rows[index]
        guard !row.backends.isEmpty else { return [Line(row: row, backend: nil, isFirst: true)] }
        return row.backends.enumerated().map { index, backend in
          Line(row: row, backend: backend, isFirst: index == 0)
        }
      },
      state: { line, glyphs in
        line.isFirst
          ? Drawing.Run(glyphs.state(line.row.health), line.row.health.role)
          : Drawing.Run(glyphs.line(.vertical, .light), .border)
      })
  }
}
