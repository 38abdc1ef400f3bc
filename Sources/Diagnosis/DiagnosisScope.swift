package import Topology

/// Of which objects the faults are wanted, where those of others need not be known.
package struct DiagnosisScope: Hashable, Sendable {
  /// The kinds of these objects.
  package var kinds: Set<String>
  /// The Services that families which need pods leave out: it is known that they would find nothing worse than a
  /// remark, and their pods were not read.
  package var settled: Set<NamespacedName>

  package init(kinds: Set<String>, settled: Set<NamespacedName> = []) {
    self.kinds = kinds
    self.settled = settled
  }

  /// Whether a family that needs these kinds is to look at an object.
  func includes(_ subject: ObjectReference, needs: [String]) -> Bool {
    guard kinds.contains(subject.kind) else { return false }
    return subject.kind != "Service" || !settled.contains(subject.name) || !needs.contains("Pod")
  }
}
