import Diagnosis
import Language
import Routing
import Screen
import State
import Topology

/// The hops of a trace, one below the other; the one that decides is marked.
struct TraceHops {
  let trace: Trace
  let selection: RowID?
  let context: PaneContext

  /// The columns of selection, number, mark and sign before the name.
  private static let prefix = 7

  private var names: Int { trace.hops.reduce(9) { max($0, $1.hop.title.terminalWidth) } + 2 }

  /// Where the hops are, inside what is drawn around them.
  private func inner(_ areas: TraceAreas) -> Rect {
    areas.isBeside ? areas.list.inset(1, 1) : areas.list.splitTop(1).rest
  }

  private func room(_ rect: Rect) -> Int { max(8, rect.width - Self.prefix - names - 1) }

  /// The lines of each hop, and whether there is room for all of them: else each hop has one.
  private func lines(_ rect: Rect) -> (all: [[String]], isWhole: Bool) {
    let all = trace.hops.map { localized($0.says).wrapped(to: room(rect)) }
    let count = all.reduce(0) { $0 + $1.count }
    return (all, count <= rect.height && context.size.width >= 120)
  }

  /// Whether the list shows every word of a hop.
  func isWhole(_ place: Int, _ areas: TraceAreas) -> Bool {
    guard !areas.list.isEmpty else { return false }
    let lines = lines(inner(areas))
    return lines.isWhole || lines.all[place].count <= 1
  }

  func draw(_ areas: TraceAreas, into drawing: inout Drawing) {
    guard !areas.list.isEmpty else { return }
    let inner = inner(areas)
    if areas.isBeside {
      drawing.box(areas.list, title: localized("Path"))
    } else {
      drawing.canvas.rule(x: areas.list.x, y: areas.list.y, width: areas.list.width)
    }
    let end = draw(inner, into: &drawing)
    wheel(areas.list, into: &drawing)
    guard areas.isBeside, end + 1 < inner.maxY else { return }
    let below = Rect(
      x: inner.x + 1, y: end + 1, width: inner.width - 2, height: inner.maxY - end - 1)
    let lines = TraceBackends(trace: trace, context: context, width: below.width)
    drawing.lines(lines.backends + lines.losers, in: below)
  }

  /// Draws the hops; gives the row after them.
  private func draw(_ rect: Rect, into drawing: inout Drawing) -> Int {
    let room = room(rect)
    let (wrapped, isWhole) = lines(rect)
    let selected = trace.hops.firstIndex { $0.rowID == selection } ?? 0
    let first =
      isWhole
      ? 0 : ScrollWindow.first(selected: selected, rows: rect.height, count: trace.hops.count)
    var y = rect.y
    for index in trace.hops.indices.dropFirst(first) where y < rect.maxY {
      let says = localized(trace.hops[index].says)
      let lines = isWhole ? wrapped[index] : [says.cut(to: room, context.glyphs)]
      let place = Rect(x: rect.x, y: y, width: rect.width, height: max(1, lines.count))
      draw(index, lines, place, into: &drawing)
      y += place.height
    }
    return y
  }

  private func draw(_ index: Int, _ lines: [String], _ place: Rect, into drawing: inout Drawing) {
    let hop = trace.hops[index]
    let isSelected = hop.rowID == selection
    let turn = trace.turn
    let isTurn = hop == turn
    let glyphs = context.glyphs
    let health = hop.state.health
    drawing.text(isSelected ? glyphs.selected : " ", place.x, place.y)
    drawing.text("\(index + 1)".leftPadded(3), place.x + 1, place.y, .muted)
    if isTurn { drawing.text(glyphs.arrowHead, place.x + 4, place.y, health.role) }
    // What comes after the broken hop is its consequence: it stands back.
    let isAfter =
      turn?.state == .fault && index > (trace.hops.firstIndex { $0 == turn } ?? index)
    let isBack = isAfter || hop.state == .notReached
    drawing.text(
      glyphs.state(health), place.x + 5, place.y, isAfter ? .muted : health.role)
    let name: Role = isTurn ? health.role : isBack ? .muted : .text
    let x = drawing.text(
      hop.hop.title.padded(names), place.x + Self.prefix, place.y,
      style: Style(name, isTurn ? .bold : []))
    let style = Style(isBack ? .muted : .text, isTurn ? .bold : [])
    for (offset, line) in lines.enumerated() {
      drawing.text(line, x, place.y + offset, style: style, width: place.maxX - x)
    }
    note(hop, lines, Rect(x: x, y: place.y, width: place.maxX - x, height: 1), into: &drawing)
    if isSelected { drawing.select(place) }
    answer(hop, place, isSelected, into: &drawing)
  }

