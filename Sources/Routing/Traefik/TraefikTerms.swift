package import Topology

/// What a rule of Traefik is besides what every route is.
package struct TraefikTerms: Hashable, Sendable {
  /// The rule as written, which identifies its router in its object.
  package var rule: String
  /// What this way asks for; nil where the rule cannot be read, or not by this program.
  package var expression: TraefikExpression?
  /// Why the rule cannot be read.
  package var error: TraefikRuleError?
  /// As stated, else the length of the rule.
  package var priority: Int
  /// The entry points that it is for; empty for all that are so by default.
  package var entryPoints: [String] = []
  /// What requests pass on their way, in order.
  package var middlewares: [TraefikReference] = []
  /// What of the way to Services is missing or leads back.
  package var gaps: [TraefikGap] = []
  /// The name of a service of Traefik's own that it leads to: `noop@internal`.
  package var internalService: String?

  /// Whether the router takes requests by https, or by plain http.
  ///
  /// A router with TLS takes no others; without it the entry point decides, and that of https has TLS where the chart
  /// of Traefik is used.
  func takes(isSecure: Bool, hasTLS: Bool) -> Bool {
    let secure = entryPoints.filter { ["websecure", "https"].contains($0) }
    guard isSecure else { return !hasTLS && (entryPoints.isEmpty || secure != entryPoints) }
    return hasTLS && (entryPoints.isEmpty || !secure.isEmpty || !entryPoints.contains("web"))
      || !secure.isEmpty
  }
}

/// The name of an object that a rule or a middleware refers to.
package struct TraefikReference: Hashable, Sendable {
  /// What an Ingress writes: `shop-strip@kubernetescrd`; nil where name and namespace stand apart.
  package var key: String?
  package var name: NamespacedName
  /// Where it stands: `spec.routes[0].middlewares[1]`.
  package var field: String

  /// Whether another provider than the cluster's objects has it, so that it is not among them.
  package var isElsewhere: Bool {
    let text = key ?? name.name
    return text.contains("@") && !text.hasSuffix("@kubernetescrd")
  }
}

/// What keeps a rule of Traefik from its Services.
package struct TraefikGap: Hashable, Sendable {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// No such TraefikService.
    case missing
    /// It leads back to itself.
    case cycle
    /// It is neither weighted nor mirroring, nor anything else that is known.
    case empty
    /// So many lead to each other that this program does not follow.
    case tooDeep
  }

  package var problem: Problem
  package var service: NamespacedName
  /// The TraefikServices from the rule to the one that names it.
  package var way: [NamespacedName]
  /// Where the rule names the first of them.
  package var field: String
}
