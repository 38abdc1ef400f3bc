import Language
import Screen
import State
import Topology

/// Draws the flow as a tree of lines: one row for each backend, line weight for how busy a link is.
struct FlowTreeDrawing {
  let tree: FlowTree
  let columns: FlowColumns
  let selection: RowID?
  let context: PaneContext
  let rect: Rect

  init(tree: FlowTree, selection: RowID?, context: PaneContext, rect: Rect) {
    self.tree = tree
    columns = FlowColumns(width: rect.width, longestName: tree.longestName)
    self.selection = selection
    self.context = context
    self.rect = rect
  }

  private var glyphs: Glyphs { context.glyphs }

  func draw(into drawing: inout Drawing) {
    header(into: &drawing)
    let blocks = FlowBlock.blocks(of: tree, most: rect.height >= 24 ? 12 : 6)
    let page = FlowBlock.page(blocks, around: selection, height: rect.height - 1)
    var y = rect.y + 1
    var trunk: (first: Int, last: Int)?
    for block in page {
      if let heading = block.heading {
        text(FlowTree.hostName(heading), columns.trunk, y, .title, into: &drawing)
        y += 1
      }
      trunk = (trunk?.first ?? y, y)
      draw(block, y: y, into: &drawing)
      y += block.height - (block.heading == nil ? 0 : 1)
    }
    if let trunk, columns.hasClient { client(trunk, into: &drawing) }
    let hidden = blocks.count - page.count + tree.moreRoutes
    guard hidden > 0, y < rect.maxY else { return }
    text("\(Figures.count(hidden, "more route"))", columns.path, y, .muted, into: &drawing)
  }

  private func header(into drawing: inout Drawing) {
    if columns.hasClient { text(localized("CLIENT"), 0, rect.y, .muted, into: &drawing) }
    let title = columns.hasClient ? localized("ROUTE") : localized("INGRESS / ROUTE")
    text(title, columns.hasClient ? columns.path : 0, rect.y, .muted, into: &drawing)
    text(localized("SERVICE"), columns.service, rect.y, .muted, into: &drawing)
    text(localized("BACKENDS"), columns.backend, rect.y, .muted, into: &drawing)
    text(localized("req/s"), columns.rateEnd - 4, rect.y, .muted, into: &drawing)
    if columns.showsErrors {
      text("err%", columns.errorEnd - 3, rect.y, .muted, into: &drawing)
    }
  }

  /// How much comes in, beside the trunk.
  private func client(_ trunk: (first: Int, last: Int), into drawing: inout Drawing) {
    let y = (trunk.first + trunk.last) / 2
    let text = Figures.short(tree.rate) + "/s "
    self.text(text, columns.trunk - text.count, y, into: &drawing)
  }

  private func draw(_ block: FlowBlock, y: Int, into drawing: inout Drawing) {
    let route = block.route
    let weight = Stroke(rate: route.rate, of: tree.rate, isBroken: route.health == .fault)
    let fork = glyphs.fork(block.isLast ? .last : .middle, .light)
    text(fork, columns.trunk, y, .border, into: &drawing)
    let end = route.isUnrouted ? columns.trunk : label(route, weight, y: y, into: &drawing)
    let isForked = route.branches.count > 1
    let fork2 = min(columns.link, max(columns.link - 3, end + 1))
    var row = y
    for (index, branch) in route.branches.enumerated() {
      let height = block.height(of: branch)
      let isLast = index == route.branches.count - 1
      if isForked {
        let part: ForkPart = index == 0 ? .first : isLast ? .last : .middle
        text(glyphs.fork(part, .light), fork2, row, .border, into: &drawing)
        if !isLast {
          for y in row + 1..<row + height {
            text(glyphs.fork(.bar, .light), fork2, y, .border, into: &drawing)
          }
        }
      }
      let start = isForked ? fork2 + 1 : route.isUnrouted ? columns.trunk + 1 : columns.link
      draw(branch, from: start, y: row, into: &drawing)
      fan(branch, y: row, height: height, into: &drawing)
      row += height
    }
    guard !block.isLast else { return }
    for y in y + 1..<max(y + 2, row) {
      text(glyphs.fork(.bar, .light), columns.trunk, y, .border, into: &drawing)
    }
  }

