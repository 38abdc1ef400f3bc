import Topology

/// Why a kubeconfig leads to no cluster; show it and end with exit code 3, or 6 when `isInvalidFile`.
package struct KubeconfigError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, and the line where one is known.
  package var place: String
  package var what: String
  package var mend: String
  /// Whether a file is at fault, not its absence.
  package var isInvalidFile: Bool

  package init(place: String, what: String, mend: String, isInvalidFile: Bool = true) {
    self.place = place
    self.what = what
    self.mend = mend
    self.isInvalidFile = isInvalidFile
  }

  package var description: String {
    "\(place.isEmpty ? "" : "\(place): ")\(what); \(mend)".cleaned
  }
}