  /// What came when it was asked, at the end of the row where there is room.
  private func note(
    _ hop: Trace.Hop, _ lines: [String], _ place: Rect, into drawing: inout Drawing
  ) {
    guard hop.state != .notReached,
      let note = TraceProbes(trace: trace, context: context).note(of: hop)
    else { return }
    let width = note.text.terminalWidth
    guard lines.count == 1, (lines.first?.terminalWidth ?? 0) + width + 3 <= place.width
    else { return }
    drawing.runs([note], place.maxX - width - 1, place.y, width: width)
  }

  private func answer(
    _ hop: Trace.Hop, _ place: Rect, _ isSelected: Bool, into drawing: inout Drawing
  ) {
    let context = context
    let select = Intent.select(hop.rowID, on: .trace, order: [])
    drawing.answer(place) {
      isSelected
        ? KeyMap.intents(
          for: .enter, state: context.state, size: context.size, glyphs: context.glyphs) : [select]
    }
    drawing.answer(place, to: .rightPress) {
      [select, .open(.menu(Menus.actions(context.pinned(to: hop.rowID)), selected: 0))]
    }
  }

  private func wheel(_ rect: Rect, into drawing: inout Drawing) {
    let context = context
    drawing.answer(rect, to: .wheelUp) { ListMotion.intents(context) { $0 - 1 } }
    drawing.answer(rect, to: .wheelDown) { ListMotion.intents(context) { $0 + 1 } }
  }
}

/// Who gets such requests, and which rules would have taken them.
struct TraceBackends {
  let trace: Trace
  let context: PaneContext
  let width: Int

  /// So many endpoints of a backend and so many rules are listed.
  private static let most = 8

  /// Each Service with its share, and its endpoints with theirs.
  var backends: [[Drawing.Run]] {
    guard !trace.backends.isEmpty else { return [] }
    return [[Drawing.Run(localized("Backends"), .title)]]
      + trace.backends.flatMap { backend -> [[Drawing.Run]] in
        let name = "\(backend.service)\(backend.port.map { ":\($0)" } ?? "")".cleaned
        let note = backend.endpoints.isEmpty ? localized("   no endpoint") : ""
        let own = [
          Drawing.Run("\(name)  "), Drawing.Run(Figures.percent(backend.share)),
          Drawing.Run(note, .stateFault),
        ]
        return [own] + backend.endpoints.prefix(Self.most).map(line)
          + more(backend.endpoints.count - Self.most)
      }
  }

  private func line(_ endpoint: Trace.Endpoint) -> [Drawing.Run] {
    let health: Health = endpoint.isReady ? .ok : .unready
    let name = (endpoint.pod?.name ?? "-").cleaned.cut(
      to: max(8, width - 44), context.glyphs, .middle)
    let word = endpoint.isReady ? localized("ready") : localized("not ready")
    return [
      Drawing.Run("  "), Drawing.Run(context.glyphs.state(health) + " ", health.role),
      Drawing.Run("\(name)  \(endpoint.address):\(endpoint.port)  "),
      Drawing.Run("\(word)  ", .muted), Drawing.Run(Figures.percent(endpoint.share)),
    ]
  }

  /// The rules that match the request and lose.
  var losers: [[Drawing.Run]] {
    guard !trace.losers.isEmpty else { return [] }
    return [[Drawing.Run(localized("Other rules"), .title)]]
      + trace.losers.prefix(Self.most).map { loser in
        let place =
          loser.route.path.isEmpty ? localized("(default)") : loser.route.host + loser.route.path
        return [
          Drawing.Run("\(place.cleaned)  "),
          Drawing.Run("\(loser.route.source.description.cleaned)  ", .muted),
          Drawing.Run(localized(loser.why)),
        ]
      } + more(trace.losers.count - Self.most)
  }

  private func more(_ count: Int) -> [[Drawing.Run]] {
    count > 0 ? [[Drawing.Run("  " + localized("\(count) more"), .muted)]] : []
  }
}
