/// The path that a rule asks for, and how it is compared.
package struct RoutePath: Hashable, Sendable {
  /// How a path is compared.
  package enum Rule: Hashable, Sendable {
    /// Letter by letter: `/v1` matches `/v12`.
    case textPrefix
    /// A regular expression of the whole path; only the simplest ones are evaluated.
    case pattern
    case exact
  }

  /// What every path begins with.
  static let everything = RoutePath("/", .textPrefix)

  package var text: String
  package var rule: Rule
  /// Whether upper and lower case are the same; never of a pattern.
  package var ignoresCase = false

  package init(_ text: String, _ rule: Rule) {
    self.text = text
    self.rule = rule
  }

  /// Whether a path of a request fits; nil where only the controller can tell.
  func fits(_ requested: Substring) -> Bool? {
    guard rule != .pattern else { return Self.pattern(text, matches: requested) }
    let (own, other) =
      ignoresCase ? (text.lowercased(), requested.lowercased()[...]) : (text, requested)
    return rule == .exact ? own == other : other.utf8.starts(with: own.utf8)
  }

  /// Whether it fits all that another one does, as far as that is certain; their cases are not looked at.
  func covers(_ other: Self) -> Bool {
    switch (rule, other.rule) {
    case (.textPrefix, .exact), (.textPrefix, .textPrefix):
      other.text.utf8.starts(with: text.utf8)
    default: rule == other.rule && text == other.text
    }
  }

  /// Evaluates plain texts, and those with `.*` behind them; of other patterns no more than how they begin.
  static func pattern(_ pattern: String, matches text: some StringProtocol) -> Bool? {
    let isOpen = pattern.hasSuffix(".*")
    let plain = isOpen ? pattern.dropLast(2) : pattern[...]
    guard plain.contains(where: { #"\.+*?()[]{}|^$"#.contains($0) }) else {
      return isOpen ? text.utf8.starts(with: plain.utf8) : text == plain
    }
    return text.utf8.starts(with: beginning(of: pattern).utf8) ? nil : false
  }

  /// The letters with which everything begins that a regular expression matches.
  private static func beginning(of pattern: String) -> Substring {
    guard !pattern.contains("|") else { return "" }
    let plain = pattern.prefix { !#".^$*+?()[]{}\"#.contains($0) }
    let next = pattern[plain.endIndex...].first
    return next.map { "*?{".contains($0) } == true ? plain.dropLast() : plain
  }
}
