/// What one event did to one object: what it was and what it is.
package struct ObjectChange: Sendable {
  /// nil when the object was not there.
  package let before: Resource?
  /// nil when the object is gone.
  package let after: Resource?

  package init(before: Resource?, after: Resource?) {
    self.before = before
    self.after = after
  }

  /// Which object it is about.
  package var reference: ObjectReference? { (after ?? before)?.reference }

  /// The object before and after, as far as there is one.
  package var versions: [Resource] { [before, after].compactMap(\.self) }
}

/// The changes since somebody last looked, up to a limit: beyond it only that there were too many is known.
package struct ChangeLog: Sendable {
  /// In pieces, so that a log of which somebody else holds a copy grows without being copied whole.
  private var pieces: [[ObjectChange]] = []
  /// How many changes are known.
  package private(set) var count = 0
  /// Whether changes are missing, so that everything has to be looked at again.
  package private(set) var isOverflown: Bool
  private let limit: Int

  /// A log of at most so many changes.
  ///
  /// `isOverflown` starts it as a log that has missed something.
  package init(limit: Int = 5000, isOverflown: Bool = false) {
    self.limit = limit
    self.isOverflown = isOverflown
  }

  /// Whether nothing happened.
  package var isEmpty: Bool { count == 0 && !isOverflown }

  /// The changes, the oldest first.
  package var changes: some Sequence<ObjectChange> { pieces.joined() }

  mutating func note(before: Resource?, after: Resource?) {
    guard !isOverflown, before != nil || after != nil else { return }
    append(ObjectChange(before: before, after: after))
  }

  private mutating func append(_ change: ObjectChange) {
    guard count < limit else {
      overflow()
      return
    }
    if count.isMultiple(of: Self.pieceSize) { pieces.append([]) }
    pieces[pieces.count - 1].append(change)
    count += 1
  }

  private static let pieceSize = 64

  /// Adds the changes of a log that goes on where this one ends.
  package mutating func append(_ later: ChangeLog) {
    if later.isOverflown { overflow() }
    guard !isOverflown else { return }
    for change in later.changes { append(change) }
  }

  /// Forgets the changes: there are too many, or they cannot be known.
  package mutating func overflow() {
    isOverflown = true
    (pieces, count) = ([], 0)
  }

  /// Gives the log out and starts anew.
  package mutating func take() -> ChangeLog {
    let taken = self
    self = ChangeLog(limit: limit)
    return taken
  }
}
