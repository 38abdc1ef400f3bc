import Actions
import Language
import Topology

/// What became of the changes that were sent, and their undoing.
extension ConsoleState {
  /// How long after the effect the shift is first shown, and when it is measured for good: over the ten
  /// seconds before.
  static let firstLookSeconds = 4.0
  static let measureSeconds = 12.0

  /// The server answered a write.
  mutating func note(_ outcome: WriteOutcome, of id: Int) -> [Effect] {
    guard let index = journal.firstIndex(where: { $0.id == id }) else { return [] }
    let entry = journal[index]
    let sentence = entry.plan.sentence
    switch outcome {
    case .accepted:
      journal[index].result = .accepted
      settle(entry)
      say(localized("Accepted #\(id): \(sentence)"))
    case .conflict(let reason): conflict(at: index, reason)
    case .refused(let reason) where isConflict(reason, entry): conflict(at: index, reason)
    case .refused(let reason):
      journal[index].result = .failed("refused: \(reason)")
      forgetRights(in: entry.plan.target.name.namespace)
      say(localized("Refused #\(id): \(reason)"), .error)
    case .unreachable(let reason):
      journal[index].result = .failed("no answer: \(reason); whether it was applied is not known")
      say(
        localized("No answer to #\(id): \(reason). Look at the object before you try again."),
        .error)
    }
    return [.record(journal[index])]
  }

  /// A failed `test` of a JSON patch says that the field is not what the plan was made from.
  private func isConflict(_ reason: String, _ entry: JournalEntry) -> Bool {
    entry.plan.write.verb == .jsonPatch && reason.lowercased().contains("test")
  }

  private mutating func conflict(at index: Int, _ reason: String) {
    let entry = journal[index]
    journal[index].result = .failed(
      localized("conflict: somebody changed it first; nothing was changed"))
    if interface.overlay == nil { propose(entry.plan.proposal, undoing: entry.undoes) }
    say(
      localized(
        "Conflict: somebody changed \(entry.plan.target) first. Nothing was changed; look again, then Y."
      ),
      .error)
  }

  /// An accepted undo marks what it undid; an accepted redo frees what was undone.
  private mutating func settle(_ entry: JournalEntry) {
    guard let undone = entry.undoes, let index = journal.firstIndex(where: { $0.id == undone })
    else { return }
    journal[index].undoneBy = entry.id
  }

  /// Looks whether the cluster shows the effects that were asked for, and measures them later.
  mutating func observeJournal() -> [Effect] {
    var effects: [Effect] = []
    for index in journal.indices {
      let entry = journal[index]
      switch entry.result {
      case .accepted where isSeen(entry):
        journal[index].result = .observed(at: now)
        effects.append(.record(journal[index]))
      case .observed(let time) where !entry.isMeasured && now - time >= Self.firstLookSeconds:
        measure(index, since: time)
        if journal[index].isMeasured { effects.append(.record(journal[index])) }
      case .accepted, .observed, .sent, .failed: continue
      }
    }
    return effects
  }

  /// Measures how traffic moved since a change was seen, until it is known well or another change of the
  /// same object follows.
  private mutating func measure(_ index: Int, since time: Double) {
    let entry = journal[index]
    let isFollowed = journal.contains { later in
      later.id > entry.id && later.isDone && later.plan.target == entry.plan.target
    }
    journal[index].isMeasured = isFollowed || now - time >= Self.measureSeconds
    guard !isFollowed else { return }
    journal[index].observedShift = entry.plan.observedShift(
      in: live.inventory, live.routing, live.readings, since: time)
  }

  private func isSeen(_ entry: JournalEntry) -> Bool {
    entry.plan.proposal.isObserved(
      in: live.inventory, live.routing, uid: entry.plan.targetUID, since: entry.time)
  }

  private func isUndo(_ entry: JournalEntry) -> Bool {
    guard let id = entry.undoes, let undone = journal.first(where: { $0.id == id }) else {
      return false
    }
    return !isUndo(undone)
  }

  /// Opens the preview of undoing an entry; nil is the last own change that is not undone.
  mutating func undo(_ id: Int?) {
    let candidates = journal.filter { entry in
      entry.isDone && entry.undoneBy == nil && (id != nil || !isUndo(entry))
    }
    if let id {
      guard let entry = journal.first(where: { $0.id == id }) else {
        say(localized("There is no change #\(id)."), .warning)
        return
      }
      guard entry.isDone, entry.undoneBy == nil else {
        let why =
          entry.undoneBy.map { localized("#\($0) undid it already") }
          ?? localized("it was not applied")
        say(localized("#\(id) cannot be undone: \(why)."), .warning)
        return
      }
      preview(undoing: entry)
      return
    }
    guard let last = candidates.last else {
      say(localized("There is nothing to undo."), .warning)
      return
    }
    guard last.plan.inverse == nil, let other = candidates.last(where: { $0.plan.inverse != nil })
    else {
      preview(undoing: last)
      return
    }
    preview(undoing: other)
    say(
      localized("#\(last.id) cannot be undone (\(last.plan.sentence)): this undoes #\(other.id)."),
      .warning)
  }

  /// Opens the preview of doing again what was undone last.
  mutating func redo() {
    guard let entry = journal.last(where: { $0.isDone && $0.undoneBy == nil && isUndo($0) }),
      !journal.contains(where: { $0.id > entry.id && $0.undoes == nil && $0.isDone })
    else {
      say(localized("There is nothing to redo."), .warning)
      return
    }
    preview(undoing: entry)
  }

  private mutating func preview(undoing entry: JournalEntry) {
    guard let inverse = entry.plan.inverse else {
      say(localized("#\(entry.id) cannot be undone: \(entry.plan.sentence)."), .warning)
      return
    }
    let proposal = entry.plan.proposal
    let field = proposal.field(in: live.inventory, live.routing)
    if let wanted = proposal.wantedField(in: live.routing), field != wanted {
      let was = inverse.wantedField(in: live.routing) ?? "?"
      let now = field ?? "gone"
      say(
        localized(
          "#\(entry.id) cannot be undone: it was \(was), you set \(wanted), somebody made it \(now)."
        ),
        .error)
      return
    }
    propose(inverse, undoing: entry.id)
  }
}

extension JournalEntry {
  /// Whether the server took it.
  package var isDone: Bool {
    switch result {
    case .accepted, .observed: true
    case .sent, .failed: false
    }
  }
}
