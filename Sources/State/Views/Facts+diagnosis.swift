import Diagnosis
import Topology

/// A look for faults that was given out and is not answered yet.
struct ExaminationUnderWay: Sendable {
  let number: Int
  /// What it takes into account.
  let changes: ChangeLog
  /// The revision and the time that its answer is of.
  let revision: Int
  let time: Double
}

/// Which diagnosis there is: what is derived from it is made anew when this is another.
struct DiagnosisMark: Hashable {
  let revision: Int
  let time: Double
}

/// Keeping the diagnosis up with the objects.
extension Facts {
  /// Seconds between two looks at everything in a large cluster.
  private static let diagnosisSeconds = 15.0
  /// So many changes are looked at while somebody waits, in a large cluster.
  private static let fewChanges = 200

  /// Looks for faults again where something changed; where everything has to be looked at, in large clusters not
  /// with every tick.
  ///
  /// Says whether it looked.
  mutating func diagnose(at now: Double) -> Bool {
    guard isDiagnosisDue(at: now) else { return false }
    diagnosis.update(inventory, routes: routing, changes: undiagnosed.take(), now: now)
    diagnosed = (inventory.revision, now)
    return true
  }

  /// What is to be looked at aside, where something changed and nothing is being looked at.
  mutating func examination(_ number: Int, at now: Double) -> Examination? {
    guard examined == nil, isDiagnosisDue(at: now) else { return nil }
    let changes = undiagnosed.take()
    examined = ExaminationUnderWay(
      number: number, changes: changes, revision: inventory.revision, time: now)
    return Examination(
      number: number, inventory: inventory, routing: routing, diagnosis: diagnosis,
      changes: changes, now: now)
  }

  /// Takes in what was found aside; the answer to a question of another cluster is dropped.
  mutating func takeIn(_ result: Examination.Result) -> Bool {
    guard let asked = examined, asked.number == result.number else { return false }
    let extent = diagnosis.extent
    examined = nil
    diagnosis = result.diagnosis
    diagnosed = (asked.revision, asked.time)
    // What became known or unknown meanwhile counts: then everything is looked at again.
    setRules(unknown: unknownKinds, extent)
    return true
  }

  /// Whether there is something to look at that nothing looks at yet.
  private func isDiagnosisDue(at now: Double) -> Bool {
    guard diagnosed.revision != inventory.revision || diagnosis.isDue(at: now) else {
      return false
    }
    let isWhole = undiagnosed.isOverflown || !diagnosis.isIncremental
    return !isLarge || !isWhole || now - diagnosed.time >= Self.diagnosisSeconds
  }

  /// Whether so much is known that looking at all of it takes longer than a key may wait.
  var isLarge: Bool { serviceNames.count > ConsoleState.fewServices }

  /// Changes with every look at the faults.
  var diagnosisMark: DiagnosisMark {
    DiagnosisMark(revision: diagnosed.revision, time: diagnosed.time)
  }

  /// The diagnosis with what happened since the last tick; nil in a large cluster when that is too much to look
  /// at while somebody waits.
  var currentDiagnosis: Diagnosis? {
    var changes = examined?.changes ?? ChangeLog()
    changes.append(undiagnosed)
    let isWhole = changes.isOverflown || !diagnosis.isIncremental
    guard !isLarge || !isWhole && changes.count <= Self.fewChanges else { return nil }
    var current = diagnosis
    current.update(inventory, routes: routing, changes: changes, now: time)
    return current
  }

  /// Says of which kinds nothing is known.
  mutating func setUnknown(_ kinds: Set<String>) {
    guard kinds != unknownKinds else { return }
    unknownKinds = kinds
    setRules(unknown: kinds, diagnosis.extent)
  }

  /// Says how much of a cluster is read.
  mutating func setExtent(_ extent: DiagnosisExtent) { setRules(unknown: unknownKinds, extent) }

  /// Other rules make everything due again.
  private mutating func setRules(unknown kinds: Set<String>, _ extent: DiagnosisExtent) {
    guard diagnosis.unreadableKinds != kinds || diagnosis.extent != extent else { return }
    diagnosis.unreadableKinds = kinds
    diagnosis.extent = extent
    diagnosed.revision = -1
  }

  /// Everything has been read: what is wrong is worth a look at once.
  mutating func noteLoaded() { diagnosed.time = 0 }
}
