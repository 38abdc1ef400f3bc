import Actions
import Diagnosis
import Language
import Reporting
import State
import Topology

/// A planned change as `sluice plan` prints it.
struct PlanReport {
  let change: PlannedChange
  /// Where an object, or a field of it, was written down.
  let locate: (ObjectReference, String?) -> SourceLocation?

  private var plan: Plan { change.plan }
  private var location: SourceLocation? { locate(plan.target, nil) }

  /// Faults with their places.
  private func json(_ faults: [Fault]) -> JSONValue {
    Report.json(
      faults.map { fault in
        var fault = fault
        fault.location = locate(fault.object, fault.field)
        return fault
      })["items"]
  }

  /// A difference as `diff -u` writes it, then what follows from it.
  var text: String {
    let name = plan.target.description.cleaned
    let place = location.map { "\t\($0.description.cleaned)" } ?? ""
    var lines = ["--- \(name)\(place)", "+++ \(name)\t\(plan.sentence.english.cleaned)"]
    lines += plan.difference.map { $0.signed.cleaned }
    lines.append("")
    lines += faults("mends", change.faults?.mended ?? [])
    lines += faults("causes", change.faults?.caused ?? [])
    if let faults = change.faults, faults.isEmpty {
      lines.append("no fault comes or goes")
    }
    lines += plan.shift.routes.map { "route   \($0)".cleaned }
    lines += plan.warnings.map { "note    \($0)".cleaned }
    lines.append("same as \(plan.kubectl)".cleaned)
    return lines.map { $0 + "\n" }.joined()
  }

  private func faults(_ word: String, _ faults: [Fault]) -> [String] {
    let blanks = String(repeating: " ", count: 8)
    let lead = word + blanks.dropFirst(word.count)
    return faults.flatMap { fault in
      ["\(lead)\(fault.object) \(fault.id)".cleaned, "\(blanks)\(fault.says.english)"]
    }
  }

  /// The same for scripts.
  var json: JSONValue {
    [
      "apiVersion": "sluice/v1", "kind": "Plan", "object": .string(plan.target.description),
      "change": .string(plan.sentence.english), "differs": true,
      "file": location.map { .string($0.file) } ?? .null,
      "line": location.map { .integer(Int64($0.line)) } ?? .null,
      "difference": .array(plan.difference.map { .string($0.signed) }),
      "patch": plan.write.body, "kubectl": .string(plan.kubectl),
      "mends": change.faults.map { json($0.mended) } ?? .null,
      "causes": change.faults.map { json($0.caused) } ?? .null,
      "routes": .array(plan.shift.routes.map { .string($0) }),
      "warnings": .array(plan.warnings.map { .string($0) }),
      "backends": .array(plan.shift.lines.map(Self.json)),
    ]
  }

  private static func json(_ line: TrafficShift.Line) -> JSONValue {
    .object([
      "service": .string(line.service.description), "backend": .string(line.backend),
      "before": share(line.before), "after": share(line.after),
    ])
  }

  private static func share(_ share: Double?) -> JSONValue {
    share.map { .number(($0 * 1_000_000).rounded() / 1_000_000) } ?? .null
  }

  /// What scripts get when nothing would change.
  static let nothing: JSONValue = [
    "apiVersion": "sluice/v1", "kind": "Plan", "differs": false, "difference": [], "mends": [],
    "causes": [],
  ]
}

extension Plan.DifferenceLine {
  /// The line with its sign in the first column.
  fileprivate var signed: String {
    switch self {
    case .kept(let text): " \(text)"
    case .added(let text): "+\(text)"
    case .removed(let text): "-\(text)"
    }
  }
}
