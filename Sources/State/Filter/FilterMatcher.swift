import Topology

/// What a filter asks of a row.
protocol Filterable {
  /// The name in lower case.
  var lowered: String { get }
  var health: Health { get }
  var labels: [String: String] { get }
  /// The values of a field, in lower case.
  func values(_ field: FilterField) -> [String]
  /// A number of a column, in seconds or parts of one; nil when it has none.
  func number(_ column: FilterColumn) -> Double?
}

/// A filter that is ready to be asked many times.
struct FilterMatcher {
  private enum Test {
    case contains([UInt8])
    case prefix([UInt8])
    case pattern(Regex<AnyRegexOutput>)
    case term(FilterExpression.Term)
    indirect case not(Test)
  }

  private let alternatives: [[Test]]

  init(_ expression: FilterExpression) {
    alternatives = expression.alternatives.map { $0.map(Self.test) }
  }

  private static func test(_ term: FilterExpression.Term) -> Test {
    switch term {
    case .contains(let text): return .contains(Array(text.utf8))
    case .not(let term): return .not(test(term))
    case .pattern(let source):
      let literal = source.dropFirst()
      if source.hasPrefix("^"), literal.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) {
        return .prefix(Array(literal.lowercased().utf8))
      }
      return (try? Regex(source).ignoresCase()).map { .pattern($0) } ?? .contains([])
    default: return .term(term)
    }
  }

  /// Whether a row passes.
  func matches(_ row: some Filterable) -> Bool {
    alternatives.isEmpty
      || alternatives.contains { $0.allSatisfy { Self.holds($0, row) } }
  }

  private static func holds(_ test: Test, _ row: some Filterable) -> Bool {
    switch test {
    case .contains(let bytes): row.lowered.utf8.holds(bytes)
    case .prefix(let bytes): row.lowered.utf8.starts(with: bytes)
    case .pattern(let pattern): row.lowered.firstMatch(of: pattern) != nil
    case .not(let test): !holds(test, row)
    case .term(let term): holds(term, row)
    }
  }

  private static func holds(_ term: FilterExpression.Term, _ row: some Filterable) -> Bool {
    switch term {
    case .labels(let selector): selector.matches(row.labels)
    case .number(let column, let comparison, let value):
      row.number(column).map { comparison.holds($0, value) } ?? false
    case .field(.state, let word): row.health.word.hasPrefix(word)
    case .field(.anywhere, let text):
      row.lowered.contains(text)
        || FilterField.allCases.contains { field in
          field != .anywhere && row.values(field).contains { $0.contains(text) }
        }
    case .field(let field, let text): row.values(field).contains { $0.contains(text) }
    case .fuzzy(let text): row.lowered.isFuzzy(text)
    case .contains, .pattern, .not: false
    }
  }
}

extension String.UTF8View {
  /// Whether these bytes stand somewhere in it.
  func holds(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return true }
    var start = startIndex
    while let found = self[start...].firstIndex(of: first) {
      if self[found...].starts(with: bytes) { return true }
      start = index(after: found)
    }
    return false
  }
}

extension String {
  /// Whether the letters of a text stand in it in their order.
  func isFuzzy(_ text: String) -> Bool {
    var rest = text[...]
    for character in self where character == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}
