/// What the playground's proxy does otherwise than Traefik 3.7, by intent.
enum TraefikDifference: CaseIterable {
  case starHosts, patterns, otherNamespaces, entryPoints, wildcards

  /// Why.
  var reason: String {
    switch self {
    case .starHosts:
      "Host(`*.test`) takes every host of one more label since v3.7, and took none before "
        + "(pkg/muxer DomainMatchHostExpression): which version is meant stands nowhere, so the rule is left out."
    case .patterns:
      "Patterns that the engine of Swift may read otherwise than Go's, or for too long, are not evaluated "
        + "(TraefikPattern): the rule is left out."
    case .otherNamespaces:
      "Whether a rule may lead to another namespace is an option of Traefik's own, allowCrossNamespace, which no "
        + "object tells: the playground allows it, Traefik does so only if it is told to."
    case .entryPoints:
      "The playground has one door for all entry points, so that a rule for https alone answers plain HTTP where no "
        + "other rule does (TraefikContest); Traefik answers 404."
    case .wildcards:
      "Up to v3.6 the rule of an Ingress for *.test was a HostRegexp, whose length put it before shorter hosts; v3.7 "
        + "writes Host(\"*.test\"), so that the host goes first (loadRouter). The playground does as up to v3.6."
    }
  }

  /// The host that is asked for of a set.
  func host(of name: String) -> String {
    self == .starHosts || self == .wildcards ? "www.\(name).test" : "\(name).test"
  }

  /// Whether two answers differ in the way that is told here, and in nothing else.
  func explains(
    _ ours: TraefikAgreementTests.Reply, _ theirs: TraefikAgreementTests.Reply
  ) -> Bool {
    switch self {
    case .starHosts, .patterns: ours.status == 404 && theirs.status == 200
    case .otherNamespaces, .entryPoints: ours.status == 200 && theirs.status == 404
    case .wildcards:
      [ours.status, theirs.status] == [200, 200] && ours.target == theirs.target
        && [ours.backend, theirs.backend] == ["red", "green"]
    }
  }
}
