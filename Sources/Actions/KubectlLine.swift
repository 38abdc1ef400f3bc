import Topology

/// A kubectl command as one types it: every word quoted for the shell where it must be.
struct KubectlLine {
  private var words: [String]

  init(_ context: PlanContext, namespace: String) {
    words = ["kubectl"]
    if !context.isSimulated, !context.context.isEmpty { words += ["--context", context.context] }
    if !namespace.isEmpty { words += ["-n", namespace] }
  }

  /// The whole line with these words after the namespace.
  func text(_ more: String...) -> String { (words + more).map(Self.quoted).joined(separator: " ") }

  /// A word for a POSIX shell; what the shell leaves alone stays as it is.
  static func quoted(_ word: String) -> String {
    let plain = "_@%+=:,./-"
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || plain.contains($0))
    }
    guard word.isEmpty || !isPlain else { return word }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: #"'\''"#) + "'"
  }
}
