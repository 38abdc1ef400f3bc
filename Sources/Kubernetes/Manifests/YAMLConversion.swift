import Topology
import Yams

/// Turns one composed document into a value and remembers on which line each field stands.
///
/// Aliases are expanded against a budget, so that a few hundred bytes cannot become gigabytes.
struct YAMLConversion {
  /// The lines of fields, by path.
  private(set) var fields: [String: Int] = [:]
  /// How many more values may be made.
  var budget: Int
  /// Added to every line: where the document begins in its file.
  let lineOffset: Int

  private static let deepest = 100
  private static let mostFields = 4096

  init(budget: Int, lineOffset: Int) {
    self.budget = budget
    self.lineOffset = lineOffset
  }

  func line(of node: YAMLNode) -> Int { (node.mark?.line ?? 1) + lineOffset }

  mutating func value(
    _ node: YAMLNode, path: String = "", depth: Int = 0
  ) throws(DocumentFault) -> JSONValue {
    budget -= 1
    guard budget > 0 else {
      throw fault(node, "its aliases expand to too many values", "write the values out")
    }
    guard depth < Self.deepest else {
      throw fault(node, "it is nested deeper than \(Self.deepest) levels", "make it flatter")
    }
    switch node {
    case .scalar(let scalar): return YAMLScalar.value(scalar)
    case .sequence(let sequence):
      var values: [JSONValue] = []
      for (index, element) in sequence.enumerated() {
        let place = "\(path)[\(index)]"
        note(place, element)
        values.append(try value(element, path: place, depth: depth + 1))
      }
      return .array(values)
    case .mapping(let mapping):
      return .object(try members(mapping, path: path, depth: depth))
    case .alias:
      throw fault(node, "an alias has no anchor", "define the anchor before it is used")
    }
  }

  private mutating func members(
    _ mapping: YAMLNode.Mapping, path: String, depth: Int
  ) throws(DocumentFault) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    var merged: [YAMLNode] = []
    for (key, content) in mapping {
      guard case .scalar(let scalar) = key else {
        throw fault(
          key, "a key is not a plain text", "use a name as the key, or render the template first")
      }
      if scalar.string == "<<", scalar.style == .plain {
        merged += content.sequence.map(Array.init) ?? [content]
        continue
      }
      let name = Self.name(scalar)
      guard members[name] == nil else {
        throw fault(key, "the key `\(name)` stands twice", "keep one of them")
      }
      let place = path.isEmpty ? name : "\(path).\(name)"
      note(place, key)
      members[name] = try value(content, path: place, depth: depth + 1)
    }
    for node in merged {
      guard case .mapping(let defaults) = node else {
        throw fault(node, "`<<` takes a mapping or a list of them", "refer to a mapping")
      }
      let more = try self.members(defaults, path: path, depth: depth + 1)
      members.merge(more) { own, _ in own }
    }
    return members.filter { !$0.value.isNull }
  }

  /// A key as JSON has it: `on:` is the key `true`, `1:` the key `1`.
  private static func name(_ scalar: YAMLNode.Scalar) -> String {
    switch scalar.style == .plain ? YAMLScalar.plain(scalar.string) : .null {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    default: scalar.string
    }
  }

  private mutating func note(_ path: String, _ node: YAMLNode) {
    guard fields.count < Self.mostFields, fields[path] == nil else { return }
    fields[path] = line(of: node)
  }

  private func fault(_ node: YAMLNode, _ what: String, _ mend: String) -> DocumentFault {
    DocumentFault(line: line(of: node), what: what, mend: mend)
  }
}
