import Language
import Screen
import State
import Topology

/// How the cluster's network is made: plugins, ranges, peers and load balancers, and what does not fit together.
struct NetworkPane: Pane {
  var hints: [Key] {
    [.up, .enter, .character("/"), .character("t"), .character("y"), .character("p")]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let (status, rest) = rect.splitTop(1)
    let rows = context.state.networkRows
    let hasDetail =
      context.layout.form >= .standard && context.interface.isDetailShown
      && !context.interface.isZoomed && !rows.isEmpty
    let detailRows = min(max(8, rest.height / 3), rest.height / 2)
    let (list, detail) = rest.splitTop(hasDetail ? rest.height - detailRows : rest.height)
    let hidden = NetworkColumns.table(rows, width: rect.width).draw(list, context, into: &drawing)
    ListStatus.draw(
      status, context, order: "part", total: context.rowTotal, table: (rows.count, hidden),
      into: &drawing)
    guard !rows.isEmpty else {
      drawing.text(
        localized("Nothing is known of the network here."), list.x + 2, list.y + 1, .muted)
      drawing.canvas.cursor = Point(x: list.x, y: list.y + 1)
      return
    }
    guard hasDetail, let row = selected(context) else { return }
    self.detail(row, detail, context, into: &drawing)
  }

  private func detail(
    _ row: NetworkRow, _ rect: Rect, _ context: PaneContext, into drawing: inout Drawing
  ) {
    guard rect.height >= 4 else { return }
    let title = "\(localized(row.part.title)) \(localized(row.name))"
    drawing.box(rect, title: title, trailing: localized("d:close detail"))
    let inner = rect.inset(2, 1)
    var lines = localized(row.value).wrapped(to: max(8, inner.width))
      .map { [Drawing.Run($0, row.health.role)] }
    if !row.note.isEmpty { lines.append([Drawing.Run(localized(row.note), .muted)]) }
    lines += row.details.map { detail in
      [
        Drawing.Run(localized(detail.title).padded(16) + " ", .muted),
        Drawing.Run(localized(detail.value)),
      ]
    }
    drawing.lines(lines, in: inner)
  }

  func rows(_ context: PaneContext) -> [RowID] { context.rowIDs }

  var bindings: [Binding] { Self.keys }

  private static let keys: [Binding] = [
    Binding(.enter, label: "open", sentence: "open the Service of the load balancer") { context in
      PaneCatalogue.pane(context.screen).selection(context).map { Opening.intents($0, context) }
        ?? []
    }
  ]

  private func selected(_ context: PaneContext) -> NetworkRow? {
    selection(context).flatMap { context.state.network[$0] }
  }

  func summary(_ context: PaneContext) -> String {
    guard let row = selected(context) else { return "" }
    let note = localized(row.note)
    let text = note.isEmpty ? localized(row.value) : note
    return "\(context.glyphs.state(row.health)) \(localized(row.name)): \(text)"
  }

  func table(_ context: PaneContext) -> [[String]] {
    NetworkColumns.table(context.state.networkRows, width: 400).strings(context.glyphs)
  }
}

/// The columns of the list of the network's parts.
enum NetworkColumns {
  /// The signs, marks and gaps before and between the columns.
  private static let margin = 14

  /// The columns for a width: what is known of a part goes before what is said of it.
  private static func columns(_ width: Int) -> [ListColumn<NetworkRow>] {
    let room = max(40, width - margin)
    let isNarrow = width < 120
    let name = isNarrow ? 22 : min(36, room / 4)
    let value = isNarrow ? room - 8 - name : room * 2 / 5
    let note = max(12, room - 8 - name - value)
    return [
      ListColumn("PART", priority: 0, 8...8) { row, _ in
        Drawing.Run(localized(row.part.title), .muted)
      },
      ListColumn("NAME", priority: 1, min(12, name)...name) { row, _ in
        Drawing.Run(localized(row.name))
      },
      ListColumn("VALUE", priority: 2, min(16, value)...value) { row, _ in
        Drawing.Run(localized(row.value), row.health == .ok ? .text : row.health.role)
      },
      ListColumn("NOTE", priority: 3, 12...note) { row, _ in
        Drawing.Run(localized(row.note), .muted)
      },
    ]
  }

  static func table(_ rows: ListRows<NetworkRow>, width: Int) -> ListTable<NetworkRow> {
    ListTable(
      columns: columns(width), ids: rows.ids, lines: { [rows[$0]] },
      state: { row, glyphs in Drawing.Run(glyphs.state(row.health), row.health.role) })
  }
}
