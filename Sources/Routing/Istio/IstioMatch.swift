/// How a text is compared (networking.istio.io, `StringMatch`).
package enum IstioText: Hashable, Sendable {
  case exact(String)
  case prefix(String)
  /// RE2, of the whole text; only the simplest ones are evaluated.
  case pattern(String)
  /// Any text, if only there is one.
  case present

  /// Whether a text matches; nil where that is not known.
  func matches(_ text: String, ignoringCase: Bool = false) -> Bool? {
    let text = ignoringCase ? text.lowercased() : text
    switch self {
    case .exact(let own): return text == (ignoringCase ? own.lowercased() : own)
    case .prefix(let own):
      return text.utf8.starts(with: (ignoringCase ? own.lowercased() : own).utf8)
    case .pattern(let own): return Self.pattern(own, matches: text)
    case .present: return true
    }
  }

  /// Evaluates plain texts, `.*` and plain texts with `.*` behind them.
  private static func pattern(_ pattern: String, matches text: String) -> Bool? {
    let isOpen = pattern.hasSuffix(".*")
    let plain = isOpen ? String(pattern.dropLast(2)) : pattern
    guard !plain.contains(where: { "\\.+*?()[]{}|^$".contains($0) }) else { return nil }
    return isOpen ? text.utf8.starts(with: plain.utf8) : text == plain
  }

  /// `=GET`, `^=G`, `~G.*`.
  var text: String {
    switch self {
    case .exact(let own): "=\(own)"
    case .prefix(let own): "^=\(own)"
    case .pattern(let own): "~\(own)"
    case .present: ""
    }
  }

  /// Whether it matches everything that another does, as far as that is certain.
  func covers(_ other: IstioText) -> Bool {
    switch (self, other) {
    case (.present, _): true
    case (.exact(let own), .exact(let text)): own == text
    case (.prefix(let own), .exact(let text)), (.prefix(let own), .prefix(let text)):
      text.utf8.starts(with: own.utf8)
    default: self == other
    }
  }
}

/// One way to match of a rule: all that it asks for (networking.istio.io, `HTTPMatchRequest`).
package struct IstioMatch: Hashable, Sendable {
  /// What is asked of one part of a request.
  package struct Condition: Hashable, Sendable {
    /// Where the part is looked for.
    enum Part: Int, Hashable, Sendable {
      case method, scheme, authority, port, header, withoutHeader, parameter, source
    }

    let part: Part
    /// The header or parameter, in lower case for headers.
    let name: String
    let text: IstioText

    /// `x-env=canary`.
    var words: String {
      switch part {
      case .method:
        if case .exact(let method) = text { return method }
        return "method\(text.text)"
      case .scheme, .authority, .port, .header, .source: return "\(name)\(text.text)"
      case .withoutHeader: return "!\(name)\(text.text)"
      case .parameter: return "?\(name)\(text.text)"
      }
    }
  }

  /// The path; nil for every one.
  package var uri: IstioText?
  var ignoresCase = false
  var conditions: [Condition] = []
  /// The gateways that it is for, as written; empty for those of the VirtualService.
  var gateways: [String] = []

  /// Whether every request matches.
  package var isCatchAll: Bool { conditions.isEmpty && (uri == nil || uri == .prefix("/")) }

  /// How a route of the model has it: the conditions stand behind the path, which no request is compared with.
  var routePath: (path: String, type: Route.PathType) {
    let (path, type): (String, Route.PathType) =
      switch uri {
      case nil, .present?: ("/", .prefix)
      case .exact(let text)?: (text.isEmpty ? "/" : text, .exact)
      case .prefix(let text)?: (text.isEmpty ? "/" : text, .prefix)
      case .pattern(let text)?: ("~\(text)", .implementationSpecific)
      }
    let more = (ignoresCase ? ["(any case)"] : []) + conditions.map(\.words)
    return more.isEmpty
      ? (path, type) : ("\(path) \(more.joined(separator: " "))", .implementationSpecific)
  }

  /// The path as a rule of the controller states it: `/pay`, `~/v[12]`.
  var pathText: String {
    switch uri {
    case nil, .present?: "/"
    case .exact(let text)?, .prefix(let text)?: text
    case .pattern(let text)?: "~\(text)"
    }
  }

  /// Whether it matches everything that another one does, as far as that is certain.
  package func covers(_ other: IstioMatch) -> Bool {
    guard gateways.isEmpty || gateways == other.gateways else { return false }
    guard ignoresCase == other.ignoresCase || uri == nil else { return false }
    if let uri, uri != .prefix("/") {
      guard let path = other.uri, uri.covers(path) else { return false }
    }
    return conditions.allSatisfy { own in
      other.conditions.contains {
        $0.part == own.part && $0.name == own.name
          && (own.part == .withoutHeader ? own.text == $0.text : own.text.covers($0.text))
      }
    }
  }

  /// What both ask for, as a delegate's rule does; nil where the delegate's is no part of the other.
  func joined(with delegate: IstioMatch) -> IstioMatch? {
    var joined = self
    if let uri, let path = delegate.uri, !uri.covers(path) { return nil }
    joined.uri = delegate.uri ?? uri
    joined.ignoresCase = delegate.uri == nil ? ignoresCase : delegate.ignoresCase
    for condition in delegate.conditions {
      let same = conditions.first { $0.part == condition.part && $0.name == condition.name }
      if let same, same.text != condition.text { return nil }
      if same == nil { joined.conditions.append(condition) }
    }
    if !delegate.gateways.isEmpty { joined.gateways = delegate.gateways }
    return joined
  }
}
