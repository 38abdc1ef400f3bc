import Diagnosis
import Routing
import Topology

/// A look for faults that is done aside, so that keys and events need not wait for it: what it
/// works on, all of one moment.
package struct Examination: Sendable {
  /// Tells it from those before and after it.
  package let number: Int
  let inventory: Inventory
  let routing: RoutingTable
  let diagnosis: Diagnosis
  /// What happened since that diagnosis.
  let changes: ChangeLog
  /// Seconds since 1970.
  let now: Double

  /// Looks for the faults; in the largest clusters this takes a second.
  package func result() -> Result {
    var diagnosis = diagnosis
    diagnosis.update(inventory, routes: routing, changes: changes, now: now)
    return Result(number: number, diagnosis: diagnosis)
  }

  /// What an examination found.
  package struct Result: Sendable {
    let number: Int
    let diagnosis: Diagnosis
  }
}

/// Two are the same when their numbers are.
extension Examination: Hashable {
  package static func == (left: Examination, right: Examination) -> Bool {
    left.number == right.number
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
