import Language
import Screen
import State

/// The keys that mean the same on every screen.
package enum Everywhere {
  package static let bindings: [Binding] = screens + moving + looking + changing

  private static let screens: [Binding] = ScreenName.allCases.map { screen in
    Binding(
      .character(Character("\(screen.number)")), sentence: "go to \(Message(screen.title))"
    ) { _ in [.show(screen)] }
  }

  private static let moving: [Binding] = [
    move([.up, .character("k")], "move up", label: "move") { $0 - 1 }.hinting(.up, .down),
    move([.down, .character("j")], "move down") { $0 + 1 },
    page([.pageUp, .control("b")], "page up", -1),
    page([.pageDown, .control("f")], "page down", 1),
    page([.control("u")], "half a page up", -0.5),
    page([.control("d")], "half a page down", 0.5),
    move([.home], "first row") { _ in 0 },
    move([.end, .character("G")], "last row") { _ in .max },
    Binding(.tab, sentence: "next pane") { [.focus(nextFocus($0, 1))] },
    Binding(.backTab, sentence: "previous pane") { [.focus(nextFocus($0, -1))] },
    Binding(.right, .character("l"), sentence: "scroll columns right") { _ in [.scrollColumns(1)] },
    Binding(.left, .character("h"), sentence: "scroll columns left") { _ in [.scrollColumns(-1)] },
    Binding(.backspace, sentence: "previous screen") { _ in [.goBack] },
    Binding(.escape, sentence: "one step back: marks, filter, previous screen", intents: stepBack),
    Binding(.character("g"), sentence: "go to what belongs to the selection") {
      [.open(.menu(Menus.goto($0), selected: 0))]
    },
  ]

  private static let looking: [Binding] = [
    Binding(.character("?"), .function(1), label: "help", sentence: "this help") { _ in
      [.open(.help(search: LineEditor(), selected: 0, isSearching: false))]
    },
    Binding(.character(":"), label: "command", sentence: "command line") { _ in
      [.open(.command(LineEditor(), choice: 0))]
    },
    Binding(
      .character("/"), .function(3), .function(4), label: "filter", sentence: "filter the list"
    ) { [.open(.filter(LineEditor($0.list.filter), previous: $0.list.filter))] },
    Binding(.character("p"), label: "pause", sentence: "pause or resume the display") { _ in
      [.togglePause]
    },
    Binding(
      .character("v"), sentence: "ask the backends on screen whether they answer, or stop it"
    ) { [.set(option: "probing", value: $0.interface.options.isProbing ? "off" : "on")] },
    Binding(.character("d"), sentence: "detail pane on or off") { _ in [.toggleDetail] },
    Binding(.character("z"), sentence: "zoom the focused pane") { _ in [.toggleZoom] },
    Binding(.character("u"), sentence: "journal of your changes") { _ in
      [.open(.journal(selected: 0))]
    },
    Binding(.character("y"), label: "copy", sentence: "copy menu: name, selector, table, screen") {
      [.open(.menu(Menus.copy($0), selected: 0))]
    },
    Binding(.character("a"), .function(9), sentence: "actions for the selection") {
      [.open(.menu(Menus.actions($0), selected: 0))]
    },
    Tracing.trace, Tracing.explain,
    Binding(.character("r"), .function(5), sentence: "draw the screen anew") { _ in [.redraw] },
    Binding(.character("q"), .function(10), sentence: "close this view; asks before it quits") {
      $0.interface.history.isEmpty ? [.open(.quitQuestion)] : [.goBack]
    },
    Binding(.character("Q"), sentence: "quit") { _ in [.quit] },
    Binding(.control("c"), sentence: "cancel; twice quits") { _ in [.open(.quitQuestion)] },
  ]

  private static let changing: [Binding] = [
    Binding(.character("U"), sentence: "undo your last change") { _ in [.undo(nil)] }
      .changing { $0.state.journal.isEmpty ? localized("there is nothing to undo yet") : nil }
  ]

  private static func move(
    _ keys: [Key], _ sentence: Message, label: Message = "",
    _ target: @escaping @Sendable (Int) -> Int
  ) -> Binding {
    var binding = Binding(label: label, sentence: sentence) { context in
      ListMotion.intents(context, target)
    }
    binding.keys = keys
    return binding
  }

  private static func page(_ keys: [Key], _ sentence: Message, _ pages: Double) -> Binding {
    var binding = Binding(sentence: sentence) { context in
      let rows = max(1, Int(Double(context.layout.body.height / 2) * abs(pages)))
      return ListMotion.intents(context) { $0 + (pages < 0 ? -rows : rows) }
    }
    binding.keys = keys
    return binding
  }

  private static func nextFocus(_ context: PaneContext, _ step: Int) -> Int {
    let count = PaneCatalogue.pane(context.screen).focusCount(context)
    return ((context.interface.focus + step) % count + count) % count
  }

  @Sendable private static func stepBack(_ context: PaneContext) -> [Intent] {
    if context.interface.isZoomed { return [.toggleZoom] }
    if !context.list.marks.isEmpty { return [.clearMarks] }
    if !context.list.filter.isEmpty { return [.setFilter("")] }
    return context.interface.history.isEmpty ? [] : [.goBack]
  }
}

/// Moves the selection of the screen's list.
enum ListMotion {
  /// Selects the row that a step leads to from the selected one; nothing without rows.
  static func intents(_ context: PaneContext, _ target: (Int) -> Int) -> [Intent] {
    let rows = PaneCatalogue.pane(context.screen).rows(context)
    guard !rows.isEmpty else { return [] }
    let current = context.list.selection.flatMap { rows.firstIndex(of: $0) }
    let next = min(max(0, target(current ?? 0)), rows.count - 1)
    return next == current ?? 0 ? [] : [.select(rows[next], on: context.screen, order: rows)]
  }
}
