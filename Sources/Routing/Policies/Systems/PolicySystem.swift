package import Topology

/// Reads the policies of one system, beside the NetworkPolicies of Kubernetes.
///
/// One folder and one registry line for each.
package protocol PolicySystem: Sendable {
  /// The name that its makers use.
  var name: String { get }
  /// The kinds that it reads.
  var kinds: [ResourceKind] { get }
  /// Who enforces its policies.
  var layer: PolicyLayer { get }
  /// What the system refuses of one of its policies.
  func problems(of resource: GenericResource) -> [PolicyProblem]
  /// Reads all its policies.
  func book(of inventory: Inventory) -> any PolicyBook
}

/// Who enforces policies.
package enum PolicyLayer: Hashable, Sendable {
  /// The network plugin, which puts the policies of all systems of this layer in one order.
  case network
  /// The proxy of a mesh beside each pod, which judges what the network has let through.
  case proxy
}

/// The policies of one system in a cluster.
package protocol PolicyBook: Sendable {
  /// The objects that it was read from, which may decide.
  var policies: [ObjectReference] { get }
  /// What its system refuses or cannot read.
  var defects: [PolicyDefect] { get }
  /// Policies that are about more than pods, which is not looked at.
  var unevaluated: [ObjectReference] { get }
  /// What its policies say of one end of a connection.
  func tiers(for flow: PolicyFlow) -> [PolicyTier]
}

extension PolicyBook {
  /// None.
  package var unevaluated: [ObjectReference] { [] }
}

/// Something of a policy that its system refuses.
package struct PolicyDefect: Hashable, Sendable {
  package let policy: ObjectReference
  package let problem: PolicyProblem
}

/// The registry: one line a system.
package enum PolicySystems {
  package static let all: [any PolicySystem] = [
    CalicoPolicies(),
    CiliumPolicies(),
    AdminPolicies(),
    IstioPolicies(),
    LinkerdPolicies(),
  ]

  /// The kinds that are listed for the policies of all systems; of one that two groups serve, the one to prefer first.
  package static let kinds: [ResourceKind] = all.flatMap(\.kinds)
}

extension ResourceKind {
  /// A kind of policies, or of what they refer to.
  static func ofPolicies(
    _ apiVersion: String, _ kind: String, isNamespaced: Bool = true
  ) -> ResourceKind {
    let parts = apiVersion.split(separator: "/").map(String.init)
    let lower = kind.lowercased()
    return ResourceKind(
      group: parts[0], version: parts[1], kind: kind,
      plural: lower.hasSuffix("y") ? "\(lower.dropLast())ies" : "\(lower)s",
      isNamespaced: isNamespaced)
  }
}
