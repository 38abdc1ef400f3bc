package import Diagnosis
import Language
import Topology

/// The findings of `sluice check` for people: a block each, the worst first, and a line that counts them.
package struct CheckText: Sendable {
  /// Puts a word of a severity into its colour; the word itself where nothing is coloured.
  package typealias Emphasis = @Sendable (Fault.Severity) -> String

  private let faults: [Fault]
  private let emphasis: Emphasis

  package init(_ faults: [Fault], emphasis: @escaping Emphasis = { $0.rawValue }) {
    self.faults = faults.sorted { left, right in
      (Self.rank(left), left.object, left.id, left.field ?? "", left.says.english)
        < (Self.rank(right), right.object, right.id, right.field ?? "", right.says.english)
    }
    self.emphasis = emphasis
  }

  private static func rank(_ fault: Fault) -> Int {
    Fault.Severity.allCases.firstIndex(of: fault.severity) ?? 0
  }

  /// The text, ending with a new line.
  package var text: String {
    faults.flatMap { block($0) + [""] }.map { $0 + "\n" }.joined() + summary + "\n"
  }

  /// `3 faults, 1 warning, 0 infos`.
  package var summary: String {
    guard !faults.isEmpty else { return "nothing found" }
    return Fault.Severity.allCases.map { severity in
      let count = faults.count { $0.severity == severity }
      return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }.joined(separator: ", ")
  }

  private static let indent = String(repeating: " ", count: 9)

  private func block(_ fault: Fault) -> [String] {
    let word = fault.severity.rawValue
    let blanks = String(repeating: " ", count: Self.indent.count - word.count)
    let head = "\(emphasis(fault.severity))\(blanks)\(fault.object.description.cleaned)"
    let name = "\(Self.indent)\(fault.id)"
    var lines = [head, name] + WrappedText.lines(fault.says.english, lead: Self.indent)
    lines += WrappedText.lines(fault.fix.english, lead: "  fix    ")
    if let cause = fault.cause { lines.append("  cause  \(cause)") }
    if let field = fault.field { lines.append("  field  \(field.cleaned)") }
    if let place = fault.location { lines.append("  at     \(place.description.cleaned)") }
    return lines
  }
}
