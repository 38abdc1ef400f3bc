package import Diagnosis
package import Topology

/// Findings in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0), which code hosts and editors
/// read.
package struct SARIFLog: Sendable {
  /// Where the format is published.
  package static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

  let findings: [Fault]
  /// The version of this program.
  let version: String
  /// The folder that relative places are told from; an absolute path without a slash at its end.
  let folder: String
  /// What kept parts of the input from being looked at.
  let problems: [String]
  private let kinds: [FaultKind]
  /// The place of a rule, by its id.
  let ruleIndexes: [String: Int]

  package init(
    _ findings: [Fault], version: String, folder: String = "", problems: [String] = [],
    kinds: [FaultKind] = FaultCatalogue.all
  ) {
    self.findings = findings
    self.version = version
    self.folder = folder
    self.problems = problems
    self.kinds = kinds
    ruleIndexes = Dictionary(
      kinds.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The whole log with its one run.
  package var json: JSONValue {
    [
      "$schema": .string(Self.schema), "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "sluice", "version": .string(version), "rules": .array(kinds.map(Self.rule)),
            ]
          ],
          "invocations": [invocation], "results": .array(findings.map(result)),
        ]
      ],
    ]
  }

  private var invocation: JSONValue {
    var value: JSONValue = ["executionSuccessful": .bool(problems.isEmpty)]
    guard !problems.isEmpty else { return value }
    value["toolExecutionNotifications"] = .array(
      problems.map { ["level": "error", "message": ["text": .string($0)]] })
    return value
  }

  private static func rule(_ kind: FaultKind) -> JSONValue {
    [
      "id": .string(kind.id), "shortDescription": ["text": .string(kind.title)],
      "fullDescription": ["text": .string(kind.meaning)], "help": ["text": .string(kind.mend)],
      "defaultConfiguration": ["level": .string(level(kind.grade.severity))],
      "properties": ["hop": .string(kind.hop.rawValue)],
    ]
  }

  /// The level of a severity; SARIF has `none`, `note`, `warning` and `error`.
  static func level(_ severity: Fault.Severity) -> String {
    switch severity {
    case .fault: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }
}
