package import Topology

/// A file of settings: one YAML mapping, with the line of each key.
package struct SettingsDocument {
  /// The settings by name; empty where the text is no mapping.
  package private(set) var values: [String: JSONValue] = [:]
  /// What cannot be read, by line.
  package private(set) var problems: [(line: Int, what: String)] = []
  private var lines = FieldLines()

  package init(_ text: String) {
    let stream = YAMLStream(text)
    problems = stream.faults.map { ($0.line, "\($0.what); \($0.mend)") }
    guard let entry = stream.entries.first else { return }
    guard entry.value.isObject else {
      problems.append((entry.line, "this is no list of settings; write `name: value` lines"))
      return
    }
    values = entry.value.object
    lines = entry.fields
  }

  /// The line of a setting, counted from 1.
  package func line(of name: String) -> Int { lines.line(of: name) ?? 1 }
}
