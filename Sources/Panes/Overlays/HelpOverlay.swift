import Language
import Screen
import State

/// Every key of this screen and of everywhere, searchable; enter does the chosen line.
struct HelpOverlay: OverlayPane {
  let search: LineEditor
  let selected: Int

  /// A line of the help.
  private enum Line {
    case heading(String)
    case binding(Binding, index: Int)
    case text([Drawing.Run])
  }

  func draw(_ context: PaneContext, into drawing: inout Drawing) {
    let area = context.layout.overlay
    let found = found(context)
    let all = KeyMap.bindings(context).count
    drawing.coverAnswers()
    drawing.canvas.fill(area)
    let typed =
      search.string.isEmpty ? localized("type to search") : localized("search: \(search.string)")
    drawing.box(
      area, title: localized("Help · \(localized(Message(context.screen.title)))"),
      trailing: localized("\(typed) · \(found.count) of \(all)"),
      isFocused: true)
    let foot = Self.footer(context)
    let footRows = area.height >= 19 ? foot.count : area.height >= 16 ? 3 : 0
    let listRows = area.height - 2 - footRows
    draw(
      lines(found, context),
      Rect(x: area.x + 2, y: area.y + 1, width: area.width - 4, height: listRows),
      context, into: &drawing)
    drawing.lines(
      Array(foot.prefix(footRows)),
      in: Rect(
        x: area.x + 2, y: area.y + 1 + listRows, width: area.width - 4, height: footRows))
  }

  private func draw(
    _ lines: [Line], _ rect: Rect, _ context: PaneContext, into drawing: inout Drawing
  ) {
    let chosen = lines.firstIndex {
      if case .binding(_, let index) = $0 { index == selected } else { false }
    }
    let first = ScrollWindow.first(selected: chosen ?? 0, rows: rect.height, count: lines.count)
    for (offset, line) in lines.dropFirst(first).prefix(rect.height).enumerated() {
      let y = rect.y + offset
      switch line {
      case .heading(let text): drawing.text(text, rect.x, y, .title, width: rect.width)
      case .text(let runs): drawing.runs(runs, rect.x, y, width: rect.width)
      case .binding(let binding, let index):
        let row = Rect(x: rect.x, y: y, width: rect.width, height: 1)
        drawing.text(index == selected ? drawing.glyphs.selected : " ", row.x, y)
        drawing.text(Self.keys(binding, drawing.glyphs), row.x + 2, y, .hintKey, width: 12)
        let note = Self.note(binding, context)
        drawing.text(localized(binding.sentence), row.x + 15, y, width: row.width - 16 - note.count)
        drawing.text(note, row.maxX - note.count, y, .muted)
        if index == selected { drawing.select(row) }
        drawing.answer(row) {
          [.updateOverlay(.help(search: search, selected: index, isSearching: true))]
        }
      }
    }
  }

  private static func keys(_ binding: Binding, _ glyphs: Glyphs) -> String {
    binding.keys.prefix(3).map { Binding.text(of: [$0], glyphs) }.joined(separator: " ")
  }

  private static func note(_ binding: Binding, _ context: PaneContext) -> String {
    if binding.disabledReason(context) != nil { return localized("  not now") }
    return binding.changesCluster ? localized("  changes the cluster") : ""
  }

  /// The bindings whose keys, label or sentence contain the search.
  private func found(_ context: PaneContext) -> [Binding] {
    let word = search.string.lowercased()
    return KeyMap.bindings(context).filter { binding in
      word.isEmpty
        || "\(localized(binding.label)) \(localized(binding.sentence)) \(Self.keys(binding, context.glyphs))"
          .lowercased()
          .contains(word)
    }
  }

  private func lines(_ found: [Binding], _ context: PaneContext) -> [Line] {
    let own = PaneCatalogue.pane(context.screen).bindings.count
    let ownFound =
      search.string.isEmpty
      ? own
      : found.prefix { binding in
        PaneCatalogue.pane(context.screen).bindings.contains { $0.sentence == binding.sentence }
      }.count
    var lines: [Line] = []
    for (index, binding) in found.enumerated() {
      if index == 0, ownFound > 0 { lines.append(.heading(localized("This screen"))) }
      if index == ownFound { lines.append(.heading(localized("Everywhere"))) }
      lines.append(.binding(binding, index: index))
    }
    if found.isEmpty {
      lines.append(.text([Drawing.Run(localized("No key matches \"\(search.string)\"."), .muted)]))
    }
    return lines
  }

  private static func footer(_ context: PaneContext) -> [[Drawing.Run]] {
    let glyphs = context.glyphs
    let options = context.interface.options
    return [
      [],
      [
        Drawing.Run(
          localized("Rule: lower-case keys only look. Changes are upper-case keys: they open a"))
      ],
      [Drawing.Run(localized("preview and do nothing until you confirm it."))],
      [
        Drawing.Run(
          localized(
            "Symbols   \(glyphs.healthy) healthy   \(glyphs.warning) warning   \(glyphs.fault) fault   "
              + "\(glyphs.notReady) not ready   \(glyphs.unknown) unknown"), .muted)
      ],
      [
        Drawing.Run(
          localized(
            "          \(glyphs.line(.horizontal, .heavy)) busy      \(glyphs.line(.horizontal, .light)) some      \(glyphs.line(.horizontal, .dashed)) none    "
              + "\(glyphs.selected) selected    * marked"), .muted)
      ],
      [
        Drawing.Run(
          localized(
            "Terminal  \(context.size.width)x\(context.size.height) · glyphs \(options.glyphs) · "
              + "theme \(options.theme) · mouse \(options.isMouseOn ? localized("on") : localized("off"))"
          ), .muted)
      ],
    ]
  }

  func typed(_ key: Key, _ context: PaneContext) -> [Intent]? {
    if case .character("?") = key, search.text.isEmpty { return [.closeOverlay] }
    switch key {
    case .left, .right, .home, .end: return nil
    default: break
    }
    return search.edited(by: key).map {
      [.updateOverlay(.help(search: $0, selected: 0, isSearching: true))]
    }
  }

  var bindings: [Binding] {
    let help = self
    return [
      Binding(.escape, .function(1), .control("c"), label: "close", sentence: "close the help") {
        _ in
        help.search.text.isEmpty
          ? [.closeOverlay]
          : [.updateOverlay(.help(search: LineEditor(), selected: 0, isSearching: false))]
      },
      help.moving([.up, .control("p")], -1), help.moving([.down, .control("n")], 1),
      help.moving([.pageUp], -8), help.moving([.pageDown], 8),
      Binding(.enter, label: "run", sentence: "do the chosen line") { context in
        let found = help.found(context)
        guard found.indices.contains(help.selected) else { return [] }
        let binding = found[help.selected]
        if let reason = binding.disabledReason(context) { return [.notice(reason, .warning)] }
        return [.closeOverlay] + binding.intents(context)
      },
    ]
  }

  private func moving(_ keys: [Key], _ step: Int) -> Binding {
    var binding = Binding(label: step == -1 ? "move" : "", sentence: "move") { context in
      let last = max(0, self.found(context).count - 1)
      let next = min(max(0, self.selected + step), last)
      return [
        .updateOverlay(.help(search: self.search, selected: next, isSearching: true))
      ]
    }
    binding.keys = keys
    return binding.hinting(.up, .down)
  }
}
