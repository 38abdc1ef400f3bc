import Language
import Screen
import State

/// The keys that every list has.
enum ListBindings {
  /// Opening, marking and sorting; `columns` are the titles that can be sorted by, in their order.
  static func bindings(columns: [String]) -> [Binding] {
    [open, mark, markAll, sortMenu(columns), reverse, sort(columns, 1), sort(columns, -1)]
  }

  private static let open = Binding(.enter, label: "open", sentence: "open the selected row") {
    context in
    PaneCatalogue.pane(context.screen).selection(context).map { Opening.intents($0, context) } ?? []
  }

  private static let mark = Binding(
    .character(" "), label: "mark", sentence: "mark or unmark the selected row"
  ) { context in
    guard let row = PaneCatalogue.pane(context.screen).selection(context) else { return [] }
    return [.mark([row], !context.list.marks.contains(row))]
      + ListMotion.intents(context) { $0 + 1 }
  }

  private static let markAll = Binding(
    .character("*"), sentence: "mark all rows that pass the filter"
  ) { [.mark(PaneCatalogue.pane($0.screen).rows($0), true)] }

  private static let reverse = Binding(.character("O"), sentence: "reverse the order") { context in
    [.sort(column: context.list.sortColumn, reversed: !context.list.isReversed)]
  }

  private static func sortMenu(_ columns: [String]) -> Binding {
    Binding(.character("o"), label: "sort", sentence: "choose the column to sort by") { _ in
      var entries = [
        Menu.Entry(
          key: "0", title: localized("health, then name"),
          intent: .sort(column: nil, reversed: false))
      ]
      for (index, column) in columns.enumerated() {
        let key = Character(UnicodeScalar(UInt8(97 + min(index, 25))))
        entries.append(
          Menu.Entry(
            key: key, title: localized(Message(column)).lowercased(),
            intent: .sort(column: column.lowercased(), reversed: false)))
      }
      return [.open(.menu(Menu(title: localized("Sort by"), entries: entries), selected: 0))]
    }
  }

  /// Sorts by the column beside the one that is sorted by now.
  private static func sort(_ columns: [String], _ step: Int) -> Binding {
    let key: Character = step > 0 ? ">" : "<"
    let sentence: Message =
      step > 0 ? "sort by the column to the right" : "sort by the column to the left"
    return Binding(.character(key), sentence: sentence) { context in
      let names = columns.map { $0.lowercased() }
      let current = context.list.sortColumn.flatMap { names.firstIndex(of: $0) } ?? -1
      let next = min(max(-1, current + step), names.count - 1)
      return [.sort(column: next < 0 ? nil : names[next], reversed: context.list.isReversed)]
    }
  }
}
