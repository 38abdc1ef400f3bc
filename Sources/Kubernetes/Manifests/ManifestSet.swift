/// Everything that was read from some paths.
package struct ManifestSet: Hashable, Sendable {
  /// In the order of the paths, files and documents.
  package var manifests: [Manifest] = []
  /// In the order in which they were found.
  package var problems: [ManifestProblem] = []

  package init() {}

  /// Whether something had to be left out: exit code 6 where nothing else applies.
  package var isInvalid: Bool { problems.contains { $0.severity == .error } }
}
