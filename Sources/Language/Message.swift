/// Text for people, kept so that it can be said in any language: an English sentence with its holes filled.
///
/// Written as a string literal; every interpolation is a hole. Two messages are equal when their English
/// texts are. Catalogues are keyed by the English template with `{}` for each hole.
package struct Message: Sendable {
  /// The English sentence with `{}` for each hole.
  package let template: String
  /// What stands in the holes, in order: a text as it is, or a message of its own.
  package let arguments: [Argument]
  /// The English text: what scripts and files get.
  package private(set) var english: String

  /// A text without holes that is looked up as it stands.
  package init(_ text: String) { self.init(template: text, arguments: [], english: text) }

  /// What stands in a hole.
  package enum Argument: Hashable, Sendable {
    case text(String)
    indirect case message(Message)

    /// The English text.
    var english: String {
      switch self {
      case .text(let text): text
      case .message(let message): message.english
      }
    }

    var isMessage: Bool { if case .message = self { true } else { false } }

    /// The text in the language that is spoken now.
    var localized: String {
      switch self {
      case .text(let text): text
      case .message(let message): message.localized
      }
    }
  }

  private init(template: String, arguments: [Argument], english: String) {
    self.template = template
    self.arguments = arguments
    self.english = english
  }

  package static let empty: Message = ""

  package var isEmpty: Bool { english.isEmpty }

  /// The text in the language that is spoken now.
  ///
  /// A noun has two forms, `ligne|lignes`; alone it is the singular.
  package var localized: String {
    let language = Language.current
    if language == .english { return english }
    guard let words = language.words(for: template) else {
      return arguments.contains(where: \.isMessage) ? filled(template) : english
    }
    return arguments.isEmpty ? String(words.prefix { $0 != "|" }) : filled(words)
  }

  /// The same with what stands in the holes changed: to clean it, for example.
  package func mapped(_ change: (String) -> String) -> Message {
    let changed = arguments.map { argument -> Argument in
      switch argument {
      case .text(let text): .text(change(text))
      case .message(let message): .message(message.mapped(change))
      }
    }
    guard changed != arguments else { return self }
    var message = Message(template: template, arguments: changed, english: "")
    message.english = message.filled(template, english: true)
    return message
  }

  /// One message of two parts; its key is the two templates together.
  package static func + (left: Message, right: Message) -> Message {
    Message(
      template: left.template + right.template, arguments: left.arguments + right.arguments,
      english: left.english + right.english)
  }

  /// Puts arguments into holes: `{}` is the next one, `{2}` the second.
  private func filled(_ words: String, english: Bool = false) -> String {
    var (text, rest, next) = ("", words[...], 0)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      let number = rest[rest.index(after: open)..<close]
      let index = Int(number).map { $0 - 1 } ?? next
      if number.isEmpty { next += 1 }
      let isHole = (number.isEmpty || Int(number) != nil) && arguments.indices.contains(index)
      guard isHole else {
        text += rest[open...close]
        rest = rest[rest.index(after: close)...]
        continue
      }
      text += english ? arguments[index].english : arguments[index].localized
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }
}

extension Message: Hashable {
  package static func == (left: Message, right: Message) -> Bool { left.english == right.english }

  package func hash(into hasher: inout Hasher) { hasher.combine(english) }
}

extension Message: CustomStringConvertible {
  /// The English text.
  package var description: String { english }
}

extension Message: ExpressibleByStringInterpolation {
  /// Collects the template and the holes.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var template = ""
    fileprivate var english = ""
    fileprivate var arguments: [Argument] = []

    /// Begins an empty message.
    package init(literalCapacity: Int, interpolationCount: Int) {}

    /// Appends words of the template.
    package mutating func appendLiteral(_ literal: String) {
      template += literal
      english += literal
    }

    /// Appends a hole with a text that is the same in every language.
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      let text = value.description
      template += "{}"
      english += text
      arguments.append(.text(text))
    }

    /// Appends a hole with a message that is said in the language of the whole.
    package mutating func appendInterpolation(_ message: Message) {
      template += "{}"
      english += message.english
      arguments.append(.message(message))
    }
  }

  package init(stringLiteral value: String) { self.init(value) }

  package init(stringInterpolation: StringInterpolation) {
    self.init(
      template: stringInterpolation.template, arguments: stringInterpolation.arguments,
      english: stringInterpolation.english)
  }
}

extension DefaultStringInterpolation {
  /// A message within a string would be English whatever language is spoken.
  @available(*, deprecated, message: "say localized(message), or message.english for scripts")
  package mutating func appendInterpolation(_ message: Message) { appendLiteral(message.english) }
}

/// A text for people in the language that is spoken now; a literal is its own key in the catalogue.
package func localized(_ message: Message) -> String { message.localized }

/// A number of things in the language that is spoken now: `1 row`, `2 rows`.
///
/// The key is the singular; a catalogue gives both forms as `ligne|lignes`.
package func localized(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  let language = Language.current
  guard let words = language.words(for: noun) else {
    return "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }
  let forms = words.split(separator: "|")
  let form = language.isSingular(number) ? forms.first : forms.last
  return "\(number) \(form ?? Substring(noun))"
}
