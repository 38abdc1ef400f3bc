import Language
package import Topology

/// Servers with their authorizations of Linkerd, which the proxy beside the destination enforces (`policy.linkerd.io`).
package struct LinkerdPolicies: PolicySystem {
  package let name = "Linkerd"
  package let layer = PolicyLayer.proxy
  package let kinds = [
    "v1beta3 Server", "v1alpha1 AuthorizationPolicy", "v1alpha1 MeshTLSAuthentication",
    "v1alpha1 NetworkAuthentication", "v1beta1 ServerAuthorization",
  ].map { text in
    let words = text.split(separator: " ")
    return ResourceKind.ofPolicies("\(ResourceKind.linkerdGroup)/\(words[0])", String(words[1]))
  }

  /// What the system refuses of one of them.
  package func problems(of resource: GenericResource) -> [PolicyProblem] {
    switch resource.kind.kind {
    case "Server": LinkerdServer(resource).problems
    case "MeshTLSAuthentication", "NetworkAuthentication":
      LinkerdAuthentication(resource).problems
    default: LinkerdAuthorization(resource).problems
    }
  }

  /// Reads all of them.
  package func book(of inventory: Inventory) -> any PolicyBook {
    func objects(_ kind: String) -> [GenericResource] {
      kinds.filter { $0.kind == kind }.flatMap { inventory.objects($0.keptName) }
    }
    return LinkerdBook(
      servers: objects("Server").map(LinkerdServer.init),
      authorizations: (objects("AuthorizationPolicy") + objects("ServerAuthorization"))
        .map(LinkerdAuthorization.init),
      authentications: (objects("MeshTLSAuthentication") + objects("NetworkAuthentication"))
        .map(LinkerdAuthentication.init),
      namespaces: inventory.namespaceNames.filter { name in
        let stated = inventory.namespace(name)?.annotations[LinkerdBook.annotation]
        return stated.map { $0 != LinkerdBook.open } ?? false
      })
  }
}

/// All such policies of a cluster.
struct LinkerdBook: PolicyBook {
  private let servers: [LinkerdServer]
  private let authorizations: [LinkerdAuthorization]
  private let authentications: [ObjectReference: LinkerdAuthentication]
  /// Those that state another policy by default than everybody's.
  private let namespaces: [ObjectReference]

