import Language
import Routing
import Screen
import State
import Topology

/// Every Service with its endpoints and traffic, and what there is to know of the selected one.
struct ServicesPane: Pane {
  var hints: [Key] {
    [
      .up, .character(" "), .character("S"), .character("E"), .character("y"), .character("o"),
      .character("/"), .character("W"), .character("a"), .character("p"), .enter,
      .character("e"), .character("t"),
    ]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let areas = ListAreas(rect, context)
    let table = ServiceColumns.table(context)
    let hidden = table.draw(areas.list, context, into: &drawing)
    ListStatus.draw(
      areas.status, context, total: context.rowTotal, table: (table.ids.count, hidden),
      into: &drawing)
    guard case .service(let name) = selection(context) else {
      emptyText(areas.list, context, into: &drawing)
      return
    }
    if !areas.below.isEmpty {
      BackendsBox(service: name).draw(areas.below, context, into: &drawing)
    }
    if !areas.detail.isEmpty {
      ServiceDetail(name: name).draw(areas.detail, context, into: &drawing)
    }
    if !areas.side.isEmpty {
      PodBars(service: name).draw(areas.side, context, into: &drawing)
    }
  }

  private func emptyText(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let text =
      context.list.filter.isEmpty
      ? localized("No Service in this namespace. :ns all shows every namespace.")
      : localized("No Service passes the filter. esc takes it away.")
    drawing.text(text, rect.x + 2, rect.y + 1, .muted, width: rect.width - 3)
    drawing.canvas.cursor = Point(x: rect.x, y: rect.y + 1)
  }

  func rows(_ context: PaneContext) -> [RowID] { context.rowIDs }
  func focusCount(_ context: PaneContext) -> Int { context.interface.isDetailShown ? 2 : 1 }

  var bindings: [Binding] { Self.keys }

  private static let keys: [Binding] =
    [Changes.scale, Changes.selector, Changes.weights, Changes.restart]
    + ListBindings.bindings(columns: ServiceColumns.sortable)
    + DetailTabs.bindings(count: ServiceDetail.tabs.count)

  func summary(_ context: PaneContext) -> String {
    guard case .service(let name) = selection(context), let row = context.state.serviceRow(name)
    else { return "" }
    return row.findings.first.map { finding in
      "\(context.glyphs.state(finding.health)) \(row.name.name): \(finding.sentence)"
    } ?? context.summaryText
  }

  func table(_ context: PaneContext) -> [[String]] {
    ServiceColumns.table(context).strings(context.glyphs)
  }
}
