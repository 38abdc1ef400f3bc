import Topology

/// Mappings in braces and lists in brackets, on one line.
extension PlainYAML {
  mutating func flow(
    at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    guard depth < Self.deepest else { throw Unusual() }
    switch byte {
    case UInt8(ascii: "{"): return try flowMapping(at: place, depth: depth)
    case UInt8(ascii: "["): return try flowSequence(at: place, depth: depth)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try quoted())
    default: return YAMLScalar.plain(try plainInFlow())
    }
  }

  private mutating func flowMapping(
    at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    var members = Members()
    guard try !isEmpty(until: UInt8(ascii: "}")) else { return members.value }
    repeat {
      let name = try flowKey()
      let number = fields.note(.member(name), below: place, line: line)
      try members.add(name, try flow(at: number, depth: depth + 1))
    } while try goesOn(until: UInt8(ascii: "}"))
    return members.value
  }

  /// Takes a key with its colon and the spaces behind it.
  private mutating func flowKey() throws(Unusual) -> String {
    let start = position
    let isQuoted = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    let name = isQuoted ? try quoted() : YAMLScalar.name(plain: try plainInFlow())
    guard name != "<<", position - start < 1000 else { throw Unusual() }
    skipSpaces()
    guard byte == UInt8(ascii: ":"), isQuoted || isBlank(at: position + 1) else {
      throw Unusual()
    }
    position += 1
    skipSpaces()
    return name
  }

  private mutating func flowSequence(
    at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    var values: [JSONValue] = []
    guard try !isEmpty(until: UInt8(ascii: "]")) else { return .array([]) }
    repeat {
      let number = fields.note(.element(values.count), below: place, line: line)
      values.append(try flow(at: number, depth: depth + 1))
    } while try goesOn(until: UInt8(ascii: "]"))
    return .array(values)
  }

  /// Takes the opening character, and the closing one where nothing stands between them.
  private mutating func isEmpty(until end: UInt8) throws(Unusual) -> Bool {
    position += 1
    skipSpaces()
    guard byte == end else { return false }
    position += 1
    return true
  }

  /// Takes the comma before another value, or the end.
  private mutating func goesOn(until end: UInt8) throws(Unusual) -> Bool {
    skipSpaces()
    let found = byte
    guard found == UInt8(ascii: ",") || found == end else { throw Unusual() }
    position += 1
    guard found != end else { return false }
    skipSpaces()
    return true
  }
}
