import Topology

extension Controllers {
  /// Does what a controller wants; what the store refuses becomes an event on `owner`.
  ///
  /// Returns whether everything was done.
  @discardableResult
  mutating func perform(
    _ changes: [ClusterChange], for owner: JSONValue, in store: isolated ObjectStore
  ) -> Bool {
    var isComplete = true
    for change in changes {
      do throws(StatusError) {
        try perform(change, in: store)
      } catch  where error.code == 404 {
        continue
      } catch {
        isComplete = false
        note(
          EventNote(
            about: owner, isWarning: true, reason: "FailedUpdate", message: error.message,
            component: "controller-manager"), in: store)
      }
    }
    return isComplete
  }

  private mutating func perform(
    _ change: ClusterChange, in store: isolated ObjectStore
  ) throws(StatusError) {
    switch change {
    case .create(let kind, let object): try store.create(object, kind)
    case .update(let kind, let object): try store.update(Self.unversioned(object), kind)
    case .updateStatus(let kind, let object):
      try store.update(Self.unversioned(object), kind, .status)
    case .delete(let kind, let name): try store.delete(kind, name)
    case .record(let note): self.note(note, in: store)
    }
  }

  /// A round is one transaction, so nobody can have changed the object since it was read.
  private static func unversioned(_ object: JSONValue) -> JSONValue {
    var result = object
    result["metadata"]["resourceVersion"] = .null
    return result
  }

  /// Records an event; an equal one is counted instead of repeated.
  mutating func note(_ note: EventNote, in store: isolated ObjectStore) {
    let name = NamespacedName(note.namespace, note.name)
    let old = store.get(.event, name)
    let event = note.event(at: Timestamp.text(store.now), after: old)
    if old != nil {
      _ = try? store.update(Self.unversioned(event), .event)
      return
    }
    _ = try? store.create(event, .event)
  }

  /// Drops the oldest events beyond the limit.
  mutating func dropOldEvents(in store: isolated ObjectStore) {
    guard recorded.count > Self.eventLimit else { return }
    let excess = recorded.prefix(recorded.count - Self.eventLimit)
    for name in excess { _ = try? store.delete(.event, name) }
    recorded.removeFirst(excess.count)
  }
}
