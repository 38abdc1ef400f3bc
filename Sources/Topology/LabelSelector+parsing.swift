/// Why a text is not a label selector; show it with the text.
package struct LabelSelectorError: Error, Hashable, CustomStringConvertible {
  /// What is wrong and where, as a phrase.
  package let description: String
}

extension LabelSelector {
  /// Reads the selector syntax of the API and of kubectl: `a=b,c!=d,e in (x,y),f notin (z),g,!h`.
  ///
  /// An empty text selects everything.
  package init(parsing text: String) throws(LabelSelectorError) {
    self.init()
    for part in try Self.parts(of: text) {
      let requirement = try Self.requirement(part)
      try requirement.checkKey()
      if requirement.comparison == .isIn, requirement.values.count == 1,
        labels[requirement.key] == nil
      {
        labels[requirement.key] = requirement.values[0]
      } else {
        expressions.append(requirement)
      }
    }
  }

  /// Splits at the commas outside of parentheses.
  private static func parts(of text: String) throws(LabelSelectorError) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "," where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
      guard (0...1).contains(depth) else {
        throw LabelSelectorError(description: "parentheses do not match in '\(text)'")
      }
    }
    guard depth == 0 else {
      throw LabelSelectorError(description: "parentheses do not match in '\(text)'")
    }
    parts.append(text[start...])
    if parts.count == 1, parts[0].allSatisfy(\.isWhitespace) { return [] }
    return parts
  }

  private static func requirement(_ part: Substring) throws(LabelSelectorError) -> Requirement {
    let text = trimmed(part)
    if let set = try setRequirement(text) { return set }
    for (sign, comparison) in [("!=", Operator.isNotIn), ("==", .isIn), ("=", .isIn)] {
      guard let range = text.firstRange(of: sign) else { continue }
      return Requirement(
        key: String(trimmed(text[..<range.lowerBound])), comparison: comparison,
        values: [String(trimmed(text[range.upperBound...]))])
    }
    if text.hasPrefix("!") {
      return Requirement(key: String(trimmed(text.dropFirst())), comparison: .doesNotExist)
    }
    return Requirement(key: String(text), comparison: .exists)
  }

  /// `key in (a, b)` or `key notin (a)`; nil when the text has no parentheses.
  private static func setRequirement(
    _ text: Substring
  ) throws(LabelSelectorError) -> Requirement? {
    guard let open = text.firstIndex(of: "(") else { return nil }
    let words = text[..<open].split(whereSeparator: \.isWhitespace)
    guard text.hasSuffix(")"), words.count == 2,
      let comparison = ["in": Operator.isIn, "notin": .isNotIn][String(words[1])]
    else { throw LabelSelectorError(description: "'\(text)' is not 'key in (values)'") }
    let values = text[text.index(after: open)...].dropLast()
      .split(separator: ",", omittingEmptySubsequences: false).map { String(trimmed($0)) }
    return Requirement(key: String(words[0]), comparison: comparison, values: values)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

extension LabelSelector.Requirement {
  /// Refuses what can be no label key or value, so that a typing error is not silently "matches nothing".
  fileprivate func checkKey() throws(LabelSelectorError) {
    let isAllowed: (Character) -> Bool = {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0))
    }
    guard !key.isEmpty, key.allSatisfy(isAllowed) else {
      throw LabelSelectorError(description: "'\(key)' is not a label name")
    }
    for value in values where !value.allSatisfy({ isAllowed($0) && $0 != "/" }) {
      throw LabelSelectorError(description: "'\(value)' is not a label value")
    }
  }
}
