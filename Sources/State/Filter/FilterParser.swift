import Language
import Topology

/// Reads the words of a filter.
struct FilterParser {
  typealias Invalid = FilterExpression.Invalid
  private var words: [String] = []

  init(_ text: String) { words = Self.words(of: text) }

  /// Divides at blanks and at `|`, but not within `~…~`.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isPattern = false
    for character in text {
      if character == "~" { isPattern = isPattern ? false : word.isEmpty || word == "!" }
      if character == " ", !isPattern {
        words.append(word)
        word = ""
      } else if character == "|", !isPattern {
        words += [word, "|"]
        word = ""
      } else {
        word.append(character)
      }
    }
    words.append(word)
    return words.filter { !$0.isEmpty }
  }

  mutating func alternatives() throws(Invalid) -> [[FilterExpression.Term]] {
    var all: [[FilterExpression.Term]] = [[]]
    while !words.isEmpty {
      let word = words.removeFirst()
      if word == "|" { all.append([]) } else { all[all.count - 1].append(try term(word)) }
    }
    return all.filter { !$0.isEmpty }
  }

  private mutating func term(_ word: String) throws(Invalid) -> FilterExpression.Term {
    switch word {
    case "-l": return .labels(try labels(argument(of: word, example: "-l app=pay,tier!=db")))
    case "-f": return .fuzzy(try argument(of: word, example: "-f pay").lowercased())
    default: break
    }
    if word.hasPrefix("!"), word.count > 1 { return .not(try term(String(word.dropFirst()))) }
    if word.hasPrefix("~") { return try pattern(word) }
    if word.hasPrefix("^") { return .pattern(try checked(word)) }
    if let number = try number(word) { return number }
    if let field = try field(word) { return field }
    if word.contains("="), !word.contains("<"), !word.contains(">") {
      return .labels(try labels(word))
    }
    return .contains(word.lowercased())
  }

  private mutating func argument(of word: String, example: String) throws(Invalid) -> String {
    guard let next = words.first, next != "|" else {
      throw Invalid(reason: localized("\(word) needs a value: \(example)"))
    }
    words.removeFirst()
    return next
  }

  private func labels(_ text: String) throws(Invalid) -> LabelSelector {
    do throws(LabelSelectorError) {
      return try LabelSelector(parsing: text)
    } catch {
      throw Invalid(reason: error.description)
    }
  }

  private func pattern(_ word: String) throws(Invalid) -> FilterExpression.Term {
    guard word.count > 2, word.hasSuffix("~") else {
      throw Invalid(reason: localized("close the pattern with ~: ~pay-[0-9]+~"))
    }
    return .pattern(try checked(String(word.dropFirst().dropLast())))
  }

  private func checked(_ source: String) throws(Invalid) -> String {
    guard (try? Regex(source)) != nil else {
      throw Invalid(reason: localized("\"\(source)\" is not a regular expression"))
    }
    return source
  }

  /// `err>1%`, `rate>=10/s`, `age<5m`; nil when the word compares nothing.
  private func number(_ word: String) throws(Invalid) -> FilterExpression.Term? {
    let signs = FilterExpression.Comparison.allCases
    guard let start = word.firstIndex(where: { "<>=".contains($0) }),
      let sign = signs.first(where: { word[start...].hasPrefix($0.rawValue) })
    else { return nil }
    let name = word[..<start].lowercased()
    let value = String(word[start...].dropFirst(sign.rawValue.count))
    guard let column = FilterColumn.allCases.first(where: { $0.names.contains(name) }) else {
      guard sign != .equal else { return nil }
      let known = FilterColumn.allCases.map(\.rawValue).joined(separator: ", ")
      throw Invalid(reason: localized("no number \"\(name)\": \(known)"))
    }
    guard let number = Self.value(value, of: column) else {
      throw Invalid(
        reason: localized("\"\(value)\" is not a number: \(column.rawValue)>\(column.example)"))
    }
    return .number(column, sign, number)
  }

  /// The number with its unit, in the unit of the column: seconds, parts of one, or as it is.
  private static func value(_ text: String, of column: FilterColumn) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits) else { return nil }
    let unit = text.dropFirst(digits.count)
    switch column {
    case .age:
      return ["": 1.0, "s": 1, "m": 60, "h": 3600, "d": 86_400][String(unit)].map { $0 * number }
    case .p95: return ["": 0.001, "ms": 0.001, "s": 1][String(unit)].map { $0 * number }
    case .err, .share: return unit.isEmpty || unit == "%" ? number / 100 : nil
    case .rate: return ["": 1.0, "/s": 1, "k": 1000, "k/s": 1000][String(unit)].map { $0 * number }
    case .ready, .total, .restarts, .weight: return unit.isEmpty ? number : nil
    }
  }

  private func field(_ word: String) throws(Invalid) -> FilterExpression.Term? {
    guard let colon = word.firstIndex(of: ":"), colon != word.startIndex else { return nil }
    let name = word[..<colon].lowercased()
    let value = word[word.index(after: colon)...].lowercased()
    guard let field = FilterField(rawValue: name) else {
      // `web:80` is a name with its port.
      guard !value.allSatisfy(\.isNumber) else { return nil }
      let known = FilterField.allCases.map { "\($0.rawValue):" }.joined(separator: " ")
      throw Invalid(reason: localized("no field \"\(name):\": \(known)"))
    }
    if field == .state, !Health.allCases.contains(where: { $0.word.hasPrefix(value) }) {
      let known = Health.allCases.map(\.word).joined(separator: ", ")
      throw Invalid(reason: localized("no state \"\(value)\": \(known)"))
    }
    return .field(field, value)
  }
}

extension FilterColumn {
  /// A value as one types it.
  fileprivate var example: String {
    switch self {
    case .ready, .total, .restarts: "1"
    case .rate: "10/s"
    case .err, .share: "1%"
    case .p95: "100ms"
    case .age: "5m"
    case .weight: "10"
    }
  }
}
