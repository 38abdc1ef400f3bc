/// One entry of the fault catalogue: what `sluice explain` says of an id.
///
/// Texts are English, since scripts and searches depend on them.
package struct FaultKind: Hashable, Sendable {
  /// Where on a request's way the fault sits.
  package enum Hop: String, Hashable, Sendable, CaseIterable {
    case dns, tls, listener, route, service, selector, endpoints, policy, pod, response
  }

  /// The slug of the catalogue, in SARIF and in JSON.
  package let id: String
  package let hop: Hop
  /// The worst grade with which it is reported.
  package let grade: Fault.Grade
  /// A short name: `Selector matches nothing`.
  package let title: String
  /// What is wrong and what a client sees of it: one or two sentences.
  package let meaning: String
  /// What mends it: one or two sentences.
  package let mend: String

  package init(
    _ id: String, _ hop: Hop, _ grade: Fault.Grade, _ title: String, meaning: String, mend: String
  ) {
    self.id = id
    self.hop = hop
    self.grade = grade
    self.title = title
    self.meaning = meaning
    self.mend = mend
  }
}

/// Every id that the engine can report.
package enum FaultCatalogue {
  /// All kinds, by id.
  ///
  /// Those of the families, and those of the trace.
  package static let all: [FaultKind] =
    (FaultFamilies.all.flatMap(\.reports) + TraceFaults.reports).sorted { $0.id < $1.id }

  /// One kind; nil when there is none of this id.
  package static func kind(_ id: String) -> FaultKind? { byID[id] }

  private static let byID = Dictionary(
    all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}
