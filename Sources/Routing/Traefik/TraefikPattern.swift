/// A regular expression of Traefik (Go's RE2), evaluated where it is of the small part that all engines read alike.
///
/// Swift's engine tries alternatives one after the other, so that a pattern of many repetitions would take for ever:
/// what is not short and simple is left to Traefik.
struct TraefikPattern: Hashable, Sendable {
  let text: String

  private static let longest = 200
  private static let longestInput = 256
  /// So many times a pattern may repeat something without bound.
  private static let mostRepetitions = 2

  init(_ text: String) { self.text = text }

  /// The pattern of a template of v2: `{name:pattern}` and `{name}` stand for what may vary.
  init(template: String, isHost: Bool, isWhole: Bool = true) {
    var pattern = isHost ? "(?i)^" : "^"
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      pattern += Self.quoted(rest[..<open])
      var depth = 0
      let close = rest[open...].firstIndex { letter in
        depth += letter == "{" ? 1 : letter == "}" ? -1 : 0
        return depth == 0
      }
      guard let close else { break }
      let parts = rest[open..<close].dropFirst().split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      pattern += "(?:\(parts.count == 2 ? String(parts[1]) : isHost ? "[^.]+" : "[^/]+"))"
      rest = rest[close...].dropFirst()
    }
    text = pattern + Self.quoted(rest) + (isWhole ? "$" : "")
  }

  private static func quoted(_ text: some StringProtocol) -> String {
    text.reduce(into: "") { quoted, letter in
      if #"\.+*?()|[]{}^$"#.contains(letter) { quoted.append("\\") }
      quoted.append(letter)
    }
  }

  /// Whether it asks for what Go's regular expressions do not have, so that Traefik refuses it.
  var isRefused: Bool { ["(?=", "(?!", "(?<=", "(?<!"].contains(where: text.contains) }

  /// Whether it matches anywhere in a text; nil where only Traefik can tell.
  func isFound(in input: String) -> Bool? {
    if let plain { return isReadable(input) ? plain.groups(in: input) != nil : nil }
    guard let regex = regex(for: input) else { return nil }
    return input.firstMatch(of: regex) != nil
  }

  /// What it matches first, where it is found.
  func match(in input: String) -> Substring? {
    regex(for: input).flatMap { input.firstMatch(of: $0) }.map { input[$0.range] }
  }

  /// A text in which every match is replaced, with `$1` and `${name}` for what groups have matched; nil where only
  /// Traefik can tell.
  func replaced(in input: String, by replacement: String) -> String? {
    guard let regex = regex(for: input) else { return nil }
    var result = ""
    var place = input.startIndex
    for match in input.matches(of: regex) {
      guard let filled = Self.filled(replacement, with: match.output) else { return nil }
      result += input[place..<match.range.lowerBound] + filled
      place = match.range.upperBound
    }
    return result + input[place...]
  }

  /// A replacement in Go's form with its references filled; nil for references by name.
  private static func filled(_ replacement: String, with groups: AnyRegexOutput) -> String? {
    var result = ""
    var rest = replacement[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...].dropFirst()
      if rest.first == "$" {
        result += "$"
        rest = rest.dropFirst()
        continue
      }
      let isBraced = rest.first == "{"
      if isBraced { rest = rest.dropFirst() }
      let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      rest = rest.dropFirst(name.count)
      if isBraced {
        guard rest.first == "}" else { return nil }
        rest = rest.dropFirst()
      }
      guard let number = Int(name) else { return nil }
      if groups.indices.contains(number) { result += groups[number].substring ?? "" }
    }
    return result + rest
  }

  func regex(for input: String) -> Regex<AnyRegexOutput>? {
    guard isSimple, isReadable(input) else { return nil }
    return (try? Regex(text))?.asciiOnlyCharacterClasses().matchingSemantics(.unicodeScalar)
  }

  /// The same without a regular expression, where that suffices.
  private var plain: PlainPattern? {
    text.utf8.count <= Self.longest ? PlainPattern(text) : nil
  }

  private func isReadable(_ input: String) -> Bool {
    input.utf8.count <= Self.longestInput && input.utf8.allSatisfy { $0 < 128 }
  }

  /// What it matches first and what the groups of that are, where it is found.
  func groups(in input: String) -> [String]? {
    if let plain { return isReadable(input) ? plain.groups(in: input) : nil }
    return regex(for: input).flatMap { input.firstMatch(of: $0) }.map { match in
      match.output.map { $0.substring.map(String.init) ?? "" }
    }
  }

  /// Whether it is short, and repeats little: neither a group nor more than a few letters or classes without bound.
  private var isSimple: Bool {
    guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
      return false
    }
    var repetitions = 0
    var previous: Character = " "
    var isEscaped = false
    var isInClass = false
    for letter in text {
      defer { previous = isEscaped ? "a" : letter }
      if isEscaped {
        guard #".+*?()|[]{}^$\/-:dDwWsS_"#.contains(letter) else { return false }
        isEscaped = false
        previous = "a"
        continue
      }
      switch letter {
      case "\\": isEscaped = true
      case "]": isInClass = false
      // Classes of classes are read in another way by each engine.
      case "[", "&", "~": if isInClass { return false } else { isInClass = letter == "[" }
      case _ where isInClass: break
      case "*", "+":
        guard previous != ")" else { return false }
        repetitions += 1
      case "{": return false
      case "?" where previous == "(": continue
      default: break
      }
    }
    let head = text.hasPrefix("(?i)") ? text.dropFirst(4) : text[...]
    let rest = head.replacing("(?:", with: "(")
    return !isEscaped && !isInClass && !rest.contains("(?")
      && repetitions <= Self.mostRepetitions + (head.hasPrefix("^") ? 1 : 0)
  }
}
