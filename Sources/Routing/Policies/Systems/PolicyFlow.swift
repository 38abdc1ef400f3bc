import Language
package import Topology

/// One end of a connection, about which the policies of a system are asked.
package struct PolicyFlow: Sendable {
  /// The other end, as the pod sees it.
  package enum Peer: Hashable, Sendable {
    case pod(Pod)
    /// An address that is no pod's.
    case address(IPAddress)
    /// A client outside of the cluster whose address is not known, but arrives unchanged.
    case client
    /// A client outside in whose place a node's address may arrive.
    case node
    /// Nobody in particular.
    case anybody
  }

  /// What is asked for by HTTP, as the pod receives it.
  package struct Request: Hashable, Sendable {
    package let method: String
    /// nil where a route changes it in a way that is not known.
    package let path: String?
    package let host: String
    /// By their names in small letters.
    package let headers: [String: String]

    package init(method: String, path: String?, host: String, headers: [String: String] = [:]) {
      self.method = method
      self.path = path
      self.host = host
      self.headers = headers
    }
  }

  package let inventory: Inventory
  /// The pod whose policies are asked.
  package let pod: Pod
  package let peer: Peer
  package let direction: NetworkPolicy.Direction
  /// The port of the destination, after any Service translated it.
  package let port: Int
  package let transport: TransportProtocol
  /// nil for a connection of which no more is known.
  package let request: Request?
  /// Whether the objects are manifests, to which no cluster has added anything.
  package let isPlanned: Bool
  /// The node whose address is at the other end; nil where none has it.
  let peerNode: String?

  package init(
    _ inventory: Inventory, _ direction: NetworkPolicy.Direction, of pod: Pod, with peer: Peer,
    port: Int, transport: TransportProtocol = .tcp, request: Request? = nil, isPlanned: Bool = false
  ) {
    self.inventory = inventory
    self.direction = direction
    self.pod = pod
    self.peer = peer
    self.port = port
    self.transport = transport
    self.request = request
    self.isPlanned = isPlanned
    if case .address(let address) = peer {
      peerNode = inventory.node(withAddress: address)?.metadata.name
    } else {
      peerNode = nil
    }
  }

  /// The pod that is connected to; nil when it is none.
  var destination: Pod? { direction == .ingress ? pod : peerPod }

  /// The pod at the other end.
  var peerPod: Pod? { if case .pod(let other) = peer { other } else { nil } }

  /// The pod's own end as a peer, for rules that state both ends.
  var own: Peer { .pod(pod) }

  /// Whether one of the addresses of an end is in a block.
  func match(_ block: CIDRBlock, _ end: Peer) -> PolicyMatch {
    switch end {
    case .address(let address): return PolicyMatch(block.contains(address))
    case .pod(let other):
      let addresses = other.addresses.compactMap { IPAddress($0) }
      guard !addresses.isEmpty else { return .unknown(.noAddress(other.metadata.key)) }
      return PolicyMatch(addresses.contains(where: block.contains))
    case .client, .node, .anybody:
      let families = Set(pod.addresses.compactMap { IPAddress($0)?.family })
      guard families.isEmpty || families.contains(block.family) else { return .no }
      if block.isEverything, families == [block.family] { return .yes }
      return .unknown(end == .anybody ? .anybody : .clientAddress)
    }
  }

  /// Whether the destination has a port of this name at the number that is asked for.
  func hasPort(named name: String) -> Bool {
    destination?.ports.contains {
      $0.name == name && $0.transport == transport && $0.number == port
    } ?? false
  }

  /// Why a denial by the network would not be certain, whatever the policies say.
  var undefined: PolicyUncertainty? {
    if inventory.usesHostNetwork(pod) { return .hostNetwork(pod.metadata.key) }
    if case .pod(let other) = peer, other.metadata.key == pod.metadata.key { return .loopback }
    return peer == .node ? .nodeAddress : nil
  }

  /// Whether the other end shares the network of the pod's own node, which may always connect to it.
  var isOwnNode: Bool {
    guard case .pod(let other) = peer, other.metadata.key != pod.metadata.key else { return false }
    return !pod.node.isEmpty && other.node == pod.node && inventory.usesHostNetwork(other)
  }
}

/// What is known of a label or another property.
enum PolicyProperty: Hashable, Sendable {
  case value(String)
  case none
  case unknown(PolicyUncertainty)

  /// Whether its value is as wanted; what is not there has none.
  func match(_ isWanted: (String) -> Bool) -> PolicyMatch {
    switch self {
    case .value(let value): PolicyMatch(isWanted(value))
    case .none: .no
    case .unknown(let reason): .unknown(reason)
    }
  }
}

extension PolicyMatch {
  /// The contrary.
  static prefix func ! (match: Self) -> Self {
    switch match {
    case .yes: .no
    case .no: .yes
    case .unknown: match
    }
  }

  /// All of several.
  static func all(_ matches: some Sequence<Self>) -> Self {
    var worst = Self.yes
    for match in matches {
      if match == .no { return .no }
      if worst == .yes { worst = match }
    }
    return worst
  }
}

extension LabelSelector {
  /// Whether properties meet it, as far as they are known.
  func match(_ look: (String) -> PolicyProperty) -> PolicyMatch {
    let pairs = labels.sorted { $0.key < $1.key }.map { key, value in
      look(key).match { $0 == value }
    }
    return .all(
      pairs
        + expressions.map { requirement in
          let values = Set(requirement.values)
          return switch requirement.comparison {
          case .isIn: look(requirement.key).match(values.contains)
          case .isNotIn: !look(requirement.key).match(values.contains)
          case .exists: look(requirement.key).match { _ in true }
          case .doesNotExist: !look(requirement.key).match { _ in true }
          }
        })
  }
}

extension Inventory {
  /// The account of a pod; unknown for one whose workload is not.
  func serviceAccount(of pod: Pod) -> PolicyProperty {
    workload(of: pod)?.template.serviceAccount.map(PolicyProperty.value)
      ?? .unknown(.serviceAccount(pod.metadata.key))
  }

  /// A label of a namespace.
  func label(_ key: String, ofNamespace name: String) -> PolicyProperty {
    let namespace = PolicyNamespace(name, in: self)
    if let value = namespace.labels[key] { return .value(value) }
    return namespace.isKnown ? .none : .unknown(.namespaceLabels(name))
  }
}
