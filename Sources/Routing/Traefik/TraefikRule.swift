/// What a rule of Traefik asks of host and path, where it asks for nothing else.
///
/// The language is that of Traefik v3 (`Host`, `Path`, `PathPrefix` with `&&`, `||` and parentheses); several
/// values of one matcher, as v2 allows them, are read as alternatives.
struct TraefikRule: Sendable {
  /// One way to satisfy the rule.
  struct Alternative: Hashable, Sendable {
    /// Empty for every host.
    var host = ""
    /// Empty for every path.
    var path = ""
    var pathType = Route.PathType.prefix
  }

  /// More ways than these are not written out.
  private static let mostAlternatives = 64

  /// The ways to satisfy it, in the order in which they are written.
  let alternatives: [Alternative]

  /// Reads a rule; nil where it asks for more than hosts and paths, or cannot be read.
  init?(_ text: String) {
    var parser = Parser(rest: text[...])
    guard let alternatives = parser.either(), parser.isAtEnd, !alternatives.isEmpty else {
      return nil
    }
    self.alternatives = alternatives
  }

  private struct Parser {
    var rest: Substring

    var isAtEnd: Bool {
      mutating get {
        skipSpace()
        return rest.isEmpty
      }
    }

    /// What `all || all` says.
    mutating func either() -> [Alternative]? {
      guard var found = all() else { return nil }
      while take("||") {
        guard let more = all(), found.count + more.count <= mostAlternatives else { return nil }
        found += more
      }
      return found
    }

    /// What `one && one` says; it binds tighter.
    private mutating func all() -> [Alternative]? {
      guard var found = one() else { return nil }
      while take("&&") {
        guard let more = one(), found.count * more.count <= mostAlternatives else { return nil }
        var joined: [Alternative] = []
        for left in found {
          for right in more {
            guard let both = left.joined(with: right) else { return nil }
            joined.append(both)
          }
        }
        found = joined
      }
      return found
    }

    /// A group or a matcher; a negation says which hosts and paths do not match, and is no alternative.
    private mutating func one() -> [Alternative]? {
      if take("(") {
        guard let group = either(), take(")") else { return nil }
        return group
      }
      skipSpace()
      let name = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard take("("), let values = values(), take(")") else { return nil }
      switch name.lowercased() {
      case "host":
        // A star is a pattern since 3.7 only, and a name of nothing before.
        guard !values.contains(where: { $0.contains("*") }) else { return nil }
        return values.map { Alternative(host: $0.lowercased()) }
      case "path": return values.map { Alternative(path: $0, pathType: .exact) }
      case "pathprefix": return values.map { Alternative(path: $0) }
      default: return nil
      }
    }

    private mutating func values() -> [String]? {
      var values: [String] = []
      repeat {
        skipSpace()
        guard let quote = rest.first, quote == "`" || quote == "\"" else { return nil }
        let body = rest.dropFirst()
        guard let end = body.firstIndex(of: quote) else { return nil }
        values.append(String(body[..<end]))
        rest = body[end...].dropFirst()
      } while take(",")
      return values
    }

    private mutating func take(_ token: String) -> Bool {
      skipSpace()
      guard rest.hasPrefix(token) else { return false }
      rest = rest.dropFirst(token.count)
      return true
    }

    private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }
  }
}

extension TraefikRule.Alternative {
  /// Both at once; nil where both name a host, or both a path: then one alone does not say what matches.
  fileprivate func joined(with other: Self) -> Self? {
    guard host.isEmpty || other.host.isEmpty, path.isEmpty || other.path.isEmpty else { return nil }
    return Self(
      host: host.isEmpty ? other.host : host, path: path.isEmpty ? other.path : path,
      pathType: path.isEmpty ? other.pathType : pathType)
  }
}