  /// Draws a route's path on its line and gives the column after it.
  private func label(
    _ route: FlowTree.Route, _ weight: Stroke, y: Int, into drawing: inout Drawing
  ) -> Int {
    let isSelected = selection == route.id
    if columns.hasClient {
      let head = isSelected ? glyphs.selected : glyphs.arrowHead
      text(glyphs.line(weight) + head, columns.trunk + 1, y, role(weight), into: &drawing)
    } else if isSelected {
      text(glyphs.selected, columns.path - 1, y, into: &drawing)
    }
    let room = columns.pathWidth - (route.branches.count > 1 ? 1 : 0)
    let shown = (route.path.isEmpty ? localized("(default)") : route.path).cut(
      to: room, glyphs, .middle)
    text(shown, columns.path, y, role(route.health), into: &drawing)
    place(
      Rect(x: columns.path - 1, y: y, width: room + 1, height: 1), route.id, width: shown.count + 1,
      into: &drawing)
    return columns.path + shown.terminalWidth
  }

  private func draw(
    _ branch: FlowTree.Branch, from start: Int, y: Int, into drawing: inout Drawing
  ) {
    let isBroken = branch.backends.isEmpty || branch.health == .fault
    let weight = Stroke(rate: branch.rate, of: tree.rate, isBroken: isBroken)
    let share = branch.share.map { Figures.wholePercent($0) } ?? ""
    text(share, start, y, into: &drawing)
    let first = start + share.count
    let end = columns.service - 2
    let line = String(repeating: glyphs.line(weight), count: max(0, end - first)) + glyphs.arrowHead
    text(line, first, y, role(weight), into: &drawing)
    let rate = branch.isUncounted ? "" : Figures.short(branch.rate) + "/s"
    let answer = branch.answer.isEmpty ? "" : " \(glyphs.arrow) \(branch.answer)"
    let room = columns.service - 1 - rate.count - answer.terminalWidth
    let left = min(columns.link + 8 - rate.count, room)
    text(rate, left, y + 1, into: &drawing)
    text(answer, left + rate.count, y + 1, .stateFault, into: &drawing)
    let shown = branch.label.cut(to: columns.serviceWidth, glyphs, .middle)
    text(shown, columns.service, y, into: &drawing)
    let state = glyphs.state(branch.health)
    text("\(state) \(branch.note)", columns.service, y + 1, role(branch.health), into: &drawing)
    if selection == branch.id { text(glyphs.selected, columns.service - 1, y, into: &drawing) }
    place(
      Rect(x: columns.service - 1, y: y, width: columns.serviceWidth + 1, height: 2), branch.id,
      width: shown.terminalWidth + 1, into: &drawing)
  }

  private func fan(
    _ branch: FlowTree.Branch, y: Int, height: Int, into drawing: inout Drawing
  ) {
    guard !branch.backends.isEmpty else {
      let role: Role = branch.isKnown ? .stateFault : .muted
      let end = branch.isKnown ? glyphs.fault : "?"
      let line = String(repeating: glyphs.line(.dashed), count: 2) + end
      text(line, columns.fan, y, role, into: &drawing)
      let words = branch.isKnown ? localized("no endpoints") : localized("not known")
      text(words, columns.backend, y, role, into: &drawing)
      return
    }
    let main = Stroke(rate: branch.rate, of: tree.rate)
    text(String(repeating: glyphs.line(main), count: 2), columns.fan, y, role(main), into: &drawing)
    let hidden = branch.backends.count + branch.more - height
    let shown = hidden > 0 ? height - 1 : branch.backends.count
    for (index, backend) in branch.backends.prefix(shown).enumerated() {
      let isLast = index == shown - 1 && hidden <= 0
      let part: ForkPart? =
        shown == 1 && hidden <= 0 ? nil : index == 0 ? .first : isLast ? .last : .middle
      let rate = backend.health == .ok || backend.health == .warning ? backend.rate : 0
      let weight = Stroke(rate: rate, of: tree.rate)
      let fork =
        part.map { glyphs.fork($0, main) } ?? glyphs.line(main)
      text(fork, columns.fan + 2, y + index, role(main), into: &drawing)
      text(
        glyphs.line(weight) + glyphs.arrowHead, columns.fan + 3, y + index, role(weight),
        into: &drawing)
      draw(backend, y: y + index, into: &drawing)
    }
    guard hidden > 0 else { return }
    text(
      localized("\(hidden + 1) more (enter shows all)"), columns.backend, y + height - 1, .muted,
      into: &drawing)
  }

