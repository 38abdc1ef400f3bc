package import Language
package import Topology

/// The other end of a connection, as the pod that is asked about sees it.
package enum PolicyPeer: Hashable, Sendable {
  case pod(Pod)
  /// An address that is no pod's.
  case address(IPAddress)
  /// A client outside of the cluster whose address is not known, but arrives unchanged.
  case client
  /// A client outside behind a node port or load balancer, in whose place a node's address may arrive.
  case node
}

/// What the policies say of one connection: egress of the source and ingress of the destination.
package struct PolicyVerdict: Hashable, Sendable {
  /// The half of the source; not isolated where it is no pod.
  package let egress: PolicyHalf
  /// The half of the destination; not isolated where it is no pod.
  package let ingress: PolicyHalf

  /// Whether the connection is allowed; nil when that is undefined or unknown.
  package var isAllowed: Bool? {
    if egress.outcome == .denied || ingress.outcome == .denied { return false }
    return egress.outcome == .unknown || ingress.outcome == .unknown ? nil : true
  }
}

/// What the policies of one pod say of one connection, in one direction.
package struct PolicyHalf: Hashable, Sendable {
  /// The four answers.
  package enum Outcome: Hashable, Sendable {
    /// No policy selects the pod for this direction: everything is allowed.
    case notIsolated
    case allowed
    case denied
    /// Undefined by Kubernetes, or not to be told from what is known.
    case unknown
  }

  /// Which part of the nearest rule keeps a connection out.
  package enum Part: Hashable, Sendable {
    /// No isolating policy has a rule at all.
    case noRule
    case peer, port, transport
  }

  package let direction: NetworkPolicy.Direction
  package let outcome: Outcome
  /// The policy that allows, or the one with the nearest rule; nil when no rule decides.
  package let policy: NamespacedName?
  /// The rule of `policy`, from 0; nil when it has none.
  package let rule: Int?
  /// Which part of the nearest rule does not match; nil unless denied.
  package let failure: Part?
  /// The policies that isolate the pod, in the order of their names.
  package let isolating: [NamespacedName]
  /// What happened and why: one sentence for a trace, with names as the cluster has them (uncleaned).
  package let sentence: Message

  /// The place of the rule in its policy: `spec.ingress[0]`.
  package var field: String? { rule.map { "spec.\(direction.rawValue)[\($0)]" } }
}

/// Why a question has no answer.
enum PolicyUncertainty: Hashable, Sendable {
  case hostNetwork(NamespacedName)
  case loopback
  case namespaceLabels(String)
  case noAddress(NamespacedName)
  case clientAddress
  case nodeAddress
  /// The source is nobody in particular.
  case anybody
  case serviceAccount(NamespacedName)
  /// Whether a pod has the proxy of a mesh.
  case mesh(NamespacedName)
  /// What is asked for by HTTP.
  case request
  /// A field of a policy that is not looked at.
  case notEvaluated(ObjectReference, String)
  /// A field of a policy that cannot be read.
  case malformed(ObjectReference, String)
  /// Two policies of one rank that say different things.
  case tie(ObjectReference, ObjectReference)

  var sentence: Message {
    switch self {
    case .hostNetwork(let pod):
      "Pod \(pod) uses the network of its node, for which the effect of policies is undefined."
    case .loopback: "What policies do to a pod's connection to itself is undefined."
    case .namespaceLabels(let name):
      "The labels of namespace \(name), which a rule asks for, are not known."
    case .noAddress(let pod): "Pod \(pod) has no address yet, and a rule asks for addresses."
    case .clientAddress: "A rule admits some addresses only, and the client's is not known."
    case .nodeAddress:
      "A node's address may arrive in the client's place, and what rules do to it is undefined."
    case .anybody: "Whom the policies let in depends on the client: name one with --from."
    case .serviceAccount(let pod):
      "The service account of pod \(pod), which a rule asks for, is not known."
    case .mesh(let pod): "Whether pod \(pod) is in the mesh is not known."
    case .request: "It depends on the request's method, path or headers, which are not known here."
    case .notEvaluated(let policy, let field):
      "It depends on \(field) of \(policy), which is not evaluated here."
    case .malformed(let policy, let field):
      "What \(policy) does is not known, because \(field) cannot be read."
    case .tie(let first, let second):
      "\(first) and \(second) have the same priority and disagree, which leaves the answer open."
    }
  }
}
