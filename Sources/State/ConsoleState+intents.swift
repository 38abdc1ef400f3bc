import Actions
import Language
import Topology

extension ConsoleState {
  /// What a key or a command wants.
  mutating func apply(_ intent: Intent) -> [Effect] {
    switch intent {
    case .show(let screen): show(screen)
    case .showBackends(let service): showBackends(of: service)
    case .showAllBackends: showBackends(of: nil)
    case .goBack: goBack()
    case .select(let row, let screen, let order): select(row, on: screen, order: order)
    case .setFilter(let text): setFilter(text)
    case .sort(let column, let reversed): sort(by: column, reversed: reversed)
    case .mark(let rows, let isMarked): mark(rows, isMarked)
    case .clearMarks: update(interface.screen) { $0.marks = [] }
    case .setNamespace(let namespace): return choose(namespace)
    case .connect(let context): return connect(to: context)
    case .togglePause: togglePause()
    case .scrollColumns, .focus, .toggleDetail, .toggleZoom, .detailTab, .setTraffic, .resize,
      .focusChanged:
      adjust(intent)
    case .trace(let request, let line): follow(request, line: line)
    case .open, .updateOverlay, .closeOverlay: return applyOverlay(intent)
    case .run(let command): return run(command)
    case .propose(let proposal): propose(proposal)
    case .confirm: return confirm()
    case .undo(let id): undo(id)
    case .redo: redo()
    case .copy(let text, let what):
      say(localized("Copied \(what)."))
      return [.copy(text)]
    case .set(let option, let value): return set(option, to: value)
    case .notice(let text, let kind): say(text, kind)
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return [.quit]
    }
    return []
  }

  private mutating func goBack() {
    guard !interface.history.isEmpty else { return }
    enter(interface.history.removeFirst())
  }

  private mutating func mark(_ rows: [RowID], _ isMarked: Bool) {
    update(interface.screen) { list in
      if isMarked { list.marks.formUnion(rows) } else { list.marks.subtract(rows) }
    }
  }

  /// Shows one namespace, or all.
  mutating func setNamespace(_ namespace: String?) {
    interface.namespace = namespace
    if let service = interface.backendsService, let namespace, service.namespace != namespace {
      interface.backendsService = nil
    }
    renewLists()
  }

  /// What changes how things are laid out, and nothing else.
  private mutating func adjust(_ intent: Intent) {
    switch intent {
    case .scrollColumns(let by):
      update(interface.screen) { $0.columnOffset = max(0, $0.columnOffset + by) }
    case .focus(let pane): interface.focus = max(0, pane)
    case .toggleDetail: interface.isDetailShown.toggle()
    case .toggleZoom: interface.isZoomed.toggle()
    case .detailTab(let tab): interface.detailTab = max(0, tab)
    case .setTraffic(let view): interface.traffic = view
    case .resize(let columns, let rows):
      (interface.columns, interface.rows) = (max(0, columns), max(0, rows))
    case .focusChanged(let isFocused): interface.isFocused = isFocused
    default: break
    }
  }

  private mutating func applyOverlay(_ intent: Intent) -> [Effect] {
    let old = interface.overlay
    switch intent {
    case .open(let overlay), .updateOverlay(let overlay): interface.overlay = overlay
    default: interface.overlay = nil
    }
    switch (old, interface.overlay) {
    case (.dialog(let old), .dialog(let new)):
      if old.form != new.form { makePlan() }
    case (.dialog, _), (_, .dialog): makePlan()
    default: break
    }
    renewFaultList()
    return []
  }
}
