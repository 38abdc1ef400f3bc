/// Where an object was written down.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  package var file: String
  /// The first line of the object, from 1.
  package var line: Int

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  package var description: String { "\(file):\(line)" }
}
