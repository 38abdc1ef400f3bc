import Topology

/// A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy.
struct CiliumPolicy: Sendable {
  /// Endpoints by their labels.
  struct Selector: Hashable, Sendable {
    /// The keys without `k8s:` and `any:`.
    var labels: LabelSelector
    /// A namespace that pods must be in, because the selector says nothing of namespaces.
    var namespace: String?
  }

  /// Addresses with exceptions, or a group of which nothing is known here.
  struct Block: Hashable, Sendable {
    var block: CIDRBlock?
    var except: [CIDRBlock] = []
  }

  enum Peer: Hashable, Sendable {
    case endpoints(Selector)
    case block(Block)
    case entity(String)
    /// A field that is not looked at.
    case unevaluated(String)
    /// A field that is never about pods.
    case names(String)
  }

  enum Port: Hashable, Sendable {
    /// nil stands for any protocol.
    case numbers(ClosedRange<Int>, TransportProtocol?)
    case name(String, TransportProtocol?)
  }

  /// One rule for HTTP; what is nil is not asked for.
  struct Request: Hashable, Sendable {
    var method: PolicyPattern?
    var path: PolicyPattern?
    var host: PolicyPattern?
    /// `Name: value`, or only a name.
    var headers: [String] = []
    /// A field that is not looked at.
    var unevaluated: String?
  }

  struct Ports: Hashable, Sendable {
    /// nil for every port.
    var ports: [Port]?
    /// nil where requests are not looked at.
    var requests: [Request]?
    /// A field that is not looked at.
    var unevaluated: String?
  }

  /// One element of `ingress`, `egress`, `ingressDeny` or `egressDeny`.
  struct Clause: Sendable {
    /// Where it stands: `spec.ingress[0]`.
    let field: String
    /// nil for everybody, empty for nobody.
    var peers: [Peer]?
    /// nil for every port, empty for none.
    var ports: [Ports]?

    /// The clause for each part of its ports.
    var parts: [Part] {
      guard let ports else { return [Part(field: field, peers: peers, ports: nil)] }
      return ports.map { Part(field: field, peers: peers, ports: $0) }
    }
  }

  /// A clause with one part of its ports.
  struct Part: Sendable {
    let field: String
    let peers: [Peer]?
    let ports: Ports?
  }

  struct Rule: Sendable {
    /// nil for what is no pod, or cannot be read.
    var selector: Selector?
    var isOfHosts = false
    var ingress: [Clause] = []
    var ingressDeny: [Clause] = []
    var egress: [Clause] = []
    var egressDeny: [Clause] = []
    var hasIngress = false
    var hasEgress = false
    var isolatesIngress = false
    var isolatesEgress = false
  }

  let reference: ObjectReference
  /// Empty for a cluster-wide one.
  let namespace: String
  let rules: [Rule]
  let problems: [PolicyProblem]
  /// Whether Cilium itself says that it does not take it.
  let isRefused: Bool

  var isOfHosts: Bool { rules.contains(where: \.isOfHosts) }

  init(_ resource: GenericResource) {
    reference = resource.reference
    namespace = resource.metadata.namespace
    var reader = CiliumReader(namespace: namespace)
    rules = reader.rules(resource.object)
    problems = reader.problems
    isRefused = resource.object["status"]["conditions"].array.contains {
      $0["type"].string == "Valid" && $0["status"].string == "False"
    }
  }
}
