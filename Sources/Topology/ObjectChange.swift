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
  package private(set) var changes: [ObjectChange] = []
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
  package var isEmpty: Bool { changes.isEmpty && !isOverflown }

  mutating func note(before: Resource?, after: Resource?) {
    guard !isOverflown, before != nil || after != nil else { return }
    guard changes.count < limit else {
      overflow()
      return
    }
    changes.append(ObjectChange(before: before, after: after))
  }

  /// Forgets the changes: there are too many, or they cannot be known.
  package mutating func overflow() {
    isOverflown = true
    changes = []
  }

  /// Gives the log out and starts anew.
  package mutating func take() -> ChangeLog {
    let taken = self
    self = ChangeLog(limit: limit)
    return taken
  }
}
