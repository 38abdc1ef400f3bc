import Language
package import Topology

/// One question: whether a pod, in one direction, may talk to a peer.
struct PolicyQuestion {
  let inventory: Inventory
  /// The pod whose policies are asked.
  let pod: Pod
  let peer: PolicyPeer
  let direction: NetworkPolicy.Direction
  /// The port of the destination pod, after any Service translated it.
  let port: Int
  let transport: TransportProtocol

  /// The pod that is connected to; nil when the destination is none.
  private var destination: Pod? {
    if direction == .ingress { return pod }
    if case .pod(let other) = peer { return other }
    return nil
  }

  /// The answer of the policies that isolate the pod.
  func answer(_ isolating: [NetworkPolicy]) -> PolicyHalf {
    guard !isolating.isEmpty else {
      return half(
        .notIsolated, isolating,
        sentence: direction == .ingress
          ? "No policy isolates pod \(pod.metadata.key) for ingress, so everything may come in."
          : "No policy isolates pod \(pod.metadata.key) for egress, so it may connect to everything."
      )
    }
    if isOwnNode {
      return half(
        .allowed, isolating,
        sentence: "What comes from a pod's own node, or goes to it, is always allowed.")
    }
    var uncertainty: PolicyUncertainty?
    for policy in isolating {
      for (index, rule) in policy.rules(direction).enumerated() {
        switch match(rule, of: policy) {
        case .yes:
          return half(
            .allowed, isolating, policy.name, index,
            sentence: "Policy \(policy.name) allows it: \(field(index)).")
        case .unknown(let reason): uncertainty = uncertainty ?? reason
        case .no: break
        }
      }
    }
    if let reason = undefined ?? uncertainty {
      return half(.unknown, isolating, sentence: reason.sentence)
    }
    return denied(isolating)
  }

  private func field(_ rule: Int) -> String { "spec.\(direction.rawValue)[\(rule)]" }

  private func half(
    _ outcome: PolicyHalf.Outcome, _ isolating: [NetworkPolicy], _ policy: NamespacedName? = nil,
    _ rule: Int? = nil, failure: PolicyHalf.Part? = nil, sentence: Message
  ) -> PolicyHalf {
    PolicyHalf(
      direction: direction, outcome: outcome, policy: policy, rule: rule, failure: failure,
      isolating: isolating.map(\.name), sentence: sentence)
  }

  /// Whether the peer shares the network of the pod's own node (network-policies.md: such traffic is always allowed).
  private var isOwnNode: Bool {
    guard case .pod(let other) = peer, other.metadata.key != pod.metadata.key else { return false }
    return !pod.node.isEmpty && other.node == pod.node && inventory.usesHostNetwork(other)
  }

  /// Why a denial would not be certain, whatever the rules say.
  private var undefined: PolicyUncertainty? {
    if inventory.usesHostNetwork(pod) { return .hostNetwork(pod.metadata.key) }
    if case .pod(let other) = peer, other.metadata.key == pod.metadata.key { return .loopback }
    return peer == .node ? .nodeAddress : nil
  }
}

extension PolicyQuestion {
  /// A rule matches when one of its peers and one of its ports do.
  private func match(_ rule: NetworkPolicy.Rule, of policy: NetworkPolicy) -> PolicyMatch {
    PolicyMatch(rule.admits(port, transport, on: destination)) && peers(of: rule, policy)
  }

  private func peers(of rule: NetworkPolicy.Rule, _ policy: NetworkPolicy) -> PolicyMatch {
    rule.peers.isEmpty ? .yes : .any(rule.peers.lazy.map { match($0, of: policy) })
  }

  private func match(_ wanted: NetworkPolicy.Peer, of policy: NetworkPolicy) -> PolicyMatch {
    switch wanted {
    case .invalid: return .no
    case .pods(let namespaces, let pods):
      guard case .pod(let other) = peer else { return .no }
      let own = other.metadata.namespace
      let isNamespace =
        namespaces.map { $0.match(PolicyNamespace(own, in: inventory)) }
        ?? PolicyMatch(own == policy.name.namespace)
      let isPod = PolicyMatch(pods?.matches(other.metadata.labels) ?? true)
      let match = isPod && isNamespace
      guard match != .no, inventory.usesHostNetwork(other) else { return match }
      return .unknown(.hostNetwork(other.metadata.key))
    case .block(let block, let except): return match(block, except: except)
    }
  }

