/// A rule of Traefik that was read: the ways to satisfy it.
package struct TraefikRule: Sendable {
  /// One way to satisfy the rule.
  struct Alternative: Hashable, Sendable {
    /// Empty for every host.
    var host = ""
    /// Empty for every path.
    var path = ""
    var pathType = Route.PathType.prefix
    /// What else it asks for.
    var rest: [TraefikExpression.Literal] = []
    /// All of it.
    var expression = TraefikExpression.all([])

    /// The path as the identity of a route has it: no request's path is compared with what stands behind it.
    var written: (path: String, type: Route.PathType) {
      let plain = path.isEmpty ? "/" : path
      guard !rest.isEmpty else { return (plain, pathType) }
      return (
        ([plain] + rest.map(\.text).sorted()).joined(separator: " "), .implementationSpecific
      )
    }
  }

  /// What it asks for.
  package let expression: TraefikExpression
  /// The ways to satisfy it, in the order in which they are written; empty where they are too many.
  let alternatives: [Alternative]
  /// The language that it was read in.
  package let syntax: TraefikSyntax
  /// Why the language of v3 refuses it, where nothing says that it is of v2, but it can be read as such.
  package private(set) var doubt: TraefikRuleError?

  /// Reads a rule in a language; nil is that of v3, or of v2 where it can be read in that one only.
  package init(_ text: String, _ syntax: TraefikSyntax?) throws(TraefikRuleError) {
    if let syntax {
      self = Self(try TraefikParser.expression(of: text, syntax), syntax)
      return
    }
    do {
      self = Self(try TraefikParser.expression(of: text, .v3), .v3)
    } catch {
      guard let old = try? TraefikParser.expression(of: text, .v2) else { throw error }
      self = Self(old, .v2)
      doubt = error
    }
  }

  /// Whether it asks for a host by name.
  package var namesHost: Bool { alternatives.contains { !$0.host.isEmpty } }

  private init(_ expression: TraefikExpression, _ syntax: TraefikSyntax) {
    self.expression = expression
    self.syntax = syntax
    let ways = (expression.ways() ?? []).map(Self.alternative)
    var seen: Set<Alternative> = []
    alternatives = ways.compactMap(\.self).filter { seen.insert($0).inserted }
  }

  /// A way by its host and path; nil where it asks for two hosts at once, which nothing has.
  private static func alternative(_ way: [TraefikExpression.Literal]) -> Alternative? {
    var found = Alternative()
    for literal in way {
      if !literal.isNegated, let host = literal.matcher.plainHost {
        guard found.host.isEmpty || found.host == host else { return nil }
        found.host = host
      } else if !literal.isNegated, found.path.isEmpty, let plain = literal.matcher.plainPath {
        (found.path, found.pathType) = plain
      } else {
        found.rest.append(literal)
      }
    }
    found.expression = .all(way.map(\.expression))
    return found
  }
}
