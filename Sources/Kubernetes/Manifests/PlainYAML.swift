import Topology

/// Reads everyday YAML, which most manifests are written in, several times faster than all of YAML can be read.
///
/// What it does not know (anchors, tags, folded text, values over several lines, anything but ASCII) and whatever is wrong
/// is left to the parser of the whole language: where this one gives a value, the other gives the same value, with the
/// same lines.
struct PlainYAML {
  /// The text is for the parser of the whole language.
  struct Unusual: Error {}

  let bytes: [UInt8]
  /// Where reading goes on: between two values at the first character of a line that holds anything.
  var position = 0
  /// Where the present line begins.
  private var lineStart = 0
  /// The present line in the file, counted from 1.
  private(set) var line: Int
  /// How far the present line is indented; -1 at the end.
  private(set) var indentation = 0
  /// The lines of fields.
  var fields = FieldLines()

  /// Deeper values are unusual.
  static let deepest = 50

  /// Reads a document that begins on a line of its file; nil where it is unusual.
  static func entry(of text: String, startLine: Int) -> YAMLStream.Entry? {
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == newLine }) else { return nil }
    var reader = PlainYAML(bytes: Array(text.utf8), line: startLine)
    return try? reader.entry()
  }

  private init(bytes: [UInt8], line: Int) {
    self.bytes = bytes
    self.line = line
  }

  private mutating func entry() throws(Unusual) -> YAMLStream.Entry {
    findContent()
    if indentation == 0, bytes[position...].starts(with: "---".utf8) {
      position += 3
      guard isAtBlank else { throw Unusual() }
      try finishLine()
    }
    guard indentation == 0 else { throw Unusual() }
    let first = line
    let value = try mapping(column: 0, at: .object, depth: 0)
    let isList = value["kind"].string?.hasSuffix("List") == true && value["items"].isArray
    guard indentation < 0, !isList else { throw Unusual() }
    return YAMLStream.Entry(value: value, line: first, fields: fields)
  }
}

extension PlainYAML {
  static let newLine = UInt8(ascii: "\n")
  static let space = UInt8(ascii: " ")

  /// The byte at the position; a line feed at the end.
  var byte: UInt8 { byte(at: position) }

  func byte(at index: Int) -> UInt8 { index < bytes.count ? bytes[index] : Self.newLine }

  /// Whether a space or the end of the line stands here.
  var isAtBlank: Bool { isBlank(at: position) }

  func isBlank(at index: Int) -> Bool {
    let byte = byte(at: index)
    return byte == Self.space || byte == Self.newLine
  }

  mutating func skipSpaces() {
    while byte == Self.space { position += 1 }
  }

  /// Whether nothing but a comment is left of the line.
  private var isAtEndOfValue: Bool { byte == Self.newLine || byte == UInt8(ascii: "#") }

  /// Goes on to the next line that holds anything; a comment may stand behind what was read.
  mutating func finishLine() throws(Unusual) {
    let end = position
    skipSpaces()
    if byte == UInt8(ascii: "#") {
      guard position > end else { throw Unusual() }
      while byte != Self.newLine { position += 1 }
    }
    guard byte == Self.newLine else { throw Unusual() }
    nextLine()
    findContent()
  }

  /// Goes to the beginning of the next line.
  mutating func nextLine() {
    position = min(position + 1, bytes.count)
    lineStart = position
    line += 1
  }

  /// Goes to the first line from here on that holds more than a comment.
  mutating func findContent() {
    while position < bytes.count {
      skipSpaces()
      if byte == UInt8(ascii: "#") {
        while byte != Self.newLine { position += 1 }
      }
      guard byte == Self.newLine else {
        indentation = position - lineStart
        return
      }
      nextLine()
    }
    indentation = -1
  }
}

extension PlainYAML {
  /// Whether an element of a list begins here.
  private var isAtElement: Bool { byte == UInt8(ascii: "-") && isBlank(at: position + 1) }

  private mutating func block(
    column: Int, at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    isAtElement
      ? try sequence(column: column, at: place, depth: depth)
      : try mapping(column: column, at: place, depth: depth)
  }

  private mutating func mapping(
    column: Int, at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    guard depth < Self.deepest else { throw Unusual() }
    var members = Members()
    repeat {
      let keyLine = line
      guard let name = try key() else { throw Unusual() }
      let number = fields.note(.member(name), below: place, line: keyLine)
      try members.add(name, try member(of: column, at: number, depth: depth + 1))
    } while indentation == column
    guard indentation < column else { throw Unusual() }
    return members.value
  }

  /// What stands behind the colon of a key in a column.
  private mutating func member(
    of column: Int, at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    skipSpaces()
    guard isAtEndOfValue else { return try inline(in: column, at: place, depth: depth) }
    try finishLine(afterSpace: true)
    if indentation > column { return try block(column: indentation, at: place, depth: depth) }
    // A list may stand in the column of its key.
    guard indentation == column, isAtElement else { return .null }
    return try sequence(column: column, at: place, depth: depth)
  }

  private mutating func sequence(
    column: Int, at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    guard depth < Self.deepest else { throw Unusual() }
    var values: [JSONValue] = []
    repeat {
      position += 1
      skipSpaces()
      if isAtEndOfValue {
        try finishLine(afterSpace: true)
        guard indentation > column else { throw Unusual() }
        let number = fields.note(.element(values.count), below: place, line: line)
        values.append(try block(column: indentation, at: number, depth: depth + 1))
      } else {
        let number = fields.note(.element(values.count), below: place, line: line)
        values.append(try element(of: column, at: number, depth: depth + 1))
      }
    } while indentation == column && isAtElement
    guard indentation <= column else { throw Unusual() }
    return .array(values)
  }

  /// What stands behind the dash of an element in a column.
  private mutating func element(
    of column: Int, at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    let start = position
    if try key() == nil { return try inline(in: column, at: place, depth: depth) }
    position = start
    return try mapping(column: start - lineStart, at: place, depth: depth)
  }

  /// A value that begins on the line of its key or dash.
  private mutating func inline(
    in column: Int, at place: FieldLines.Number, depth: Int
  ) throws(Unusual) -> JSONValue {
    guard byte != UInt8(ascii: "|") else { return .string(try literal(in: column)) }
    let value: JSONValue
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): value = try flow(at: place, depth: depth)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): value = .string(try quoted())
    default: value = YAMLScalar.plain(try plain())
    }
    try finishLine()
    return value
  }

  private mutating func finishLine(afterSpace: Bool) throws(Unusual) {
    if byte == UInt8(ascii: "#") { position -= 1 }
    try finishLine()
  }

  /// The members of a mapping, each once.
  struct Members {
    private var members: [String: JSONValue] = [:]
    private var holdsNull = false

    mutating func add(_ name: String, _ value: JSONValue) throws(Unusual) {
      guard members.updateValue(value, forKey: name) == nil else { throw Unusual() }
      holdsNull = holdsNull || value.isNull
    }

    /// The members that have a value.
    var value: JSONValue {
      .object(holdsNull ? members.filter { !$0.value.isNull } : members)
    }
  }
}
