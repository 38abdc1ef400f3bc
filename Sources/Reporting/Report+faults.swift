import Diagnosis
import Language
import Topology

/// One line of `get faults`.
enum FaultRow {
  /// The shape FAULT of the command-line contract.
  static func json(_ fault: Fault) -> JSONValue {
    .object([
      "id": .string(fault.id), "severity": .string(fault.severity.rawValue),
      "object": .string(fault.object.description),
      "field": fault.field.map { .string($0) } ?? .null, "says": .string(fault.says.english),
      "fix": .string(fault.fix.english), "cause": fault.cause.map { .string($0) } ?? .null,
      "file": fault.location.map { .string($0.file) } ?? .null,
      "line": fault.location.map { .integer(Int64($0.line)) } ?? .null,
    ])
  }

  static let titles = ["SEVERITY", "OBJECT", "FAULT", "SAYS", "FIX", "CAUSE", "WHERE"]

  static func cells(_ fault: Fault) -> [String] {
    [
      fault.severity.rawValue, fault.object.description, fault.id, fault.says.english,
      fault.fix.english,
      fault.cause ?? "", fault.location?.description ?? "",
    ]
  }
}

extension Report {
  func faultRows(_ selection: Selection) -> [Fault] {
    diagnosis.faults.filter { fault in
      // Objects without namespace concern every namespace.
      let name = fault.object.name
      let isMeant = selection.includes(name)
      return isMeant || name.namespace.isEmpty && (selection.name ?? name.name) == name.name
    }.sorted {
      ($0.object, $0.id, $0.field ?? "", $0.says.english) < (
        $1.object, $1.id, $1.field ?? "", $1.says.english
      )
    }
  }

  static func faultList(_ faults: [Fault]) -> JSONValue {
    var counts: [String: JSONValue] = [:]
    for severity in Fault.Severity.allCases {
      counts[severity.rawValue] = .integer(Int64(faults.count { $0.severity == severity }))
    }
    var value = list("FaultList", items: faults.map(FaultRow.json))
    value["summary"] = .object(counts)
    return value
  }
}
