import Foundation

/// What the playground's proxy does otherwise than Traefik.
enum TraefikDifference: CaseIterable {
  case rulesOfOnePath

  /// Why.
  var reason: String {
    switch self {
    case .rulesOfOnePath:
      "The playground's proxy keeps backends by object, host and path: of rules of one object that differ in "
        + "nothing or in other terms alone, the first one's serve all. Traefik keeps each rule, and of rules "
        + "with the same text the last."
    }
  }

  /// Of which kind a difference is; nil where it is an error.
  static func kind(
    _ set: TraefikSet, _ ours: Set<TraefikAgreementTests.Reply>,
    _ theirs: Set<TraefikAgreementTests.Reply>
  ) -> TraefikDifference? {
    let rules = set.text.components(separatedBy: "match: ").dropFirst()
      .map { $0.components(separatedBy: "\n")[0] }
    let places = rules.flatMap { rule in Set(paths(rule)) }
    let isShared = Set(places).count < places.count
    // Neither a redirect nor a changed path is excused.
    let isPlain = ours.union(theirs).allSatisfy { [200, 404, 503].contains($0.status) }
    return isShared && isPlain && rules.count > 1 ? .rulesOfOnePath : nil
  }

  /// The paths of a rule as its text has them, and the empty one for a rule without.
  private static func paths(_ rule: String) -> [String] {
    let paths = rule.components(separatedBy: "Path").dropFirst()
      .map { "Path" + $0.prefix { $0 != ")" } }.filter { !$0.hasPrefix("PathRegexp") }
    return paths.isEmpty || rule.contains("!") || rule.contains("||") ? paths + [""] : paths
  }
}
