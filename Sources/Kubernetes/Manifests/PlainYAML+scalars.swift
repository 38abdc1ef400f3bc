/// Texts and keys.
extension PlainYAML {
  /// Longer keys are unusual; YAML wants the colon within 1024 characters.
  private static let longestKey = 1000

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Takes a key with its colon; nil where there is none, and then the position stays.
  mutating func key() throws(Unusual) -> String? {
    let start = position
    let name: String
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      name = try quoted()
      skipSpaces()
    } else {
      guard Self.beginsKey(byte), let colon = colon() else { return nil }
      var end = colon
      while bytes[end - 1] == Self.space { end -= 1 }
      name = YAMLScalar.name(plain: text(start..<end))
      position = colon
    }
    guard byte == UInt8(ascii: ":"), isBlank(at: position + 1) else {
      position = start
      return nil
    }
    guard position - start < Self.longestKey else { throw Unusual() }
    position += 1
    return name
  }

  /// Where the colon stands that makes a key of what begins here.
  private func colon() -> Int? {
    var index = position
    while byte(at: index) != Self.newLine {
      if bytes[index] == UInt8(ascii: ":"), isBlank(at: index + 1) { return index }
      if bytes[index] == UInt8(ascii: "#"), bytes[index - 1] == Self.space { return nil }
      index += 1
    }
    return nil
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  private static func beginsKey(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/")
  }

  /// Whether an unquoted text begins here.
  private var isAtPlain: Bool {
    if Self.isAlphanumeric(byte) { return true }
    switch byte {
    case UInt8(ascii: "-"): return !isBlank(at: position + 1)
    case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "$"),
      UInt8(ascii: "("), UInt8(ascii: "+"), UInt8(ascii: "~"), UInt8(ascii: "="):
      return true
    default: return false
    }
  }

  /// An unquoted text up to the end of the line or a comment.
  mutating func plain() throws(Unusual) -> String {
    guard isAtPlain else { throw Unusual() }
    let start = position
    var end = start
    while byte != Self.newLine {
      if byte == UInt8(ascii: ":"), isBlank(at: position + 1) { throw Unusual() }
      if byte == UInt8(ascii: "#"), bytes[position - 1] == Self.space { break }
      position += 1
      if bytes[position - 1] != Self.space { end = position }
    }
    position = end
    return text(start..<end)
  }

  /// An unquoted text in braces or brackets.
  mutating func plainInFlow() throws(Unusual) -> String {
    guard isAtPlain, byte != UInt8(ascii: "-") || Self.isAlphanumeric(byte(at: position + 1)) else {
      throw Unusual()
    }
    let start = position
    var end = start
    loop: while true {
      switch byte {
      case UInt8(ascii: ":"):
        if isBlank(at: position + 1) { break loop }
        let next = byte(at: position + 1)
        guard Self.isAlphanumeric(next) || next == UInt8(ascii: "/") else { throw Unusual() }
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): break loop
      case Self.space, UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "+"),
        UInt8(ascii: "~"), UInt8(ascii: "="), UInt8(ascii: "%"), UInt8(ascii: "*"):
        break
      default: guard Self.isAlphanumeric(byte) else { throw Unusual() }
      }
      position += 1
      if bytes[position - 1] != Self.space { end = position }
    }
    position = end
    return text(start..<end)
  }

  /// A text in quotes that ends on its line.
  mutating func quoted() throws(Unusual) -> String {
    let quote = byte
    let isDouble = quote == UInt8(ascii: "\"")
    position += 1
    let start = position
    while byte != quote, byte != UInt8(ascii: "\\") || !isDouble, byte != Self.newLine {
      position += 1
    }
    // Most texts hold neither their quote nor a backslash.
    guard byte == quote, isDouble || byte(at: position + 1) != quote else {
      return try quoted(by: quote, from: start)
    }
    position += 1
    return text(start..<position - 1)
  }

  private mutating func quoted(by quote: UInt8, from start: Int) throws(Unusual) -> String {
    let isDouble = quote == UInt8(ascii: "\"")
    var text = Array(bytes[start..<position])
    while true {
      guard byte != Self.newLine else { throw Unusual() }
      if isDouble, byte == UInt8(ascii: "\\") {
        switch byte(at: position + 1) {
        case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "n"): text.append(Self.newLine)
        case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
        default: throw Unusual()
        }
        position += 2
      } else if byte == quote {
        position += 1
        guard !isDouble, byte == quote else { break }
        text.append(quote)
        position += 1
      } else {
        text.append(byte)
        position += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A text of several lines behind `|`, for the key or dash in a column.
  mutating func literal(in column: Int) throws(Unusual) -> String {
    position += 1
    let isStripped = byte == UInt8(ascii: "-")
    if isStripped { position += 1 }
    skipSpaces()
    guard byte == Self.newLine else { throw Unusual() }
    nextLine()
    let width = try literalIndentation(above: column)
    var text: [UInt8] = []
    var end = 0
    while position < bytes.count {
      let start = position
      skipSpaces()
      let isEmpty = byte == Self.newLine
      guard isEmpty || position - start >= width else {
        position = start
        break
      }
      while byte != Self.newLine { position += 1 }
      if position > start + width { text += bytes[start + width..<position] }
      if !isEmpty || position > start + width { end = text.count }
      text.append(Self.newLine)
      nextLine()
    }
    findContent()
    text.removeSubrange(end...)
    if !isStripped { text.append(Self.newLine) }
    return String(decoding: text, as: UTF8.self)
  }

  /// How far the first line of a text is indented, which is how far all of them are.
  private func literalIndentation(above column: Int) throws(Unusual) -> Int {
    var index = position
    while byte(at: index) == Self.space { index += 1 }
    let width = index - position
    // An empty first line may be anything.
    guard width > column, byte(at: index) != Self.newLine else { throw Unusual() }
    return width
  }
}
