/// A selector in Calico's own language (`libcalico-go/lib/selector`).
package indirect enum CalicoSelector: Hashable, Sendable {
  case everything
  /// What is in no namespace.
  case global
  case has(String)
  case isIn(String, Set<String>)
  case contains(String, String)
  case starts(String, String)
  case ends(String, String)
  case not(CalicoSelector)
  case all([CalicoSelector])
  case any([CalicoSelector])

  /// Why a text is no selector.
  package struct Mistake: Error, Hashable, Sendable {
    /// The place in the text, the first letter is 1.
    package let place: Int
  }

  /// Reads a selector; an empty one selects everything.
  package init(_ text: String) throws(Mistake) {
    var parser = CalicoSelectorParser(text)
    self = try parser.selector()
  }

  /// Whether something with these labels is selected.
  func match(isGlobal: Bool, _ look: (String) -> PolicyProperty) -> PolicyMatch {
    switch self {
    case .everything: .yes
    case .global: PolicyMatch(isGlobal)
    case .has(let key): look(key).match { _ in true }
    case .isIn(let key, let values): look(key).match(values.contains)
    case .contains(let key, let part): look(key).match { part.isEmpty || $0.contains(part) }
    case .starts(let key, let part): look(key).match { $0.hasPrefix(part) }
    case .ends(let key, let part): look(key).match { $0.hasSuffix(part) }
    case .not(let other): !other.match(isGlobal: isGlobal, look)
    case .all(let others): .all(others.map { $0.match(isGlobal: isGlobal, look) })
    case .any(let others): .any(others.map { $0.match(isGlobal: isGlobal, look) })
    }
  }
}

/// Reads selectors from left to right; texts of other people, so that neither length nor depth is trusted.
struct CalicoSelectorParser {
  private let text: [Character]
  private var place = 0
  private var depth = 0

  private static let longest = 16_384
  private static let deepest = 64

  init(_ text: String) {
    self.text = text.utf8.count > Self.longest ? ["\u{0}"] : Array(text)
  }

  mutating func selector() throws(CalicoSelector.Mistake) -> CalicoSelector {
    skipBlanks()
    guard place < text.count else { return .everything }
    let selector = try alternatives()
    guard place == text.count else { throw mistake }
    return selector
  }

  private var mistake: CalicoSelector.Mistake { CalicoSelector.Mistake(place: place + 1) }

  private mutating func skipBlanks() {
    while place < text.count, text[place].isWhitespace { place += 1 }
  }

  /// Takes a sign or word with the blanks behind it, if it comes next.
  private mutating func take(_ word: String) -> Bool {
    let letters = Array(word)
    guard text[place...].starts(with: letters) else { return false }
    let end = place + letters.count
    if let last = letters.last, Self.isKeyPart(last), end < text.count, Self.isKeyPart(text[end]) {
      return false
    }
    place = end
    skipBlanks()
    return true
  }

  private static func isKeyPart(_ letter: Character) -> Bool {
    letter.isASCII && (letter.isLetter || letter.isNumber || "_./-".contains(letter))
  }

  private mutating func alternatives() throws(CalicoSelector.Mistake) -> CalicoSelector {
    var parts = [try conjunction()]
    while take("||") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(CalicoSelector.Mistake) -> CalicoSelector {
    var parts = [try term()]
    while take("&&") { parts.append(try term()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func term() throws(CalicoSelector.Mistake) -> CalicoSelector {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw mistake }
    if take("!") { return .not(try term()) }
    if take("(") {
      let inner = try alternatives()
      guard take(")") else { throw mistake }
      return inner
    }
    for (name, selector) in [("all", CalicoSelector.everything), ("global", .global)] {
      let start = place
      guard take(name) else { continue }
      if take("("), take(")") { return selector }
      place = start
    }
    let start = place
    if take("has"), take("(") {
      let key = try self.key()
      guard take(")") else { throw mistake }
      return .has(key)
    }
    place = start
    return try comparison(of: key())
  }

  private mutating func comparison(
    of key: String
  ) throws(CalicoSelector.Mistake) -> CalicoSelector {
    if take("==") { return .isIn(key, [try string()]) }
    if take("!=") { return .not(.isIn(key, [try string()])) }
    if take("contains") { return .contains(key, try string()) }
    if take("starts"), take("with") { return .starts(key, try string()) }
    if take("ends"), take("with") { return .ends(key, try string()) }
    if take("in") { return .isIn(key, try strings()) }
    if take("not"), take("in") { return .not(.isIn(key, try strings())) }
    throw mistake
  }

  private mutating func key() throws(CalicoSelector.Mistake) -> String {
    let start = place
    while place < text.count, Self.isKeyPart(text[place]) { place += 1 }
    guard place > start else { throw mistake }
    let key = String(text[start..<place])
    skipBlanks()
    return key
  }

  /// A text in single or double quotes, without escapes.
  private mutating func string() throws(CalicoSelector.Mistake) -> String {
    guard place < text.count, text[place] == "\"" || text[place] == "'",
      let end = text[(place + 1)...].firstIndex(of: text[place])
    else { throw mistake }
    let value = String(text[(place + 1)..<end])
    place = end + 1
    skipBlanks()
    return value
  }

  private mutating func strings() throws(CalicoSelector.Mistake) -> Set<String> {
    guard take("{") else { throw mistake }
    var values: Set<String> = []
    if take("}") { return values }
    repeat { values.insert(try string()) } while take(",")
    guard take("}") else { throw mistake }
    return values
  }
}