  private func draw(_ backend: FlowTree.Backend, y: Int, into drawing: inout Drawing) {
    text(glyphs.state(backend.health), columns.backend, y, role(backend.health), into: &drawing)
    if selection == backend.id { text(glyphs.selected, columns.backend + 1, y, into: &drawing) }
    let room =
      backend.note.isEmpty
      ? columns.nameWidth
      : min(columns.nameWidth, columns.errorEnd - backend.note.count - columns.backend - 2)
    let name = backend.name.cut(to: room, glyphs, .middle)
    text(name, columns.backend + 2, y, into: &drawing)
    if backend.note.isEmpty {
      let rate = Figures.short(backend.rate)
      text(rate, columns.rateEnd + 1 - rate.count, y, into: &drawing)
      let errors = Figures.part(backend.errors)
      let role: Role = (backend.errors ?? 0) >= 0.01 ? .stateWarning : .text
      if columns.showsErrors {
        text(errors, columns.errorEnd + 1 - errors.count, y, role, into: &drawing)
      }
    } else {
      text(
        backend.note, columns.errorEnd + 1 - backend.note.count, y, self.role(backend.health),
        into: &drawing)
    }
    place(
      Rect(x: columns.backend + 1, y: y, width: columns.errorEnd - columns.backend, height: 1),
      backend.id, width: name.terminalWidth + 1, into: &drawing)
  }

  /// Lets a label answer to the mouse, and shows it reverse when it is the selected one.
  private func place(_ place: Rect, _ row: RowID, width: Int, into drawing: inout Drawing) {
    let rect = Rect(x: rect.x + place.x, y: place.y, width: place.width, height: place.height)
    guard rect.maxY <= self.rect.maxY else { return }
    if selection == row {
      drawing.select(Rect(x: rect.x, y: rect.y, width: width, height: 1))
    }
    FlowMouse.answer(rect, row, isSelected: selection == row, context, &drawing)
  }

  private func text(
    _ text: String, _ x: Int, _ y: Int, _ role: Role = .text, into drawing: inout Drawing
  ) {
    guard y < rect.maxY, x < rect.width else { return }
    drawing.text(text, rect.x + x, y, role, width: rect.width - x)
  }

  private func role(_ weight: Stroke) -> Role { weight == .dashed ? .linkIdle : .linkBusy }

  private func role(_ health: Health) -> Role { health == .ok ? .text : health.role }
}

/// What the mouse does on the flow's labels.
enum FlowMouse {
  static func answer(
    _ rect: Rect, _ row: RowID, isSelected: Bool, _ context: PaneContext, _ drawing: inout Drawing
  ) {
    let select = Intent.select(row, on: context.screen, order: [])
    drawing.answer(rect) { isSelected ? Opening.intents(row, context) : [select] }
    drawing.answer(rect, to: .rightPress) {
      [select, .open(.menu(Menus.actions(context.pinned(to: row)), selected: 0))]
    }
  }
}

/// What enter and a second click do on a row.
enum Opening {
  static func intents(_ row: RowID, _ context: PaneContext) -> [Intent] {
    switch row {
    case .service(let name): [.showBackends(of: name)]
    case .backend(let service, _): [.showBackends(of: service)]
    case .route:
      Subject(row, context).service.map { [.showBackends(of: $0.metadata.key)] } ?? []
    case .host, .other: []
    }
  }
}

extension FlowTree {
  /// A host as it is drawn: words stand for every host and for none.
  static func hostName(_ name: String) -> String {
    switch name {
    case "": localized("(every host)")
    case noRoute: localized("(no route)")
    default: name
    }
  }
}
