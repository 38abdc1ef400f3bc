import Topology
import Yams

/// Turns one composed document into a value and remembers on which line each field stands.
///
/// Aliases are expanded against a budget, so that a few hundred bytes cannot become gigabytes.
struct YAMLConversion {
  /// The lines of fields.
  private(set) var fields = FieldLines()
  /// How many more values may be made.
  var budget: Int
  /// Added to every line: where the document begins in its file.
  let lineOffset: Int

  private static let deepest = 100

  init(budget: Int, lineOffset: Int) {
    self.budget = budget
    self.lineOffset = lineOffset
  }

  func line(of node: YAMLNode) -> Int { (node.mark?.line ?? 1) + lineOffset }

  mutating func value(
    _ node: YAMLNode, at place: FieldLines.Number = .object, depth: Int = 0
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
      values.reserveCapacity(sequence.count)
      for (index, element) in sequence.enumerated() {
        let number = fields.note(.element(index), below: place, line: line(of: element))
        values.append(try value(element, at: number, depth: depth + 1))
      }
      return .array(values)
    case .mapping(let mapping):
      return .object(try members(mapping, at: place, depth: depth))
    case .alias:
      throw fault(node, "an alias has no anchor", "define the anchor before it is used")
    }
  }

  private mutating func members(
    _ mapping: YAMLNode.Mapping, at place: FieldLines.Number, depth: Int
  ) throws(DocumentFault) -> [String: JSONValue] {
    var members = [String: JSONValue](minimumCapacity: mapping.count)
    var merged: [YAMLNode] = []
    var holdsNull = false
    for (key, content) in mapping {
      guard case .scalar(let scalar) = key else {
        throw fault(
          key, "a key is not a plain text", "use a name as the key, or render the template first")
      }
      if scalar.string == "<<", scalar.style == .plain {
        merged += content.sequence.map(Array.init) ?? [content]
        continue
      }
      let name =
        scalar.style == .plain ? YAMLScalar.name(plain: scalar.string) : scalar.string
      guard members[name] == nil else {
        throw fault(key, "the key `\(name)` stands twice", "keep one of them")
      }
      let number = fields.note(.member(name), below: place, line: line(of: key))
      let member = try value(content, at: number, depth: depth + 1)
      holdsNull = holdsNull || member.isNull
      members[name] = member
    }
    for node in merged {
      guard case .mapping(let defaults) = node else {
        throw fault(node, "`<<` takes a mapping or a list of them", "refer to a mapping")
      }
      let more = try self.members(defaults, at: place, depth: depth + 1)
      members.merge(more) { own, _ in own }
    }
    return holdsNull ? members.filter { !$0.value.isNull } : members
  }

  private func fault(_ node: YAMLNode, _ what: String, _ mend: String) -> DocumentFault {
    DocumentFault(line: line(of: node), what: what, mend: mend)
  }
}
