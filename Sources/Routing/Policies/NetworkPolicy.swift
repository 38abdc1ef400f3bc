package import Topology

/// A NetworkPolicy of `networking.k8s.io/v1` after the API's defaulting.
package struct NetworkPolicy: Hashable, Sendable {
  /// The two directions, which are judged apart.
  package enum Direction: String, Hashable, Sendable, CaseIterable {
    case ingress, egress

    /// As `spec.policyTypes` names it.
    package var type: String { self == .ingress ? "Ingress" : "Egress" }
    /// The field of a rule's peers.
    package var peerField: String { self == .ingress ? "from" : "to" }
  }

  /// Whom a rule admits.
  package enum Peer: Hashable, Sendable {
    /// Pods: without `namespaces` those of the policy's own namespace, without `pods` all of them.
    case pods(namespaces: LabelSelector?, pods: LabelSelector?)
    /// Addresses in a block, without those of the exceptions.
    case block(CIDRBlock, except: [CIDRBlock])
    /// What the API refuses: it matches nobody.
    case invalid
  }

  /// Which ports of the destination a rule admits.
  package enum Port: Hashable, Sendable {
    case all(TransportProtocol)
    case numbers(ClosedRange<Int>, TransportProtocol)
    /// A name of a container port, looked up on the destination pod.
    case name(String, TransportProtocol)
    /// What the API refuses: it matches no port.
    case invalid
  }

  /// One rule of a direction.
  package struct Rule: Hashable, Sendable {
    /// Empty means everyone.
    package var peers: [Peer]
    /// Empty means every port.
    package var ports: [Port]

    /// Whether it admits everything.
    package var isEverything: Bool { peers.isEmpty && ports.isEmpty }
  }

  package let name: NamespacedName
  /// nil when it cannot be read: the policy then selects nothing.
  package let selector: LabelSelector?
  package let types: Set<Direction>
  package let ingress: [Rule]
  package let egress: [Rule]
  /// What the API refuses, in the order of the fields.
  package let problems: [PolicyProblem]

  /// Reads an object of kind NetworkPolicy.
  package init(_ object: JSONValue) {
    let spec = object["spec"]
    var reader = PolicyReader()
    name = Metadata(object).key
    selector = reader.selector(spec)
    types = reader.types(spec)
    ingress = reader.rules(spec, .ingress)
    egress = reader.rules(spec, .egress)
    problems = reader.problems
  }

  package var reference: ObjectReference { ObjectReference("NetworkPolicy", name) }

  /// The rules of a direction; they count only when the policy has the direction's type.
  package func rules(_ direction: Direction) -> [Rule] {
    direction == .ingress ? ingress : egress
  }

  /// Whether it isolates pods with these labels, of its own namespace, in a direction.
  package func isolates(_ labels: [String: String], _ direction: Direction) -> Bool {
    types.contains(direction) && selects(labels)
  }

  /// Whether it is about pods with these labels, of its own namespace.
  package func selects(_ labels: [String: String]) -> Bool {
    selector?.matches(labels) ?? false
  }
}
