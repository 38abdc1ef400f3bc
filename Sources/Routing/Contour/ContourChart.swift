package import Topology

/// What the HTTPProxies of a cluster have to do with each other, and with Services and Secrets.
///
/// A root has a virtual host; its includes, and theirs, lead to the others (Contour's `computeRoutes`).
package struct ContourChart: RouteIndex {
  /// A rule as a root's host has it.
  struct Placed: Sendable {
    let document: ContourDocument
    let chain: [ObjectReference]
    let conditions: ContourConditions
    /// nil for an include that leads nowhere, which answers 502.
    let rule: ContourDocument.Rule?
    let field: String
  }

  /// Why an include leads nowhere.
  package enum Break: Hashable, Sendable {
    case missing
    /// It leads to another root.
    case root
    /// It leads back to one that leads to it.
    case cycle
  }

  private var documents: [NamespacedName: ContourDocument] = [:]
  private var includers: [NamespacedName: [ObjectReference]] = [:]
  private var ofService: [NamespacedName: [ObjectReference]] = [:]
  private var ofSecret: [NamespacedName: [ObjectReference]] = [:]
  private var rootsOfHost: [String: [NamespacedName]] = [:]
  private var delegations: [NamespacedName: Set<String>] = [:]
  /// Those that a root leads to, itself included.
  private var reached: Set<NamespacedName> = []
  private var closing: [NamespacedName: Set<NamespacedName>] = [:]
  /// The rules of all roots, in the order in which Contour reads them.
  private(set) var placed: [NamespacedName: [Placed]] = [:]

  /// So many rules of one root are followed: includes may multiply.
  private static let mostRules = 50_000

  /// The chart of nothing.
  package init() {}

  package init(_ inventory: Inventory) {
    for resource in inventory.objects(ResourceKind.httpProxy.kind)
    where resource.isOfContour { insert(ContourDocument(resource)) }
    guard !documents.isEmpty else { return }
    for resource in inventory.objects(ResourceKind.certificateDelegation.kind)
    where resource.isOfContour {
      for delegation in resource.object["spec"]["delegations"].array {
        let secret = NamespacedName(
          resource.metadata.namespace, delegation["secretName"].string ?? "")
        let spaces = delegation["targetNamespaces"].array.compactMap(\.string)
        // A star beside other names is taken for a name (`delegationPermitted`).
        delegations[secret, default: []].formUnion(
          spaces == ["*"] ? spaces : spaces.filter { $0 != "*" })
      }
    }
    for root in documents.values where root.isRoot {
      var walk = Walk(documents: documents)
      walk.follow(root, ContourConditions(), [])
      placed[root.name] = walk.placed
      reached.formUnion(walk.reached)
      closing.merge(walk.closing) { $0.union($1) }
      followConnections(of: root)
    }
  }

  private mutating func insert(_ document: ContourDocument) {
    documents[document.name] = document
    if document.isRoot, !document.host.isEmpty {
      rootsOfHost[document.host, default: []].append(document.name)
    }
    for target in Set(document.allIncludes.map(\.target)) {
      includers[target, default: []].append(document.reference)
    }
    for service in Set(document.allServices.map(\.name)) {
      ofService[service, default: []].append(document.reference)
    }
    if let secret = document.secret { ofSecret[secret, default: []].append(document.reference) }
  }

  private mutating func followConnections(of root: ContourDocument) {
    var next = root.tcpInclude?.target
    var seen: Set<NamespacedName> = [root.name]
    while let name = next, seen.insert(name).inserted, let document = documents[name],
      !document.isRoot
    {
      reached.insert(name)
      next = document.tcpInclude?.target
    }
  }

  /// The roots, in the order of their names.
  var roots: [ContourDocument] {
    placed.keys.sorted().compactMap { documents[$0] }
  }

  /// The HTTPProxy of a name.
  package func document(_ name: NamespacedName) -> ContourDocument? { documents[name] }

  /// The others of a class that have the same host.
  package func rivals(of document: ContourDocument) -> [NamespacedName] {
    roots(ofHost: document.host).filter {
      $0 != document.name && documents[$0]?.className == document.className
    }
  }

  /// The roots of a host, in the order of their names.
  package func roots(ofHost host: String) -> [NamespacedName] {
    (rootsOfHost[host] ?? []).sorted()
  }

  /// Whether no root leads to it.
  package func isOrphaned(_ name: NamespacedName) -> Bool {
    documents[name]?.isRoot == false && !reached.contains(name)
  }

  /// Why an include leads nowhere; nil where it leads somewhere.
  package func problem(
    with include: ContourDocument.Include, of document: ContourDocument
  ) -> Break? {
    guard let target = documents[include.target] else { return .missing }
    if target.isRoot { return .root }
    return closing[document.name]?.contains(include.target) == true ? .cycle : nil
  }

  /// Whether an HTTPProxy of a namespace may use a Secret.
  package func permits(_ secret: NamespacedName, from namespace: String) -> Bool {
    secret.namespace == namespace
      || !(delegations[secret] ?? []).isDisjoint(with: [namespace, "*"])
  }

  /// Those that include one.
  package func includers(of name: NamespacedName) -> [ObjectReference] { includers[name] ?? [] }

  /// Those that name a Service.
  package func proxies(to service: NamespacedName) -> [ObjectReference] { ofService[service] ?? [] }

  /// Those whose certificate is in a Secret.
  package func proxies(withSecret secret: NamespacedName) -> [ObjectReference] {
    ofSecret[secret] ?? []
  }

  /// Those whose certificate is in a Secret of a namespace that is not their own.
  package func proxies(withSecretsOf namespace: String) -> [ObjectReference] {
    ofSecret.filter { $0.key.namespace == namespace }.flatMap(\.value)
      .filter { $0.name.namespace != namespace }
  }

  /// All that includes lead to from some, themselves included.
  package func following(_ names: [NamespacedName]) -> Set<NamespacedName> {
    var found = Set(names)
    var open = names
    while let name = open.popLast() {
      for include in documents[name]?.allIncludes ?? []
      where found.insert(include.target).inserted { open.append(include.target) }
    }
    return found
  }

  /// The way from a root through its includes.
  private struct Walk {
    let documents: [NamespacedName: ContourDocument]
    var placed: [Placed] = []
    var reached: Set<NamespacedName> = []
    var closing: [NamespacedName: Set<NamespacedName>] = [:]
    var steps = 0

    mutating func follow(
      _ document: ContourDocument, _ conditions: ContourConditions, _ before: [ObjectReference]
    ) {
      steps += 1
      reached.insert(document.name)
      guard steps + placed.count < ContourChart.mostRules, before.count < 100 else { return }
      let chain = before + [document.reference]
      for include in document.includes
      where include.conditions.problem(isOfInclude: true) == nil
        && !document.isRepeated(include)
      {
        guard let target = documents[include.target], !target.isRoot else {
          // Contour takes the conditions of the include alone, and none where it has none.
          if !include.conditions.isEmpty {
            add(document, chain, include.conditions, nil, include.field)
          }
          continue
        }
        guard !chain.contains(target.reference) else {
          closing[document.name, default: []].insert(target.name)
          continue
        }
        follow(target, conditions.joined(by: include.conditions), chain)
      }
      for rule in document.rules where rule.conditions.problem(isOfInclude: false) == nil {
        add(document, chain, conditions.joined(by: rule.conditions), rule, rule.field)
      }
    }

    private mutating func add(
      _ document: ContourDocument, _ chain: [ObjectReference], _ conditions: ContourConditions,
      _ rule: ContourDocument.Rule?, _ field: String
    ) {
      placed.append(
        Placed(
          document: document, chain: chain, conditions: conditions, rule: rule, field: field))
    }
  }
}

extension RoutingTable {
  /// What Contour's HTTPProxies have to do with each other.
  package var proxies: ContourChart { index() }
}

extension GenericResource {
  /// Whether it is one of Contour's kinds.
  package var isOfContour: Bool { kind.group == ResourceKind.httpProxy.group }
}
