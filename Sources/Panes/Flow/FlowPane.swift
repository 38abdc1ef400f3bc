import Language
import Screen
import State
import Topology

/// Where requests go: routes, the Services behind them, their backends, and how much takes each link.
struct FlowPane: Pane {
  var hints: [Key] {
    [
      .up, .left, .enter, .character("W"), .character("S"), .character("E"), .character("/"),
      .character("p"), .character("y"), .character("a"),
      .character("e"), .character("t"),
    ]
  }

  func draw(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let map = FlowMap(context, rows: rect.height)
    let selected = selected(map, context)
    let areas = FlowAreas(rect, context)
    drawFlow(map.tree, selected, areas.flow, context, into: &drawing)
    if map.tree.routes.isEmpty {
      let text =
        context.list.filter.isEmpty
        ? context.state.shown.unknownKinds.contains("Service")
          ? localized("What there is is not known.") : localized("No Ingress and no Service yet.")
        : localized("No route passes the filter. esc takes it away.")
      drawing.text(text, areas.flow.x + 2, areas.flow.y + 2, .muted)
    }
    if !areas.side.isEmpty {
      SideColumn().draw(areas.side, context, into: &drawing)
    }
    if !areas.detail.isEmpty, let selected {
      FlowDetail(row: selected).draw(areas.detail, context, into: &drawing)
    }
    if !areas.plots.isEmpty {
      FlowPlots(row: selected).draw(areas.plots, context, into: &drawing)
    }
  }

  private func drawFlow(
    _ tree: FlowTree, _ selected: RowID?, _ rect: Rect, _ context: PaneContext,
    into drawing: inout Drawing
  ) {
    guard context.layout.form >= .wide, rect.height > 6 else {
      FlowTreeDrawing(tree: tree, selection: selected, context: context, rect: rect)
        .draw(into: &drawing)
      return
    }
    let inner = rect.inset(2, 1)
    let boxes =
      context.layout.form == .large
      ? FlowBoxes(tree: tree, selection: selected, context: context, rect: inner) : nil
    var title = localized("Flow \(context.glyphs.separator) req/s over 10 s")
    if let boxes {
      title +=
        localized(
          " \(context.glyphs.separator) one ribbon row = \(Figures.short(boxes.scale.requestsPerRow)) req/s"
        )
    }
    drawing.box(rect, title: title, isFocused: false)
    if let boxes {
      boxes.draw(into: &drawing)
      legend(inner, context, into: &drawing)
    } else {
      FlowTreeDrawing(tree: tree, selection: selected, context: context, rect: inner)
        .draw(into: &drawing)
    }
  }

  private func legend(_ rect: Rect, _ context: PaneContext, into drawing: inout Drawing) {
    let glyphs = context.glyphs
    let text =
      localized(
        "\(glyphs.ribbon) ribbon: rows in proportion to req/s   \(glyphs.line(.light)) under one row   "
          + "\(glyphs.line(.dashed)) no traffic   \(glyphs.fault) refused   \(glyphs.healthy) healthy   "
          + "\(glyphs.warning) warning   \(glyphs.notReady) not ready")
    drawing.text(text, rect.x, rect.maxY - 1, .muted, width: rect.width)
  }

  private func selected(_ map: FlowMap, _ context: PaneContext) -> RowID? {
    let all = map.all
    if let wanted = context.pinned ?? context.list.selection, all.contains(wanted) { return wanted }
    return all.first
  }

  func rows(_ context: PaneContext) -> [RowID] { FlowMap(context, isBare: true).all }

  var bindings: [Binding] { Self.keys }

  private static let keys: [Binding] =
    [
      Changes.weights, Changes.scale, Changes.selector, Changes.inject, Changes.delete,
      Changes.restart,
      Binding(.enter, label: "open", sentence: "open the backends of the selection") { context in
        PaneCatalogue.pane(.flow).selection(context).map { Opening.intents($0, context) } ?? []
      },
      move([.up, .character("k")], "the label above", "move") { $0.below($1, by: -1) }
        .hinting(.up, .down),
      move([.down, .character("j")], "the label below") { $0.below($1, by: 1) },
      move([.left, .character("h")], "back along the link", "follow") { $0.left(of: $1) }
        .hinting(.left, .right),
      move([.right, .character("l")], "along the link") { $0.right(of: $1) },
    ]

  private static func move(
    _ keys: [Key], _ sentence: Message, _ label: Message = "",
    _ target: @escaping @Sendable (FlowMap, RowID) -> RowID?
  ) -> Binding {
    var binding = Binding(label: label, sentence: sentence) { context in
      let map = FlowMap(context)
      guard let current = PaneCatalogue.pane(.flow).selection(context),
        let next = target(map, current), next != current
      else { return [] }
      return [.select(next, on: .flow, order: [])]
    }
    binding.keys = keys
    return binding
  }

  func summary(_ context: PaneContext) -> String { context.summaryText }

  func table(_ context: PaneContext) -> [[String]] {
    [["HOST", "PATH", "SERVICE", "WEIGHT%", "BACKEND", "STATE", "REQ/S", "ERR%"]]
      + FlowMap(context).tree.hosts.flatMap { host in
        host.routes.flatMap { route in
          route.branches.flatMap { branch -> [[String]] in
            let lead = [
              host.name, route.path, branch.label, branch.share.map { Figures.part($0) } ?? "100",
            ]
            guard !branch.backends.isEmpty else {
              return [lead + ["-", branch.note, Figures.short(branch.rate), "-"]]
            }
            return branch.backends.map { backend in
              lead + [
                backend.name, backend.health.word, Figures.short(backend.rate),
                Figures.part(backend.errors),
              ]
            }
          }
        }
      }
  }
}

/// How the Flow screen divides its body.
struct FlowAreas: Hashable, Sendable {
  let flow: Rect
  let side: Rect
  let detail: Rect
  let plots: Rect

  init(_ rect: Rect, _ context: PaneContext) {
    let none = Rect(x: rect.x, y: rect.maxY, width: 0, height: 0)
    let hasDetail = context.interface.isDetailShown && !context.interface.isZoomed
    switch context.layout.form {
    case .tooSmall, .compact:
      (flow, side, detail, plots) = (rect, none, none, none)
    case .standard:
      let rows = hasDetail ? min(7, rect.height / 3) : 0
      let parts = rect.splitBottom(rows)
      (flow, detail) = (parts.rest, parts.bottom)
      (side, plots) = (none, none)
    case .wide, .large:
      guard hasDetail else {
        (flow, side, detail, plots) = (rect, none, none, none)
        return
      }
      let isLarge = context.layout.form == .large
      let (upper, plots) = rect.splitSharedBottom(rect.height * 4 / 10)
      let (top, detail) = isLarge ? (upper, none) : upper.splitSharedBottom(8)
      let (flow, side) = top.splitSharedRight(isLarge ? 52 : 32)
      self.flow = flow
      self.plots = plots
      guard isLarge else {
        (self.side, self.detail) = (side, detail)
        return
      }
      (self.side, self.detail) = side.splitSharedBottom(12)
    }
  }
}
