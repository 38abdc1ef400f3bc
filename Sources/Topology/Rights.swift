/// What a user may do in one namespace, as the cluster's own review says (RBAC and whatever else decides there).
///
/// Rules: authorization.k8s.io/v1 `ResourceRule`; `*` stands for everything.
package struct Rights: Hashable, Sendable {
  /// One grant: any of the verbs on any of the resources.
  package struct Rule: Hashable, Sendable {
    package var verbs: Set<String>
    package var groups: Set<String>
    /// Plurals, with the subresource after a slash: `deployments/scale`.
    package var resources: Set<String>
    /// The only objects that are meant; empty means all.
    package var names: Set<String>

    package init(
      verbs: Set<String>, groups: Set<String>, resources: Set<String>, names: Set<String> = []
    ) {
      self.verbs = verbs
      self.groups = groups
      self.resources = resources
      self.names = names
    }
  }

  package var rules: [Rule]
  /// Whether there may be rights that the review could not list.
  package var isIncomplete: Bool

  package init(rules: [Rule], isIncomplete: Bool = false) {
    self.rules = rules
    self.isIncomplete = isIncomplete
  }

  /// Reads the `status` of a `SelfSubjectRulesReview`.
  package init(review status: JSONValue) {
    func words(_ value: JSONValue) -> Set<String> { Set(value.array.compactMap(\.string)) }
    self.init(
      rules: status["resourceRules"].array.map {
        Rule(
          verbs: words($0["verbs"]), groups: words($0["apiGroups"]),
          resources: words($0["resources"]), names: words($0["resourceNames"]))
      }, isIncomplete: status["incomplete"].bool ?? false)
  }

  /// Whether an action is allowed; nil where the review does not say.
  package func allows(
    _ verb: String, _ kind: ResourceKind, subresource: String? = nil, name: String
  ) -> Bool? {
    let resource = subresource.map { "\(kind.plural)/\($0)" } ?? kind.plural
    let isAllowed = rules.contains { rule in
      rule.verbs.hasOrAll(verb) && rule.groups.hasOrAll(kind.group)
        && (rule.resources.hasOrAll(resource)
          || subresource.map { rule.resources.contains("*/\($0)") } ?? false)
        && (rule.names.isEmpty || rule.names.contains(name))
    }
    return isAllowed ? true : isIncomplete ? nil : false
  }

  /// Whether a write is allowed; nil where the review does not say.
  package func allows(_ write: WriteRequest) -> Bool? {
    allows(
      write.verb.authorization, write.kind, subresource: write.subresource, name: write.name.name)
  }
}

extension WriteRequest.Verb {
  /// The verb of the authorization.
  package var authorization: String {
    switch self {
    case .create: "create"
    case .mergePatch, .strategicPatch, .jsonPatch: "patch"
    case .delete: "delete"
    }
  }
}

extension Set<String> {
  fileprivate func hasOrAll(_ word: String) -> Bool { contains("*") || contains(word) }
}
