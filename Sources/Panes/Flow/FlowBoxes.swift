import Language
import Screen
import State

/// Draws the flow as boxes joined by ribbons whose height is the rate; for screens from 200x60.
struct FlowBoxes {
  let tree: FlowTree
  let scale: RibbonScale
  let selection: RowID?
  let context: PaneContext
  let rect: Rect
  let columns: Columns

  /// Where the columns of boxes stand.
  struct Columns: Hashable, Sendable {
    let ingress: Int
    let route: Int
    let service: Int
    let backend: Int
    let ingressWidth = 13
    let routeWidth: Int
    let serviceWidth: Int

    init(width: Int) {
      let spare = max(0, width - 140)
      ingress = 15
      route = ingress + ingressWidth + 5
      routeWidth = 15 + spare / 4
      service = route + routeWidth + 15
      serviceWidth = 17 + spare / 4
      backend = service + serviceWidth + 19
    }
  }

  /// nil when the routes do not fit as boxes: then the tree of lines shows them.
  init?(tree: FlowTree, selection: RowID?, context: PaneContext, rect: Rect) {
    guard rect.width >= 132, !tree.routes.isEmpty else { return nil }
    let rates = tree.routes.map { $0.rate ?? 0 }
    let scale = RibbonScale.fitting(
      rates,
      height: { scale in
        tree.routes.reduce(2) { $0 + Self.height(of: $1, scale) + 1 }
      }, in: rect.height)
    guard let scale else { return nil }
    self.tree = tree
    self.scale = scale
    self.selection = selection
    self.context = context
    self.rect = rect
    columns = Columns(width: rect.width)
  }

  private static func height(of route: FlowTree.Route, _ scale: RibbonScale) -> Int {
    max(4, route.branches.reduce(0) { $0 + height(of: $1, scale) })
  }

  /// Both edges, and inside one row for each ribbon row or two for each backend, whichever is more.
  private static func height(of branch: FlowTree.Branch, _ scale: RibbonScale) -> Int {
    2 + max(2, scale.rows(branch.rate), branch.backends.count * (branch.backends.count > 4 ? 1 : 2))
  }

  private var glyphs: Glyphs { context.glyphs }

  func draw(into drawing: inout Drawing) {
    let titles = [
      (1, localized("CLIENTS")), (columns.ingress, localized("INGRESS")),
      (columns.route, localized("ROUTE")),
      (columns.service, localized("SERVICE")), (columns.backend + 3, localized("BACKENDS")),
      (rateEnd - 4, localized("req/s")), (errorEnd - 3, "err%"),
    ]
    for (x, title) in titles { text(title, x, rect.y, .muted, into: &drawing) }
    var y = rect.y + 2
    let first = y
    for route in tree.routes {
      draw(route, y: y, into: &drawing)
      y += Self.height(of: route, scale) + 1
    }
    ingress(first, y - 2, into: &drawing)
  }

  private var errorEnd: Int { rect.width - 2 }
  private var rateEnd: Int { errorEnd - 7 }

  /// The box that all requests come in by, as high as all routes together.
  private func ingress(_ first: Int, _ last: Int, into drawing: inout Drawing) {
    let box = Rect(
      x: rect.x + columns.ingress, y: first, width: columns.ingressWidth, height: last - first + 1)
    drawing.box(box, title: "ingress")
    let hosts = tree.hosts.map { FlowTree.hostName($0.name) }
    for (index, host) in hosts.prefix(max(0, box.height - 2)).enumerated() {
      let shown = host.cut(to: box.width - 3, glyphs, .middle)
      drawing.text(shown, box.x + 2, box.y + 1 + index)
    }
    let rows = min(max(1, scale.rows(tree.rate)), box.height)
    let top = first + (box.height - rows) / 2
    text(" \(Figures.short(tree.rate)) req/s", 0, max(first, top - 1), into: &drawing)
    ribbon(0, columns.ingress, top, rows: scale.rows(tree.rate), .heavy, into: &drawing)
  }

  private func draw(_ route: FlowTree.Route, y: Int, into drawing: inout Drawing) {
    let isSelected = selection == route.id
    let height = Self.height(of: route, scale)
    let box = Rect(x: rect.x + columns.route, y: y, width: columns.routeWidth, height: height)
    let path = route.path.isEmpty ? localized("(default)") : route.path
    let name = path.cut(to: box.width - 5, glyphs, .middle)
    drawing.box(box, title: name, isFocused: isSelected)
    drawing.text("\(Figures.short(route.rate)) req/s", box.x + 2, y + 1)
    let answer = route.branches.map(\.answer).first { !$0.isEmpty }
    if let answer {
      drawing.text("\(glyphs.fault) \(answer)", box.x + 2, y + 2, .stateFault)
    } else {
      drawing.text(
        "\(glyphs.state(route.health)) \(localized(Message(route.health.word)))", box.x + 2, y + 2,
        route.health.role)
    }
    if isSelected { drawing.select(Rect(x: box.x + 1, y: y, width: name.count + 2, height: 1)) }
    if isSelected { drawing.text(glyphs.selected, box.x, y) }
    FlowMouse.answer(box, route.id, isSelected: isSelected, context, &drawing)
    let weight = Stroke(rate: route.rate, of: tree.rate, isBroken: route.health == .fault)
    let end = columns.ingress + columns.ingressWidth
    ribbon(end, columns.route, y + 1, rows: scale.rows(route.rate), weight, into: &drawing)
    var row = y
    for branch in route.branches {
      draw(branch, y: row, into: &drawing)
      row += Self.height(of: branch, scale)
    }
  }

