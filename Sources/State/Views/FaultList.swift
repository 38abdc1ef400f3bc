package import Diagnosis
import Topology

/// Every fault of a namespace: the worst first, and each with what follows from it below.
package struct FaultList: Sendable {
  /// One line.
  package struct Line: Sendable {
    package let fault: Fault
    /// 0 for what follows from nothing in the list, one more for each consequence.
    package let depth: Int
    package var id: FaultIdentity { FaultIdentity(fault) }
  }

  package private(set) var lines: [Line] = []
  /// How many there are in all, of which `lines` may be the first.
  package private(set) var total = 0
  /// How many remarks there are besides.
  package private(set) var remarks = 0

  /// More faults than anybody reads; a screen of them says how many more there are.
  static let most = 1000

  init() {}

  /// The faults of a namespace, or (nil) of all; those of the cluster's own objects where some follow from them.
  init(_ facts: Facts, namespace: String?) {
    let all = facts.diagnosis.faults.filter { fault in
      namespace == nil || fault.object.name.namespace == namespace
        || fault.object.name.namespace.isEmpty
    }
    let faults = all.filter { $0.grade > .info }
    remarks = all.count - faults.count
    let causes = FaultCauses(
      facts.inventory, routes: facts.routing, diagnosis: facts.diagnosis)
    var tree = FaultTree(faults.prefix(Self.most), causes)
    if namespace != nil { tree.dropLonely { $0.object.name.namespace.isEmpty } }
    lines = tree.lines
    total = lines.count + max(0, faults.count - Self.most)
  }
}

/// Faults under those that they follow from.
private struct FaultTree {
  private var roots: [Fault] = []
  private var children: [Fault: [Fault]] = [:]

  init(_ faults: some Sequence<Fault>, _ causes: FaultCauses) {
    let known = Set(faults)
    for fault in faults {
      guard let cause = causes.cause(of: fault), known.contains(cause) else {
        roots.append(fault)
        continue
      }
      children[cause, default: []].append(fault)
    }
    let graded = roots.enumerated().map { (worst(of: $0.element), $0.offset, $0.element) }
    roots = graded.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 > $1.0 }.map(\.2)
  }

  /// Leaves out roots without consequences.
  mutating func dropLonely(where isMeant: (Fault) -> Bool) {
    roots.removeAll { isMeant($0) && children[$0] == nil }
  }

  private static let deepest = 8

  private func worst(of fault: Fault, depth: Int = 0) -> Fault.Grade {
    guard depth < Self.deepest else { return fault.grade }
    return (children[fault] ?? []).reduce(fault.grade) {
      max($0, worst(of: $1, depth: depth + 1))
    }
  }

  var lines: [FaultList.Line] { roots.flatMap { lines(of: $0, depth: 0) } }

  private func lines(of fault: Fault, depth: Int) -> [FaultList.Line] {
    guard depth < Self.deepest else { return [] }
    return [FaultList.Line(fault: fault, depth: depth)]
      + (children[fault] ?? []).flatMap { lines(of: $0, depth: depth + 1) }
  }
}

/// The list of faults is made again when one of these changed.
struct FaultListBasis: Hashable {
  let mark: DiagnosisMark
  let namespace: String?
}

extension ConsoleState {
  /// Makes the list of faults anew where it is on show and something changed.
  mutating func renewFaultList() {
    guard case .faults = interface.overlay else {
      if listed != nil { (faultList, listed) = (FaultList(), nil) }
      return
    }
    let basis = FaultListBasis(mark: shown.diagnosisMark, namespace: interface.namespace)
    guard basis != listed else { return }
    listed = basis
    faultList = FaultList(shown, namespace: interface.namespace)
  }
}
