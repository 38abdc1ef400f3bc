/// What the playground's proxy does otherwise than Traefik 3.7, by intent.
enum TraefikDifference: CaseIterable {
  case starHosts, patterns, oldLanguage, otherNamespaces, entryPoints, wildcards, emptyLists

  /// Why.
  var reason: String {
    switch self {
    case .starHosts:
      "Host(`*.test`) takes every host of one more label since v3.7, and none before (pkg/muxer, "
        + "DomainMatchHostExpression); which version is meant stands nowhere, so the rule is left out."
    case .patterns:
      "Patterns that the engine of Swift may read otherwise than Go's, or for too long, are not evaluated "
        + "(TraefikPattern), so the rule is left out."
    case .oldLanguage:
      "A rule that only the language of v2 reads is taken for one of v2 (TraefikRule); v3 refuses it where neither the "
        + "rule nor defaultRuleSyntax says so."
    case .otherNamespaces:
      "Whether a rule may lead to another namespace is an option of Traefik's own, allowCrossNamespace, which no "
        + "object tells; the playground allows it, and Traefik does not unless it is told to."
    case .entryPoints:
      "The playground has one door for all entry points, so that a rule for https alone answers plain HTTP where no "
        + "other rule does (TraefikContest); Traefik answers 404."
    case .wildcards:
      "Up to v3.6 the rule of an Ingress for *.test was a HostRegexp, whose length put it before a host (loadRouter); "
        + "v3.7 writes Host(\"*.test\"), which is shorter. The playground does as up to v3.6."
    case .emptyLists:
      "A list without any weight inside of another one gets its share of the requests in Traefik, and answers 503; "
        + "routes of the playground are flat, so that its share goes to the others (TraefikServices)."
    }
  }

  /// The host that is asked for of a set.
  func host(of name: String) -> String {
    self == .starHosts || self == .wildcards ? "www.\(name).test" : "\(name).test"
  }

  /// Whether what clients get differs in the way that is told here, and in nothing else.
  func explains(
    _ ours: Set<TraefikAgreementTests.Reply>, _ theirs: Set<TraefikAgreementTests.Reply>
  ) -> Bool {
    let statuses = [ours, theirs].map { Set($0.map(\.status)) }
    switch self {
    case .starHosts, .patterns: return statuses == [[404], [200]]
    case .oldLanguage, .otherNamespaces, .entryPoints: return statuses == [[200], [404]]
    case .emptyLists: return statuses == [[200], [200, 503]] && ours.isSubset(of: theirs)
    case .wildcards:
      return statuses == [[200], [200]] && Set(ours.map(\.target)) == Set(theirs.map(\.target))
        && [Set(ours.map(\.backend)), Set(theirs.map(\.backend))] == [["red"], ["green"]]
    }
  }
}
