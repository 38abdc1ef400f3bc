import Topology

/// The documents by which clients learn what is served.
enum Discovery {
  /// What `/version` answers: the release whose behaviour the playground follows.
  static let version: JSONValue = [
    "major": "1", "minor": "33", "gitVersion": "v1.33.0+sluice", "gitCommit": "",
    "gitTreeState": "clean", "buildDate": "2026-01-01T00:00:00Z", "goVersion": "",
    "compiler": "swift", "platform": "linux/amd64",
  ]

  /// The core group.
  static let core: JSONValue = [
    "kind": "APIVersions", "versions": ["v1"],
    "serverAddressByClientCIDRs": .array([]),
  ]

  /// A served version, its kind's definition beside it.
  struct Served {
    let kind: ResourceKind
    let definition: KindDefinition
  }

  /// Everything that is served.
  static func served(_ catalogue: KindCatalogue) -> [Served] {
    catalogue.definitions.flatMap { definition in
      definition.served.map { Served(kind: $0, definition: definition) }
    }
  }

  /// The named groups with their versions, in the order of their registration.
  static func groups(_ catalogue: KindCatalogue) -> JSONValue {
    var names: [String] = []
    for served in served(catalogue)
    where !served.kind.group.isEmpty && !names.contains(served.kind.group) {
      names.append(served.kind.group)
    }
    return [
      "kind": "APIGroupList", "apiVersion": "v1",
      "groups": .array((names + reviews.keys.sorted()).map { group($0, catalogue) ?? .null }),
    ]
  }

  /// One named group; nil when nothing of it is served.
  static func group(_ name: String, _ catalogue: KindCatalogue) -> JSONValue? {
    var versions: [String] = reviews[name] == nil ? [] : ["v1"]
    for served in served(catalogue)
    where served.kind.group == name && !versions.contains(served.kind.version) {
      versions.append(served.kind.version)
    }
    guard !versions.isEmpty else { return nil }
    let list = versions.map { version -> JSONValue in
      ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
    }
    return [
      "kind": "APIGroup", "apiVersion": "v1", "name": .string(name), "versions": .array(list),
      "preferredVersion": list[0],
    ]
  }

  /// The resources of one group and version; nil when nothing of it is served.
  static func resources(
    group: String, version: String, _ catalogue: KindCatalogue
  ) -> JSONValue? {
    let found = served(catalogue).filter {
      $0.kind.group == group && $0.kind.version == version
    }
    let questions = version == "v1" ? reviews[group] ?? [] : []
    guard !found.isEmpty || !questions.isEmpty else { return nil }
    let apiVersion = group.isEmpty ? version : "\(group)/\(version)"
    return [
      "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(apiVersion),
      "resources": .array(found.flatMap(resources(of:)) + questions.map(question)),
    ]
  }

  /// The kinds that only answer questions, by their group.
  private static let reviews = [
    "authentication.k8s.io": ["SelfSubjectReview"],
    "authorization.k8s.io": [
      "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview",
    ],
  ]

  private static func question(_ kind: String) -> JSONValue {
    [
      "name": .string("\(kind.lowercased())s"), "singularName": .string(kind.lowercased()),
      "namespaced": false, "kind": .string(kind), "verbs": ["create"],
    ]
  }

  private static let verbs: JSONValue = [
    "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
  ]

  private static func resources(of served: Served) -> [JSONValue] {
    let kind = served.kind
    let definition = served.definition
    let namespaced = JSONValue.bool(kind.isNamespaced)
    func part(_ name: String, _ kindName: String, _ verbs: JSONValue) -> JSONValue {
      [
        "name": .string("\(kind.plural)/\(name)"), "singularName": "", "namespaced": namespaced,
        "kind": .string(kindName), "verbs": verbs,
      ]
    }
    // A short name that stood in two groups would make newer clients warn about it.
    let isPreferred = kind.group == definition.storage.group
    let strings: ([String]) -> JSONValue = { list in
      list.isEmpty ? .null : .array(list.map { .string($0) })
    }
    var list: [JSONValue] = [
      [
        "name": .string(kind.plural), "singularName": .string(definition.singular),
        "namespaced": namespaced, "kind": .string(kind.kind), "verbs": verbs,
        "shortNames": strings(isPreferred ? definition.shortNames : []),
        "categories": strings(definition.categories),
      ]
    ]
    if definition.features.contains(.status) {
      list.append(part("status", kind.kind, ["get", "patch", "update"]))
    }
    if definition.features.contains(.scale) {
      var scale = part("scale", "Scale", ["get", "patch", "update"])
      scale["group"] = "autoscaling"
      scale["version"] = "v1"
      list.append(scale)
    }
    if kind == .pod {
      var eviction = part("eviction", "Eviction", ["create"])
      eviction["group"] = "policy"
      eviction["version"] = "v1"
      list.append(eviction)
    }
    return list
  }
}
