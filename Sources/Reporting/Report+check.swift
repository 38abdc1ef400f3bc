package import Diagnosis
package import Topology

extension Report {
  /// The findings of a selection, in the order of their objects.
  package func findings(_ selection: Selection = Selection()) -> [Fault] { faultRows(selection) }

  /// Findings as the FaultList of the command-line contract.
  package static func json(_ findings: [Fault]) -> JSONValue { faultList(findings) }
}

extension Fault.Severity {
  /// Whether this is as bad as another one, or worse.
  package func reaches(_ other: Fault.Severity) -> Bool {
    let order = Fault.Severity.allCases
    return (order.firstIndex(of: self) ?? 0) <= (order.firstIndex(of: other) ?? 0)
  }
}
