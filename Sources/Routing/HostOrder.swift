package import Language

/// Who wins on a host: every rule of every route that a request to it may meet, in the order in which they are tried.
package struct HostOrder: Sendable {
  /// What becomes of a rule.
  package enum Standing: Hashable, Sendable {
    /// Some requests reach it.
    case used
    /// Another rule claims the same host, path and type and goes first.
    case conflict(with: Route.ID)
    /// A rule that goes first matches everything that it matches.
    case shadowed(by: Route.ID)

    /// Whether no request of the host reaches it.
    package var isIdle: Bool { self != .used }
  }

  /// One rule with its standing.
  package struct Rule: Sendable {
    package let route: Route
    package let standing: Standing
    /// A phrase.
    package let why: Message
  }

  /// The host, normalized.
  package let host: String
  package let rules: [Rule]

  /// The rules that no request of the host reaches.
  package var idle: [Rule] { rules.filter(\.standing.isIdle) }
}

extension RoutingTable {
  /// All rules of a host in resolved order; costs what the rules of the host cost, whatever their number.
  ///
  /// Rules of different servers do not meet: each server has an order of its own, and all are listed.
  package func order(for host: some StringProtocol) -> HostOrder {
    let host = HostRules.normalized(host)
    var claims: [Claim: Route.ID] = [:]
    var prefixes: [Claim: Route.ID] = [:]
    var pending: [(Claim, Route.ID)] = []
    var level = ""
    let rules = candidates(for: host).map { route -> HostOrder.Rule in
      // Within one host the longest path goes first, so only those of more specific hosts shadow.
      let place = route.isDefault ? "the default" : route.host
      if place != level {
        for (claim, id) in pending where prefixes[claim] == nil { prefixes[claim] = id }
        (pending, level) = ([], place)
      }
      let claim = Claim(route)
      let standing: HostOrder.Standing
      if let first = claims[claim.on(place)] {
        standing = .conflict(with: first)
      } else if let first = claim.ancestors.lazy.compactMap({ prefixes[$0] }).first {
        standing = .shadowed(by: first)
      } else {
        standing = .used
      }
      if claims[claim.on(place)] == nil { claims[claim.on(place)] = route.id }
      if let prefix = claim.asPrefix { pending.append((prefix, route.id)) }
      return HostOrder.Rule(route: route, standing: standing, why: Self.why(standing))
    }
    return HostOrder(host: host, rules: rules)
  }

  private static func why(_ standing: HostOrder.Standing) -> Message {
    switch standing {
    case .used: "answers what no rule before it matches"
    case .conflict(let other): "the same path is stated by \(other.source), which goes first"
    case .shadowed(let other):
      "\(other.host.isEmpty ? "*" : other.host)\(other.path) goes first and matches all of it"
    }
  }

  /// A path of one server, as far as it decides whether two rules are about the same requests.
  private struct Claim: Hashable {
    let server: String
    var host = ""
    /// Without the final slash of a prefix; empty for the prefix of everything.
    let path: Substring
    let isExact: Bool

    init(_ route: Route) {
      server = route.server
      isExact = route.pathType == .exact
      path =
        !isExact && route.path.hasSuffix("/") ? route.path.dropLast() : route.path[...]
    }

    private init(server: String, path: Substring) {
      self.server = server
      self.path = path
      isExact = false
    }

    func on(_ host: String) -> Claim {
      var claim = self
      claim.host = host
      return claim
    }

    var asPrefix: Claim? { isExact ? nil : Claim(server: server, path: path) }

    /// The prefixes that match everything that it matches, itself first.
    var ancestors: [Claim] {
      var ancestors = [Claim(server: server, path: path)]
      var rest = path
      while let slash = rest.lastIndex(of: "/"), ancestors.count < 256 {
        rest = rest[..<slash]
        ancestors.append(Claim(server: server, path: rest))
      }
      return ancestors
    }
  }
}

extension Route {
  /// Who serves it: routes of different servers do not meet.
  ///
  /// A Gateway, the program behind an IngressClass, or the class where the program is not known.
  package var server: String {
    isOfGatewayAPI || isOfIstio
      ? "gateway \(controller)" : implementation.isEmpty ? controller : implementation
  }
}
