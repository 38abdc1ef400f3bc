package import Topology

extension ObjectStore {
  /// The changes of a kind after a version; nil starts now.
  ///
  /// A version that is no longer in the history is refused as `Expired`: list again. The stream ends
  /// when its reader falls too far behind; resume from the last version that was read.
  package func watch(
    _ kind: ResourceKind?, from start: UInt64? = nil
  ) throws(StatusError) -> AsyncStream<StoreEvent> {
    try openWatch(kind, from: start).events
  }

  /// The same as `watch`, with the means to end it from outside and to ask for bookmarks.
  package func openWatch(
    _ kind: ResourceKind?, from start: UInt64? = nil
  ) throws(StatusError) -> StoreWatch {
    let start = start ?? version
    guard start >= compactedVersion else {
      throw .expired("too old resource version: \(start) (\(compactedVersion))")
    }
    let (stream, continuation) = AsyncStream.makeStream(
      of: StoreEvent.self, bufferingPolicy: .bufferingOldest(configuration.watchBuffer))
    for event in events(after: start) where kind == nil || event.kind == kind {
      continuation.yield(event)
    }
    let identifier = nextWatcher
    nextWatcher += 1
    watchers[identifier] = Watcher(kind: kind, continuation: continuation)
    return StoreWatch(identifier: identifier, events: stream, continuation: continuation)
  }

  /// Tells one watch that it has seen everything up to now.
  package func bookmark(_ identifier: Int) {
    guard let watcher = watchers[identifier] else { return }
    let event = StoreEvent(
      change: .bookmark, kind: watcher.kind ?? .event, name: NamespacedName("", ""),
      object: .null, old: nil, version: version)
    if case .terminated = watcher.continuation.yield(event) { watchers[identifier] = nil }
  }

  /// Ends one watch.
  package func endWatch(_ identifier: Int) {
    watchers.removeValue(forKey: identifier)?.continuation.finish()
  }

  /// The changes of every kind from now on, for controllers.
  package func watchAll() -> AsyncStream<StoreEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreEvent.self)
    watchers[nextWatcher] = Watcher(kind: nil, continuation: continuation)
    nextWatcher += 1
    return stream
  }

  /// Whether somebody reads the changes of a kind.
  package func isWatched(_ kind: ResourceKind) -> Bool {
    watchers.values.contains { $0.kind == kind }
  }

  /// Ends every watch, as a server does that goes away.
  package func endWatches() {
    for watcher in watchers.values { watcher.continuation.finish() }
    watchers = [:]
  }

  /// The remembered events after a version, oldest first.
  func events(after start: UInt64) -> ArraySlice<StoreEvent> {
    var low = history.startIndex
    var high = history.endIndex
    while low < high {
      let middle = (low + high) / 2
      if history[middle].version > start { high = middle } else { low = middle + 1 }
    }
    return history[low...]
  }

  /// Remembers an event and hands it to everyone who watches.
  func publish(_ event: StoreEvent) {
    history.append(event)
    historyWeight += Self.weight(of: event)
    if historyWeight > configuration.historyLimit * 5 / 4 { compact() }
    for (identifier, watcher) in watchers where watcher.kind == nil || watcher.kind == event.kind {
      switch watcher.continuation.yield(event) {
      case .enqueued: break
      case .dropped:
        watcher.continuation.finish()
        watchers[identifier] = nil
      case .terminated: watchers[identifier] = nil
      @unknown default: break
      }
    }
  }

  /// Forgets all but the newest events, as etcd's compaction does.
  private func compact() {
    var excess = 0
    while historyWeight > configuration.historyLimit, excess < history.count {
      historyWeight -= Self.weight(of: history[excess])
      excess += 1
    }
    guard excess > 0 else { return }
    compactedVersion = history[excess - 1].version
    history.removeFirst(excess)
  }

  /// How many ordinary events one is worth: lists of endpoints are written anew each time and weigh more.
  private static func weight(of event: StoreEvent) -> Int {
    switch event.kind {
    case .endpointSlice: 1 + event.object["endpoints"].array.count / 4
    case .endpoints:
      1 + event.object["subsets"].array.reduce(0) { $0 + $1["addresses"].array.count } / 8
    default: 1
    }
  }

  /// The objects of a kind as they were at a version, in the order of their names.
  ///
  /// Later changes are undone one by one, so a list in pages stays one picture.
  package func list(
    _ kind: ResourceKind, namespace: String?, at past: UInt64
  ) throws(StatusError) -> [JSONValue] {
    guard past >= compactedVersion else {
      throw .expired("The provided continue parameter is too old to display a consistent list.")
    }
    let later = events(after: past).filter { $0.kind == kind }
    guard !later.isEmpty, var table = tables[kind] ?? .some([:]) else {
      return list(kind, namespace: namespace)
    }
    for event in later.reversed() { table[event.name] = event.old }
    return table.keys.filter { namespace == nil || $0.namespace == namespace }.sorted()
      .compactMap { table[$0] }
  }
}
