import Topology

/// One end of a connection as rules of Calico see it.
struct CalicoEnd {
  let flow: PolicyFlow
  let sets: [CalicoBook.NetworkSet]
  let peer: PolicyFlow.Peer

  private var inventory: Inventory { flow.inventory }

  /// Whether a policy is about it; its namespace is looked at before.
  func applies(_ policy: CalicoPolicy) -> PolicyMatch {
    guard let pod else { return .no }
    return .all([
      policy.namespaces?.match(isGlobal: false) { label($0, ofNamespace: pod.metadata.namespace) }
        ?? .yes,
      policy.selector.match(isGlobal: false) { label($0, of: pod) },
      policy.accounts?.match(isGlobal: false) { label($0, ofAccountOf: pod) } ?? .yes,
    ])
  }

  private var pod: Pod? { if case .pod(let pod) = peer { pod } else { nil } }

  /// Whether it is what a side of a rule asks for, apart from ports.
  func match(_ side: CalicoPolicy.Side, of policy: CalicoPolicy) -> PolicyMatch {
    .all([
      side.hasSelector ? selected(side, policy) : .yes,
      side.notSelector.map { !labels($0) } ?? .yes,
      side.nets.map { nets in .any(nets.map { flow.match($0, peer) }) } ?? .yes,
      !.any(side.notNets.map { flow.match($0, peer) }),
      side.service.map { isBehind($0, policy) } ?? .yes,
    ])
  }

  /// Pods, and addresses of network sets, that selectors find.
  ///
  /// In a namespace a selector alone is about what is in it; a global policy's is about everything.
  private func selected(_ side: CalicoPolicy.Side, _ policy: CalicoPolicy) -> PolicyMatch {
    let ofSets = sets.compactMap { set -> PolicyMatch? in
      guard side.accounts == nil else { return nil }
      let isGlobal = set.namespace.isEmpty
      let place: PolicyMatch
      if let namespaces = side.namespaces {
        place = namespaces.match(isGlobal: isGlobal) {
          isGlobal ? .none : label($0, ofNamespace: set.namespace)
        }
      } else {
        place = PolicyMatch(policy.namespace.isEmpty || set.namespace == policy.namespace)
      }
      let isWanted =
        place
        && (side.selector?.match(isGlobal: isGlobal) { self.label($0, of: set) } ?? .yes)
      return isWanted == .no ? nil : isWanted && .any(set.blocks.map { flow.match($0, peer) })
    }
    return .any([ofPods(side, policy)] + ofSets)
  }

  private func ofPods(_ side: CalicoPolicy.Side, _ policy: CalicoPolicy) -> PolicyMatch {
    switch peer {
    case .anybody: return .unknown(.anybody)
    case .address, .client, .node: return .no
    case .pod(let pod):
      let namespace = pod.metadata.namespace
      let place =
        side.namespaces?.match(isGlobal: false) { label($0, ofNamespace: namespace) }
        ?? PolicyMatch(policy.namespace.isEmpty || namespace == policy.namespace)
      let match = PolicyMatch.all([
        place, side.selector?.match(isGlobal: false) { label($0, of: pod) } ?? .yes,
        side.accounts.map { accounts($0, pod) } ?? .yes,
      ])
      guard match != .no, inventory.usesHostNetwork(pod) else { return match }
      return .unknown(.hostNetwork(pod.metadata.key))
    }
  }

  private func accounts(
    _ wanted: (names: Set<String>, selector: CalicoSelector?), _ pod: Pod
  ) -> PolicyMatch {
    let isNamed =
      wanted.names.isEmpty
      ? .yes : inventory.serviceAccount(of: pod).match(wanted.names.contains)
    return isNamed
      && (wanted.selector?.match(isGlobal: false) { label($0, ofAccountOf: pod) } ?? .yes)
  }

  private func labels(_ selector: CalicoSelector) -> PolicyMatch {
    switch peer {
    case .pod(let pod): selector.match(isGlobal: false) { label($0, of: pod) }
    case .anybody: .unknown(.anybody)
    case .address, .client, .node: .no
    }
  }

  /// Whether it is an endpoint of a Service.
  private func isBehind(_ service: NamespacedName, _ policy: CalicoPolicy) -> PolicyMatch {
    guard let pod else { return peer == .anybody ? .unknown(.anybody) : .no }
    let name = NamespacedName(
      service.namespace.isEmpty ? policy.namespace : service.namespace, service.name)
    return PolicyMatch(
      inventory.slices(of: name).contains { slice in
        slice.endpoints.contains { $0.pod == pod.metadata.key }
          && slice.ports.contains { $0.number == flow.port }
      })
  }

  /// Whether the port of the destination is what a side asks for.
  func hasPort(_ side: CalicoPolicy.Side) -> Bool {
    (side.ports?.contains(where: isPort) ?? true) && !side.notPorts.contains(where: isPort)
  }

  private func isPort(_ port: CalicoPolicy.Port) -> Bool {
    switch port {
    case .numbers(let range): range.contains(flow.port)
    case .name(let name): flow.hasPort(named: name)
    }
  }

  /// Ports of the source, which are chosen anew for each connection.
  func sourcePorts(_ side: CalicoPolicy.Side, of policy: CalicoPolicy) -> PolicyMatch {
    guard side.ports != nil || !side.notPorts.isEmpty else { return .yes }
    return .unknown(.notEvaluated(policy.reference, "source.ports"))
  }
}

extension CalicoEnd {
  /// A label of a pod, also those that Calico gives it.
  private func label(_ key: String, of pod: Pod) -> PolicyProperty {
    switch key {
    case "projectcalico.org/namespace": return .value(pod.metadata.namespace)
    case "projectcalico.org/orchestrator": return .value("k8s")
    case "projectcalico.org/serviceaccount": return inventory.serviceAccount(of: pod)
    default: break
    }
    if key.hasPrefix("pcns.") {
      return label(String(key.dropFirst(5)), ofNamespace: pod.metadata.namespace)
    }
    if key.hasPrefix("pcsa.") { return label(String(key.dropFirst(5)), ofAccountOf: pod) }
    return pod.metadata.labels[key].map(PolicyProperty.value) ?? .none
  }

  private func label(_ key: String, of set: CalicoBook.NetworkSet) -> PolicyProperty {
    if key.hasPrefix("pcns."), !set.namespace.isEmpty {
      return label(String(key.dropFirst(5)), ofNamespace: set.namespace)
    }
    return set.labels[key].map(PolicyProperty.value) ?? .none
  }

  private func label(_ key: String, ofNamespace name: String) -> PolicyProperty {
    key == "projectcalico.org/name" ? .value(name) : inventory.label(key, ofNamespace: name)
  }

  /// Labels of accounts are not known, only the name that Calico makes one.
  private func label(_ key: String, ofAccountOf pod: Pod) -> PolicyProperty {
    key == "projectcalico.org/name"
      ? inventory.serviceAccount(of: pod) : .unknown(.serviceAccount(pod.metadata.key))
  }
}
