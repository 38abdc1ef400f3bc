import Actions
import Language
import Topology

/// Coming to a cluster and leaving it.
extension ConsoleState {
  /// Looks at a cluster from now on: what was known of the last one is forgotten, what the user set for his
  /// lists stays, but for what names objects.
  mutating func enter(_ connection: Connection, _ journal: [JournalEntry]) {
    self.connection = connection
    self.journal = journal
    live = Facts()
    live.time = now
    (held, heldChanges, interface.pausedSince) = (nil, 0, nil)
    (proposed, dryRun, changedByOthers, draft) = (nil, nil, nil, Draft())
    (summary, orders, reviews, asked, isOutdated) = (Summary(), [:], [:], [:], true)
    (interface.overlay, interface.backendsService, interface.namespace) = (nil, nil, nil)
    for screen in interface.lists.keys {
      interface.lists[screen]?.selection = nil
      interface.lists[screen]?.ghost = nil
      interface.lists[screen]?.marks = []
      interface.lists[screen]?.frozenOrder = []
    }
    (interface.trace, trace, traced) = (TraceView(), nil, nil)
    (faultList, listed) = (FaultList(), nil)
    renewFacts()
  }

  /// Takes in the condition of a kind's feed.
  mutating func note(_ feed: FeedState, of kind: String) {
    let wasLoaded = connection.isLoaded
    let old = connection.feeds.updateValue(feed, forKey: kind)
    if !wasLoaded, connection.isLoaded { live.noteLoaded() }
    if kind == "Pod" { live.notePods(feed) }
    live.setUnknown(connection.unknownKinds)
    isOutdated = true
    guard let only = connection.limitedTo, kind == "Service", feed == .synced, old == .loading
    else { return }
    say(
      localized(
        "Only \(only.cleaned) is shown: you may not list all namespaces. :ns NAME shows another one."
      ), .warning)
  }

  /// Asks for another context.
  mutating func connect(to context: String) -> [Effect] {
    guard context != connection.context else {
      say(localized("This is \(context.cleaned) already."))
      return []
    }
    guard !journal.contains(where: { $0.result == .sent }) else {
      say(localized("A change is on its way: wait for its answer first."), .warning)
      return []
    }
    say(localized("Going to \(context.cleaned)."))
    return [.connect(context: context)]
  }

  /// Shows a namespace; where only one may be listed, it is read anew.
  mutating func choose(_ namespace: String?) -> [Effect] {
    guard let only = connection.limitedTo else {
      setNamespace(namespace)
      return []
    }
    guard let namespace else {
      say(localized("You may not list all namespaces here: :ns NAME shows one."), .warning)
      return []
    }
    guard namespace != only else { return [] }
    say(localized("Reading \(namespace.cleaned)."))
    return [.follow(namespace: namespace)]
  }
}

/// What the command line needs to know of contexts.
extension ConsoleState {
  /// A context by its name.
  func context(_ name: String) throws(CommandProblem) -> String {
    let known = connection.contexts
    if known.contains(name) { return name }
    guard !known.isEmpty else {
      throw CommandProblem(
        localized("there is no other context than \(connection.context.cleaned)"))
    }
    let near =
      Spelling.nearest(to: name, in: Set(known))
      .map { localized("; did you mean \($0.cleaned)?") } ?? ""
    throw CommandProblem(localized("no context \"\(name.cleaned)\"\(near)"))
  }

  /// All contexts to choose from; the present one is marked by being off.
  func contextMenu() throws(CommandProblem) -> Overlay {
    let contexts = connection.contexts
    guard contexts.contains(where: { $0 != connection.context }) else {
      _ = try context("")
      throw CommandProblem(
        localized("there is no other context than \(connection.context.cleaned)"))
    }
    let keys = Array("123456789abcdefghilmnoprstuvwxyz")
    let entries = zip(keys, contexts).map { key, name in
      Menu.Entry(
        key: key, title: name.cleaned, intent: .connect(context: name),
        disabledReason: name == connection.context ? localized("this is where you are") : nil)
    }
    return .menu(Menu(title: localized("Contexts"), entries: entries), selected: 0)
  }
}
