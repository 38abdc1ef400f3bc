import Language
import Screen
import State
import Topology

/// The columns of the list of Services.
enum ServiceColumns {
  /// The titles that can be sorted by.
  static let sortable = ["Name", "Type", "Ready", "req/s", "err%", "p95", "Age"]

  static func columns(allNamespaces: Bool) -> [ListColumn<ServiceRow>] {
    [
      ListColumn("NAME", priority: 0, 20...48) { row, _ in
        Drawing.Run(allNamespaces ? row.name.description : row.name.name)
      },
      ListColumn("TYPE", priority: 6, 9...12) { row, _ in Drawing.Run(row.type) },
      ListColumn("CLUSTER-IP", priority: 8, 10...24) { row, _ in
        Drawing.Run(row.clusterIP.isEmpty ? "-" : row.clusterIP)
      },
      ListColumn("PORTS", priority: 4, 7...22) { row, glyphs in
        Drawing.Run(row.ports.replacingArrows(glyphs))
      },
      ListColumn("SELECTOR", priority: 7, 12...32) { row, _ in
        Drawing.Run(row.selector.isEmpty ? "-" : SelectorText.text(row.selector))
      },
      ListColumn("READY", priority: 1, 5...7, .right) { row, _ in
        row.isCounted ? Drawing.Run("\(row.ready)/\(row.total)") : Drawing.Run("?", .muted)
      },
      ListColumn("REQ/S", priority: 2, 6...7, .right) { row, _ in
        Drawing.Run(Figures.short(row.rate))
      },
      ListColumn("ERR%", priority: 3, 4...5, .right) { row, _ in
        let role: Role = row.figures.health == .ok ? .text : row.figures.health.role
        return Drawing.Run(Figures.part(row.errorShare), role)
      },
      ListColumn("p95", priority: 9, 5...6, .right) { row, _ in
        Drawing.Run(Figures.milliseconds(row.p95))
      },
      ListColumn("AGE", priority: 10, 5...6, .right) { row, _ in
        Drawing.Run(row.age.map { Figures.age($0) } ?? "-")
      },
      ListColumn("60 s", priority: 5, 6...12) { row, glyphs in
        Drawing.Run(glyphs.sparkline(row.history, width: 6), .series1)
      },
    ]
  }

  static func table(_ context: PaneContext) -> ListTable<ServiceRow> {
    let rows = context.state.serviceRows
    return ListTable(
      columns: columns(allNamespaces: context.interface.namespace == nil), ids: rows.ids,
      lines: { [rows[$0]] },
      state: { row, glyphs in Drawing.Run(glyphs.state(row.health), row.health.role) })
  }
}