  private func draw(_ branch: FlowTree.Branch, y: Int, into drawing: inout Drawing) {
    let isSelected = selection == branch.id
    let box = Rect(
      x: rect.x + columns.service, y: y, width: columns.serviceWidth,
      height: Self.height(of: branch, scale))
    let name = branch.label.cut(to: box.width - 5, glyphs, .middle)
    drawing.box(box, title: name, isFocused: isSelected)
    let state = glyphs.state(branch.health)
    drawing.text(
      "\(state) \(branch.note)", box.x + 2, y + 1, branch.health.role, width: box.width - 3)
    if isSelected {
      drawing.select(Rect(x: box.x + 1, y: y, width: name.count + 2, height: 1))
      drawing.text(glyphs.selected, box.x, y)
    }
    FlowMouse.answer(box, branch.id, isSelected: isSelected, context, &drawing)
    let isBroken = branch.backends.isEmpty || branch.health == .fault
    let weight = Stroke(rate: branch.rate, of: tree.rate, isBroken: isBroken)
    let rows = scale.rows(branch.rate)
    let start = columns.route + columns.routeWidth
    ribbon(start, columns.service, y + 1, rows: rows, weight, into: &drawing)
    if let share = branch.share {
      text(" \(Figures.wholePercent(share)) ", start + 3, y + 1, into: &drawing)
    }
    backends(branch, weight, y: y + 1, into: &drawing)
  }

  private func backends(
    _ branch: FlowTree.Branch, _ weight: Stroke, y: Int, into drawing: inout Drawing
  ) {
    let start = columns.service + columns.serviceWidth
    let end = columns.backend
    guard !branch.backends.isEmpty else {
      ribbon(start, end - 1, y, rows: 0, .dashed, into: &drawing)
      let answer = branch.answer.isEmpty ? "" : ": \(branch.answer)"
      guard branch.isKnown else {
        text("? " + localized("not known"), end, y, .muted, into: &drawing)
        return
      }
      text(localized("\(glyphs.fault) no endpoints\(answer)"), end, y, .stateFault, into: &drawing)
      return
    }
    let step = branch.backends.count > 4 ? 1 : 2
    ribbon(start, end - 3, y, rows: scale.rows(branch.rate), weight, into: &drawing)
    for (index, backend) in branch.backends.enumerated() {
      let row = y + index * step
      let isIdle = backend.health != .ok && backend.health != .warning
      let part = Stroke(rate: isIdle ? 0 : backend.rate, of: tree.rate)
      if index * step >= scale.rows(branch.rate) {
        let line = String(repeating: glyphs.line(part), count: end - 3 - start)
        text(line, start, row, part == .dashed ? .linkIdle : .linkBusy, into: &drawing)
      }
      text(glyphs.line(part) + glyphs.arrowHead, end - 3, row, into: &drawing)
      draw(backend, y: row, hasHistory: step == 2, into: &drawing)
    }
  }

  private func draw(
    _ backend: FlowTree.Backend, y: Int, hasHistory: Bool, into drawing: inout Drawing
  ) {
    let x = columns.backend
    text(glyphs.state(backend.health), x, y, backend.health.role, into: &drawing)
    let room = rateEnd - 7 - x
    let name = backend.name.cut(to: room, glyphs, .middle)
    text(name, x + 2, y, into: &drawing)
    if backend.note.isEmpty {
      let rate = Figures.short(backend.rate)
      text(rate, rateEnd + 1 - rate.count, y, into: &drawing)
      let errors = Figures.part(backend.errors)
      text(errors, errorEnd + 1 - errors.count, y, into: &drawing)
    } else {
      let note = backend.note
      text(note, errorEnd + 1 - note.count, y, backend.health.role, into: &drawing)
    }
    if hasHistory {
      let line = glyphs.sparkline(backend.history, width: 15)
      text(line, x + 2, y + 1, .series1, into: &drawing)
    }
    let place = Rect(x: rect.x + x + 1, y: y, width: errorEnd - x, height: 1)
    if selection == backend.id {
      text(glyphs.selected, x + 1, y, into: &drawing)
      drawing.select(Rect(x: place.x, y: y, width: name.terminalWidth + 1, height: 1))
    }
    FlowMouse.answer(place, backend.id, isSelected: selection == backend.id, context, &drawing)
  }

  /// A ribbon of this many rows between two columns; under one row it is a line.
  private func ribbon(
    _ start: Int, _ end: Int, _ y: Int, rows: Int, _ weight: Stroke, into drawing: inout Drawing
  ) {
    let role: Role = weight == .dashed ? .linkIdle : .linkBusy
    guard rows > 0, weight != .dashed else {
      let line = String(
        repeating: glyphs.line(weight == .dashed ? .dashed : .light), count: end - start)
      text(line, start, y, role, into: &drawing)
      return
    }
    let line = String(repeating: glyphs.ribbon, count: end - start)
    for row in 0..<rows { text(line, start, y + row, role, into: &drawing) }
  }

  private func text(
    _ text: String, _ x: Int, _ y: Int, _ role: Role = .text, into drawing: inout Drawing
  ) {
    guard y < rect.maxY, x < rect.width else { return }
    drawing.text(text, rect.x + x, y, role, width: rect.width - x)
  }
}
