package import Actions

/// One own change, from the moment it was sent.
package struct JournalEntry: Hashable, Sendable, Identifiable {
  /// How far it got.
  package enum Result: Hashable, Sendable {
    case sent
    /// The server took it; the effect is not seen yet.
    case accepted
    /// The cluster reported the wanted state.
    case observed(at: Double)
    case failed(String)
  }

  /// Counted from 1.
  package var id: Int
  package var time: Double
  /// Who sent it, as whom: `alice as admin`.
  package var who: String
  package var plan: Plan
  package var result: Result
  /// How traffic really moved, measured after the effect was seen; beside `plan.shift`.
  package var observedShift: TrafficShift?
  /// Whether `observedShift` is measured for good; before, it is a first look.
  package var isMeasured = false
  /// The entry that this one undoes.
  package var undoes: Int?
  /// The entry that undid this one.
  package var undoneBy: Int?

  package init(
    id: Int, time: Double, who: String = "", plan: Plan, result: Result = .sent,
    undoes: Int? = nil
  ) {
    self.id = id
    self.time = time
    self.who = who
    self.plan = plan
    self.result = result
    self.undoes = undoes
  }
}
