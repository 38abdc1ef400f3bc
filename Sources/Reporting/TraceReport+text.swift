package import Diagnosis

extension TraceReport {
  /// The text for people, at 80 columns and without colour, ending with a new line.
  package static func text(_ trace: Trace, evidence: TraceEvidence? = nil) -> String {
    TraceText.text(trace, evidence: evidence)
  }
}
