/// Why a rule of Traefik cannot be read, and where.
package struct TraefikRuleError: Error, Hashable, Sendable {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// Something else has to stand there.
    case unexpected(String, expected: Expected)
    case ended(expected: Expected)
    case unclosedQuote
    case unknownMatcher(String)
    case valueCount(String, allowed: String, found: Int)
    case noSlash(String)
    case notASCII(String)
    /// A line ends where Go's grammar ends the rule.
    case lineEnd
    case refusedPattern(String)
    /// Deeper than this program follows; Traefik may read it.
    case tooDeep
  }

  /// What has to stand somewhere.
  package enum Expected: Hashable, Sendable {
    case anOperator, matcher, opening, closing, comma, value
  }

  /// From 1, in letters.
  package let column: Int
  package let problem: Problem
}

/// The language in which a rule of Traefik is written.
package enum TraefikSyntax: String, Hashable, Sendable {
  /// Each matcher takes one value; regular expressions are written as such.
  case v3
  /// Matchers take several values; patterns are templates with `{name:pattern}`.
  case v2
  /// The rules of connections.
  case tcp
}

/// Reads rules of Traefik, which are expressions of Go's grammar (vulcand/predicate, `ParseExpr`).
///
/// It takes time in proportion to the length, and goes no deeper than `mostNested`.
struct TraefikParser {
  static let mostNested = 200

  private let bytes: [UInt8]
  private let syntax: TraefikSyntax
  private var place = 0
  private var depth = 0

  private init(_ text: String, _ syntax: TraefikSyntax) {
    bytes = Array(text.utf8)
    self.syntax = syntax
  }

  /// What a rule asks for.
  static func expression(
    of text: String, _ syntax: TraefikSyntax
  ) throws(TraefikRuleError) -> TraefikExpression {
    var parser = Self(text, syntax)
    let expression = try parser.either()
    try parser.passOperandEnd()
    guard parser.place == parser.bytes.count else {
      throw parser.unexpected(.anOperator)
    }
    return expression
  }

  /// What `all || all` says.
  private mutating func either() throws(TraefikRuleError) -> TraefikExpression {
    var parts = [try all()]
    while try takeOperator("||") { parts.append(try all()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  /// What `one && one` says; it binds tighter.
  private mutating func all() throws(TraefikRuleError) -> TraefikExpression {
    var parts = [try one()]
    while try takeOperator("&&") { parts.append(try one()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  /// A group or a matcher, and whether it must not hold.
  private mutating func one() throws(TraefikRuleError) -> TraefikExpression {
    var isNegated = false
    skipSpace()
    while take("!") {
      isNegated.toggle()
      skipSpace()
    }
    let inner: TraefikExpression
    if take("(") {
      depth += 1
      guard depth <= Self.mostNested else { throw error(.tooDeep) }
      inner = try either()
      try passOperandEnd()
      guard take(")") else { throw unexpected(.closing) }
      depth -= 1
    } else {
      inner = try call()
    }
    return isNegated ? .not(inner) : inner
  }

  private mutating func call() throws(TraefikRuleError) -> TraefikExpression {
    let start = place
    while place < bytes.count, Self.isNamePart(bytes[place]) { place += 1 }
    let name = String(decoding: bytes[start..<place], as: UTF8.self)
    guard !name.isEmpty else { throw unexpected(.matcher) }
    guard let matcher = Self.matcher(name, syntax) else {
      throw error(.unknownMatcher(name), at: start)
    }
    skipBlanks()
    guard take("(") else { throw unexpected(.opening) }
    let values = try values()
    return try TraefikMatcher.expression(matcher, values.map(\.text), syntax) {
      problem, number in
      let at = number.flatMap { values.indices.contains($0) ? values[$0].place : nil } ?? start
      return error(problem, at: at)
    }
  }

  private mutating func values() throws(TraefikRuleError) -> [(text: String, place: Int)] {
    var values: [(text: String, place: Int)] = []
    skipSpace()
    while !take(")") {
      let start = place
      values.append((try quoted(), start))
      try passOperandEnd()
      if take(",") {
        skipSpace()
      } else if place >= bytes.count || bytes[place] != UInt8(ascii: ")") {
        throw unexpected(.comma)
      }
    }
    return values
  }

  private mutating func quoted() throws(TraefikRuleError) -> String {
    let start = place
    let backtick = UInt8(ascii: "`")
    guard place < bytes.count, [backtick, UInt8(ascii: "\"")].contains(bytes[place]) else {
      throw unexpected(.value)
    }
    let quote = bytes[place]
    place += 1
    var value: [UInt8] = []
    while place < bytes.count, bytes[place] != quote {
      if quote != backtick {
        guard bytes[place] != UInt8(ascii: "\n") else { throw error(.unclosedQuote, at: start) }
        if bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count {
          place += 1
          value.append(Self.escapes[bytes[place]] ?? bytes[place])
          place += 1
          continue
        }
      }
      value.append(bytes[place])
      place += 1
    }
    guard place < bytes.count else { throw error(.unclosedQuote, at: start) }
    place += 1
    return String(decoding: value, as: UTF8.self)
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13,
  ]

  /// The name is known as written, in lower or upper case, or with its first letter alone large.
  private static func matcher(_ name: String, _ syntax: TraefikSyntax) -> TraefikMatcher.Name? {
    TraefikMatcher.names(of: syntax).first { known in
      let text = known.rawValue
      let lowered = text.lowercased()
      return name == text || name == lowered || name == text.uppercased()
        || name == lowered.prefix(1).uppercased() + lowered.dropFirst()
    }
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// The letters of a rule.
extension TraefikParser {
  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: letter) else { return false }
    place += 1
    return true
  }

  private mutating func takeOperator(_ text: StaticString) throws(TraefikRuleError) -> Bool {
    try passOperandEnd()
    let letter = text.utf8Start.pointee
    guard place + 1 < bytes.count, bytes[place] == letter, bytes[place + 1] == letter else {
      return false
    }
    place += 2
    return true
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [9, 13, 32].contains(bytes[place]) { place += 1 }
  }

  private mutating func skipSpace() {
    while place < bytes.count, [9, 10, 13, 32].contains(bytes[place]) { place += 1 }
  }

  /// Goes past the blanks behind an operand; a line that ends there ends the rule, as Go's grammar has it.
  private mutating func passOperandEnd() throws(TraefikRuleError) {
    skipBlanks()
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\n") else { return }
    let end = place
    skipSpace()
    guard place == bytes.count else { throw error(.lineEnd, at: end) }
  }

  private func unexpected(_ expected: TraefikRuleError.Expected) -> TraefikRuleError {
    guard place < bytes.count else { return error(.ended(expected: expected)) }
    let rest = String(decoding: bytes[place...].prefix(8), as: UTF8.self)
    return error(.unexpected(String(rest.prefix(1)), expected: expected))
  }

  private func error(_ problem: TraefikRuleError.Problem, at byte: Int? = nil) -> TraefikRuleError {
    let before = bytes[..<(byte ?? place)]
    return TraefikRuleError(
      column: before.count { $0 & 0xC0 != 0x80 } + 1, problem: problem)
  }
}