  init(
    servers: [LinkerdServer], authorizations: [LinkerdAuthorization],
    authentications: [LinkerdAuthentication], namespaces: [String]
  ) {
    self.namespaces = namespaces.map { ObjectReference("Namespace", NamespacedName("", $0)) }
    self.servers = servers.sorted { $0.reference < $1.reference }
    self.authorizations = authorizations
    self.authentications = Dictionary(
      authentications.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var policies: [ObjectReference] {
    servers.map(\.reference) + authorizations.map(\.reference) + namespaces
  }

  var defects: [PolicyDefect] {
    servers.flatMap { Self.defects($0.reference, $0.problems) }
      + authorizations.flatMap { Self.defects($0.reference, $0.problems) }
      + authentications.values.sorted { $0.reference < $1.reference }
      .flatMap { Self.defects($0.reference, $0.problems) }
  }

  private static func defects(
    _ policy: ObjectReference, _ problems: [PolicyProblem]
  ) -> [PolicyDefect] {
    problems.map { PolicyDefect(policy: policy, problem: $0) }
  }

  /// A Server that has the port decides, else the policy by default of the pod or its namespace.
  func tiers(for flow: PolicyFlow) -> [PolicyTier] {
    guard flow.direction == .ingress, flow.transport == .tcp, flow.isInLinkerd(flow.pod) else {
      return []
    }
    guard let server = servers.first(where: { $0.isAbout(flow) }) else {
      return [usual(flow)].compactMap(\.self)
    }
    var own = PolicyTier.Entry(server.reference, order: 1, [])
    own.field = "spec.accessPolicy"
    own.says =
      "\(server.reference) lets in only whom an authorization names, which is not this client."
    if let problem = server.problems.first {
      own.steps = [Self.doubt(server.reference, problem)]
    } else if server.access != "deny" {
      own.steps = [step(server.access, "spec.accessPolicy", flow)]
    }
    let entries = authorizations.filter { $0.isAbout(server) }.map { entry($0, flow) }
    return [PolicyTier("1", order: 1, end: .forbid, entries + [own])]
  }

  static let annotation = "config.linkerd.io/default-inbound-policy"
  /// The policy by default where nobody states one.
  static let open = "all-unauthenticated"

  /// The policy by default, where somebody states another one than everybody's.
  private func usual(_ flow: PolicyFlow) -> PolicyTier? {
    let name = flow.pod.metadata.namespace
    let own = flow.pod.metadata.annotations[Self.annotation]
    guard let value = own ?? flow.inventory.namespace(name)?.annotations[Self.annotation],
      value != Self.open
    else { return nil }
    let object =
      own == nil
      ? ObjectReference("Namespace", NamespacedName("", name))
      : ObjectReference("Pod", flow.pod.metadata.key)
    let field = "metadata.annotations[\(Self.annotation)]"
    var entry = PolicyTier.Entry(object, order: 1, [])
    entry.field = field
    if value != "deny" { entry.steps = [step(value, field, flow)] }
    return PolicyTier("1", order: 1, end: .forbid, [entry])
  }

  /// What a policy by its name lets in (`linkerd2/policy-controller`, `DefaultPolicy`).
  private func step(_ policy: String, _ field: String, _ flow: PolicyFlow) -> PolicyTier.Step {
    switch policy {
    case Self.open, "audit": .init(field, .allow, .yes)
    case "all-authenticated": .init(field, .allow, flow.hasLinkerdIdentity)
    case "cluster-authenticated", "cluster-unauthenticated":
      .init(field, .allow, inCluster(policy == "cluster-authenticated", flow))
    default: .init(field, .doubt, .yes)
    }
  }

  /// Pods are in the networks of the cluster; of other addresses that is not known.
  private func inCluster(_ isIdentityNeeded: Bool, _ flow: PolicyFlow) -> PolicyMatch {
    let identity = isIdentityNeeded ? flow.hasLinkerdIdentity : .yes
    return switch flow.peer {
    case .pod: identity
    case .address, .client, .node: identity && .unknown(.clientAddress)
    case .anybody: .unknown(.anybody)
    }
  }

  private static func doubt(
    _ policy: ObjectReference, _ problem: PolicyProblem
  ) -> PolicyTier.Step {
    PolicyTier.Step(
      problem.field, .doubt, .yes,
      says: PolicyUncertainty.malformed(policy, problem.field).sentence)
  }

  private func entry(
    _ policy: LinkerdAuthorization, _ flow: PolicyFlow
  ) -> PolicyTier.Entry {
    var entry = PolicyTier.Entry(policy.reference, order: 0, [])
    entry.isIsolating = false
    if let problem = policy.problems.first {
      entry.steps = [Self.doubt(policy.reference, problem)]
      return entry
    }
    var matches = policy.authentications.map { reference -> PolicyMatch in
      if reference.kind == "ServiceAccount" {
        return flow.linkerdAccount { $0 == reference.name.description }
      }
      return authentications[reference]?.match(flow) ?? .no
    }
    matches += policy.client.map { [$0.match(flow)] } ?? []
    // What it says of one route only depends on the request.
    if policy.isAboutRoute {
      matches.append(.unknown(.notEvaluated(policy.reference, "spec.targetRef")))
    }
    entry.steps = [.init(policy.field, .allow, .all(matches))]
    return entry
  }
}

extension PolicyFlow {
  /// Whether the proxy of Linkerd stands beside a pod.
  func isInLinkerd(_ pod: Pod) -> Bool {
    Linkerd.isInjected(pod) || isPlanned && Linkerd.isToBeInjected(pod, in: inventory)
  }

  /// Whether the client comes with an identity of the mesh.
  var hasLinkerdIdentity: PolicyMatch {
    switch peer {
    case .pod(let pod): PolicyMatch(isInLinkerd(pod))
    case .address, .client, .node: .no
    case .anybody: .unknown(.anybody)
    }
  }

  /// Whether the client's account, as `namespace/name`, is as wanted.
  func linkerdAccount(_ isWanted: (String) -> Bool) -> PolicyMatch {
    guard let pod = peerPod, hasLinkerdIdentity == .yes else { return hasLinkerdIdentity }
    return inventory.serviceAccount(of: pod).match { isWanted("\(pod.metadata.namespace)/\($0)") }
  }
}
