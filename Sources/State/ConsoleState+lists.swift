import Language
import Routing
import Topology

extension ConsoleState {
  /// How long the order stays after a move, a ghost after its object, and keys inert after a ghost.
  static let freezeSeconds = 3.0
  static let ghostSeconds = 10.0
  static let inertSeconds = 0.5

  /// Takes what changed into the lists, counts everything and puts the list of the screen in order.
  mutating func renewFacts() {
    isOutdated = false
    if held == nil { live.listed = live.listing() }
    summarized = nil
    arrange()
  }

  /// Puts the list of the screen in order again; what changed meanwhile is taken in where that is cheap, otherwise
  /// with the next tick.
  mutating func renewLists() {
    if isOutdated, !live.isLarge { renewFacts() } else { arrange() }
  }

  private mutating func arrange() {
    if summarized != .some(interface.namespace) {
      summary = Summary(shown, namespace: interface.namespace)
      summarized = .some(interface.namespace)
    }
    let screen = interface.screen
    let old = orders[screen]
    orders = [:]
    if screen == .trace { renewTrace() }
    if screen == .network { renewNetwork() }
    renewFaultList()
    var order = computedOrder(screen)
    let list = interface.list(screen)
    if now < list.frozenUntil, screen != .trace {
      order.ids = Self.frozen(order.ids, as: list.frozenOrder)
    }
    if let selection = list.selection, !order.ids.contains(selection) {
      keepGhost(of: selection, in: &order, from: old, screen)
    } else if list.ghost != nil {
      update(screen) { $0.ghost = nil }
    }
    orders[screen] = order
  }

  /// The rows in an earlier order; those that are new follow in their own.
  private static func frozen(_ ids: [RowID], as order: [RowID]) -> [RowID] {
    guard !order.isEmpty, order != ids else { return ids }
    let existing = Set(ids)
    let known = Set(order)
    return order.filter(existing.contains) + ids.filter { !known.contains($0) }
  }

  /// A selected row whose object is gone stays at its place for a while.
  private mutating func keepGhost(
    of selection: RowID, in order: inout ListOrder, from old: ListOrder?, _ screen: ScreenName
  ) {
    let list = interface.list(screen)
    if list.ghost?.id != selection {
      guard let place = old?.ids.firstIndex(of: selection), !exists(selection) else {
        update(screen) { $0.ghost = nil }
        return
      }
      let since = now
      update(screen) { $0.ghost = ListState.Ghost(id: selection, since: since, place: place) }
    }
    guard let ghost = interface.list(screen).ghost else { return }
    order.ids.insert(selection, at: min(ghost.place, order.ids.count))
  }

  /// Whether the object of a row is there, on whatever list.
  private func exists(_ id: RowID) -> Bool {
    switch id {
    case .service(let name): shown.known[name] != nil
    case .route(let id): shown.routing.route(id) != nil
    case .backend(let service, let address): shown.backendRow(service, address) != nil
    case .host, .other: true
    }
  }

  /// Freezes and ghosts that are over.
  mutating func expireLists() {
    let screen = interface.screen
    let list = interface.list(screen)
    if list.frozenUntil > 0, list.frozenUntil <= now, !list.frozenOrder.isEmpty {
      update(screen) { ($0.frozenOrder, $0.frozenUntil) = ([], 0) }
      isOutdated = true
    }
    guard let ghost = list.ghost, now - ghost.since >= Self.ghostSeconds else { return }
    let ids = order(screen).ids.filter { $0 != ghost.id }
    let nearest = ids.isEmpty ? nil : ids[min(ghost.place, ids.count - 1)]
    update(screen) { ($0.ghost, $0.selection) = (nil, nearest) }
    interface.inertUntil = now + Self.inertSeconds
    isOutdated = true
  }

  /// Changes what the user set for a list.
  mutating func update(_ screen: ScreenName, _ change: (inout ListState) -> Void) {
    change(&interface.lists[screen, default: ListState()])
  }

  /// Selects a row; the order as it was seen stays for a moment.
  mutating func select(_ row: RowID, on screen: ScreenName, order: [RowID]) {
    let hadGhost = interface.list(screen).ghost.map { $0.id != row } ?? false
    let until = now + Self.freezeSeconds
    update(screen) { list in
      list.selection = row
      list.frozenOrder = order
      list.frozenUntil = until
      if hadGhost { list.ghost = nil }
    }
    if hadGhost { renewLists() }
  }

  /// Filters the list of the screen; what is no filter leaves the last valid one in force.
  mutating func setFilter(_ text: String) {
    update(interface.screen) { list in
      list.filter = text
      do throws(FilterExpression.Invalid) {
        list.filterError = nil
        _ = try FilterExpression(text)
        list.validFilter = text
      } catch {
        list.filterError = error.reason
      }
      (list.frozenOrder, list.frozenUntil) = ([], 0)
    }
    renewLists()
  }

  /// Sorts the list of the screen; nil is the screen's own order.
  mutating func sort(by column: String?, reversed: Bool) {
    update(interface.screen) { list in
      (list.sortColumn, list.isReversed) = (column, reversed)
      (list.frozenOrder, list.frozenUntil) = ([], 0)
    }
    renewLists()
  }

  /// Goes to a screen; the one before can be returned to.
  mutating func show(_ screen: ScreenName) {
    guard screen != interface.screen else { return }
    interface.history.insert(interface.screen, at: 0)
    interface.history = Array(interface.history.prefix(20))
    enter(screen)
  }

  /// Goes to a screen without remembering the one before.
  mutating func enter(_ screen: ScreenName) {
    interface.screen = screen
    (interface.focus, interface.detailTab, interface.isZoomed) = (0, 0, false)
    renewLists()
  }

  /// Shows the backends of a Service.
  mutating func showBackends(of service: NamespacedName?) {
    if interface.backendsService != service {
      interface.backendsService = service
      update(.backends) { ($0.selection, $0.ghost, $0.marks) = (nil, nil, []) }
    }
    if interface.screen == .backends { renewLists() } else { show(.backends) }
  }

  /// Pauses the display or resumes it; data are collected all the time.
  mutating func togglePause() {
    if held == nil {
      if isOutdated { renewFacts() }
      held = live
      interface.pausedSince = now
    } else {
      let count = heldChanges
      held = nil
      interface.pausedSince = nil
      heldChanges = 0
      renewFacts()
      say(localized("Resumed; \(localized(count, "change")) came in meanwhile."))
    }
  }
}
