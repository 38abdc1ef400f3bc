package import Diagnosis
package import Topology

/// What `sluice explain` says of one kind of fault.
package struct FaultExplanation: Sendable {
  private let kind: FaultKind

  package init(_ kind: FaultKind) {
    self.kind = kind
  }

  /// For scripts.
  package var json: JSONValue {
    var value = Self.json(kind)
    value["apiVersion"] = "sluice/v1"
    value["kind"] = "FaultKind"
    return value
  }

  /// For people: the name, where it sits, what it means and what mends it, in lines of 80 columns.
  package var text: String {
    let head = [
      kind.id, kind.title, "",
      "severity  \(kind.grade.severity.rawValue)", "hop       \(kind.hop.rawValue)", "",
    ]
    let body =
      WrappedText.lines(kind.meaning) + [""] + WrappedText.lines(kind.mend, lead: "mend      ")
    return (head + body).map { $0 + "\n" }.joined()
  }

  private static func json(_ kind: FaultKind) -> JSONValue {
    [
      "id": .string(kind.id), "severity": .string(kind.grade.severity.rawValue),
      "hop": .string(kind.hop.rawValue), "title": .string(kind.title),
      "meaning": .string(kind.meaning), "mend": .string(kind.mend),
    ]
  }

  /// Every kind, for scripts.
  package static func list(_ kinds: [FaultKind] = FaultCatalogue.all) -> JSONValue {
    Report.list("FaultKindList", items: kinds.map(json))
  }

  /// Every kind, a line each.
  package static func table(_ kinds: [FaultKind] = FaultCatalogue.all) -> String {
    let rows = kinds.map { [$0.id, $0.grade.severity.rawValue, $0.hop.rawValue, $0.title] }
    return TextTable(["FAULT", "SEVERITY", "HOP", "TITLE"], rows).text
  }

  /// The id that is nearest to a word: a typing error, or the only one that contains it.
  package static func nearest(
    to word: String, in kinds: [FaultKind] = FaultCatalogue.all
  ) -> String? {
    let ids = kinds.map(\.id)
    if let near = Spelling.nearest(to: word, in: ids) { return near }
    let containing = word.isEmpty ? [] : ids.filter { $0.contains(word) }
    return containing.min { ($0.count, $0) < ($1.count, $1) }
  }
}
