import Language
import Topology

/// An AdminNetworkPolicy or the BaselineAdminNetworkPolicy.
struct AdminPolicy: Sendable {
  /// Pods of namespaces, all of them or some.
  struct Pods: Hashable, Sendable {
    let namespaces: LabelSelector
    let pods: LabelSelector?

    func match(_ pod: Pod, _ flow: PolicyFlow) -> PolicyMatch {
      PolicyMatch(pods?.matches(pod.metadata.labels) ?? true)
        && namespaces.match(PolicyNamespace(pod.metadata.namespace, in: flow.inventory))
    }
  }

  enum Peer: Hashable, Sendable {
    case pods(Pods)
    case networks([CIDRBlock])
    /// A field that is not looked at.
    case unevaluated(String)
  }

  enum Port: Hashable, Sendable {
    case numbers(ClosedRange<Int>, TransportProtocol)
    case name(String)
  }

  struct Rule: Sendable {
    var action: PolicyTier.Action
    var peers: [Peer]
    /// nil for every port.
    var ports: [Port]?
  }

  let reference: ObjectReference
  let isBaseline: Bool
  let priority: Double
  /// nil when it cannot be read.
  let subject: Pods?
  let ingress: [Rule]
  let egress: [Rule]
  let problems: [PolicyProblem]

  init(_ resource: GenericResource) {
    reference = resource.reference
    isBaseline = resource.kind.kind == "BaselineAdminNetworkPolicy"
    let spec = resource.object["spec"]
    var reader = AdminReader(isBaseline: isBaseline)
    priority = reader.priority(spec["priority"])
    subject = reader.pods(spec["subject"], "spec.subject")
    ingress = reader.rules(spec["ingress"], .ingress)
    egress = reader.rules(spec["egress"], .egress)
    problems = reader.problems
  }

  func rules(_ direction: NetworkPolicy.Direction) -> [Rule] {
    direction == .ingress ? ingress : egress
  }
}

extension AdminPolicy.Rule {
  func match(_ flow: PolicyFlow, of policy: ObjectReference) -> PolicyMatch {
    let isPort =
      ports.map { ports in
        ports.contains { port in
          switch port {
          case .numbers(let range, let transport):
            transport == flow.transport && range.contains(flow.port)
          case .name(let name): flow.hasPort(named: name)
          }
        }
      } ?? true
    return PolicyMatch(isPort) && .any(peers.lazy.map { match($0, flow, policy) })
  }

  private func match(
    _ peer: AdminPolicy.Peer, _ flow: PolicyFlow, _ policy: ObjectReference
  ) -> PolicyMatch {
    switch peer {
    case .networks(let blocks): return .any(blocks.map { flow.match($0, flow.peer) })
    case .unevaluated(let field): return .unknown(.notEvaluated(policy, field))
    case .pods(let pods):
      switch flow.peer {
      case .anybody: return .unknown(.anybody)
      case .address, .client, .node: return .no
      case .pod(let other):
        let match = pods.match(other, flow)
        guard match != .no, flow.inventory.usesHostNetwork(other) else { return match }
        return .unknown(.hostNetwork(other.metadata.key))
      }
    }
  }
}

/// Reads such policies and notes what the API refuses (`apis/v1alpha1/adminnetworkpolicy_types.go`).
struct AdminReader {
  let isBaseline: Bool
  private(set) var problems: [PolicyProblem] = []

  init(isBaseline: Bool) { self.isBaseline = isBaseline }

  private mutating func note(_ field: String, _ sentence: Message) {
    problems.append(PolicyProblem(field: field, sentence: sentence))
  }

  mutating func priority(_ value: JSONValue) -> Double {
    guard !isBaseline else { return 0 }
    guard let number = value.integer, (0...1000).contains(number) else {
      note("spec.priority", "The priority is a number from 0 to 1000.")
      return 0
    }
    return Double(number)
  }

  mutating func pods(_ value: JSONValue, _ field: String) -> AdminPolicy.Pods? {
    let namespaces = value["namespaces"]
    let pods = value["pods"]
    guard namespaces.isNull != pods.isNull else {
      note(field, "It needs one of namespaces and pods.")
      return nil
    }
    if pods.isNull {
      return LabelSelector(strict: namespaces).map { AdminPolicy.Pods(namespaces: $0, pods: nil) }
        ?? refused("\(field).namespaces")
    }
    guard let home = LabelSelector(strict: pods["namespaceSelector"]),
      let own = LabelSelector(strict: pods["podSelector"])
    else { return refused("\(field).pods") }
    return AdminPolicy.Pods(namespaces: home, pods: own)
  }

  private mutating func refused(_ field: String) -> AdminPolicy.Pods? {
    note(field, "The selector is none that the API takes.")
    return nil
  }

  private mutating func list(_ value: JSONValue, _ field: String) -> [JSONValue] {
    if !value.isNull, !value.isArray { note(field, "It is no list.") }
    return value.array
  }

  mutating func rules(
    _ value: JSONValue, _ direction: NetworkPolicy.Direction
  ) -> [AdminPolicy.Rule] {
    let field = "spec.\(direction.rawValue)"
    return list(value, field).enumerated().map { index, rule in
      let place = "\(field)[\(index)]"
      let actions: [String: PolicyTier.Action] =
        isBaseline
        ? ["Allow": .allow, "Deny": .deny] : ["Allow": .allow, "Deny": .deny, "Pass": .pass]
      let action = actions[rule["action"].string ?? ""]
      if action == nil { note("\(place).action", "The action is none of Allow, Deny and Pass.") }
      let peers = list(rule[direction.peerField], "\(place).\(direction.peerField)")
      if peers.isEmpty { note(place, "The rule has no peer.") }
      return AdminPolicy.Rule(
        action: action ?? .doubt,
        peers: peers.enumerated().compactMap { number, peer in
          self.peer(peer, "\(place).\(direction.peerField)[\(number)]")
        }, ports: ports(rule["ports"], "\(place).ports"))
    }
  }

  private mutating func peer(_ value: JSONValue, _ field: String) -> AdminPolicy.Peer? {
    for name in ["nodes", "domainNames"] where !value[name].isNull {
      return .unevaluated("\(field).\(name)")
    }
    guard value["networks"].isNull else {
      let blocks = list(value["networks"], "\(field).networks").map {
        $0.string.flatMap(CIDRBlock.init)
      }
      if blocks.contains(nil) || blocks.isEmpty {
        note("\(field).networks", "It is no block of addresses such as 192.0.2.0/24.")
      }
      return .networks(blocks.compactMap(\.self))
    }
    return pods(value, field).map(AdminPolicy.Peer.pods)
  }

  private mutating func ports(_ value: JSONValue, _ field: String) -> [AdminPolicy.Port]? {
    guard !list(value, field).isEmpty else { return nil }
    var ports: [AdminPolicy.Port] = []
    for (index, port) in value.array.enumerated() {
      if let name = port["namedPort"].string {
        ports.append(.name(name))
        continue
      }
      let number = port["portNumber"]
      let range = port["portRange"]
      let one = number.isNull ? range : number
      let low = number.isNull ? range["start"].integer : number["port"].integer
      let high = number.isNull ? range["end"].integer : low
      let transport = one["protocol"].isNull ? "TCP" : one["protocol"].string ?? ""
      guard let low, let high, low <= high, (1...65_535).contains(low),
        (1...65_535).contains(high), let transport = TransportProtocol(rawValue: transport)
      else {
        note("\(field)[\(index)]", "It is neither a port with a protocol, nor a range, nor a name.")
        continue
      }
      ports.append(.numbers(low...high, transport))
    }
    return ports
  }
}
