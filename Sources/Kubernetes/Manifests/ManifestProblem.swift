import Topology

/// What is wrong with a manifest; print it as one line and go on with the rest.
package struct ManifestProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whether something could not be used.
  package enum Severity: Hashable, Sendable {
    /// Used all the same.
    case warning
    /// Left out; the program ends with exit code 6 where nothing else applies.
    case error
  }

  package var severity: Severity
  /// The path as given.
  package var file: String
  /// Counted from 1; nil when the whole file is meant.
  package var line: Int?
  /// What is wrong, as a phrase.
  package var what: String
  /// What to do about it.
  package var mend: String

  package init(
    _ severity: Severity = .error, file: String, line: Int? = nil, what: String, mend: String
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.what = what
    self.mend = mend
  }

  /// `shop.yaml:12: what is wrong; what to do`, safe to print.
  package var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(what)\(mend.isEmpty ? "" : "; \(mend)")".cleaned
  }
}

/// A problem inside a document, before its file is known.
struct DocumentFault: Error, Hashable {
  /// Counted from 1 in the whole file.
  var line: Int
  var what: String
  var mend: String
}