  private func match(_ block: CIDRBlock, except: [CIDRBlock]) -> PolicyMatch {
    func holds(_ address: IPAddress) -> Bool {
      block.contains(address) && !except.contains { $0.contains(address) }
    }
    switch peer {
    case .address(let address): return PolicyMatch(holds(address))
    case .pod(let other):
      let addresses = other.addresses.compactMap { IPAddress($0) }
      guard !addresses.isEmpty else { return .unknown(.noAddress(other.metadata.key)) }
      return PolicyMatch(addresses.contains(where: holds))
    case .client, .node:
      // What the pod sees has the family of one of its own addresses.
      let families = Set(pod.addresses.compactMap { IPAddress($0)?.family })
      guard families.isEmpty || families.contains(block.family) else { return .no }
      return block.isEverything && except.isEmpty && families == [block.family]
        ? .yes : .unknown(.clientAddress)
    }
  }
}

extension PolicyQuestion {
  /// A rule that does not match, with how near it is.
  private struct Miss {
    let policy: NamespacedName
    let rule: Int?
    let part: PolicyHalf.Part
    let nearness: Int
  }

  private func denied(_ isolating: [NetworkPolicy]) -> PolicyHalf {
    var nearest: Miss?
    for policy in isolating {
      for miss in misses(of: policy) where miss.nearness > nearest?.nearness ?? -1 {
        nearest = miss
      }
    }
    return half(
      .denied, isolating, nearest?.policy, nearest?.rule, failure: nearest?.part,
      sentence: nearest.map(sentence) ?? "")
  }

  private func misses(of policy: NetworkPolicy) -> [Miss] {
    let rules = policy.rules(direction)
    guard !rules.isEmpty else {
      return [Miss(policy: policy.name, rule: nil, part: .noRule, nearness: 0)]
    }
    return rules.enumerated().map { index, rule in
      let hasPeer = peers(of: rule, policy) != .no
      let hasNumber = rule.ports.contains { $0.admitsNumber(port, on: destination) }
      let hasPort = rule.admits(port, transport, on: destination)
      let part: PolicyHalf.Part = hasPort ? .peer : hasNumber ? .transport : .port
      let nearness = (hasPeer ? 4 : 1) + (hasPort ? 2 : hasNumber ? 1 : 0)
      return Miss(
        policy: policy.name, rule: index, part: hasPeer ? part : .peer, nearness: nearness)
    }
  }

  private func sentence(_ miss: Miss) -> Message {
    let rule = miss.rule.map(field) ?? ""
    switch (miss.part, direction) {
    case (.noRule, .ingress):
      return "Policy \(miss.policy) isolates the pod and has no ingress rule, so nothing comes in."
    case (.noRule, .egress):
      return "Policy \(miss.policy) isolates the pod and has no egress rule, so nothing goes out."
    case (.peer, .ingress):
      return "Policy \(miss.policy) isolates the pod, and \(rule) does not admit this source."
    case (.peer, .egress):
      return "Policy \(miss.policy) isolates the pod, and \(rule) does not admit this destination."
    case (.port, _):
      return "Policy \(miss.policy) isolates the pod, and \(rule) does not admit port \(port)."
    case (.transport, _):
      return
        "Policy \(miss.policy) isolates the pod, and \(rule) admits port \(port), but not for \(transport.rawValue)."
    }
  }
}

extension Inventory {
  /// Whether a pod uses the network of its node: it has the node's address.
  ///
  /// Only the cluster can tell, since the specification of pods is not kept.
  package func usesHostNetwork(_ pod: Pod) -> Bool {
    guard let address = node(pod.node)?.internalAddress, !address.isEmpty else { return false }
    return pod.addresses.contains(address)
  }
}
