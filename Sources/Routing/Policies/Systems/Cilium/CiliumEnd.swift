import Topology

/// What rules of Cilium see of a connection.
struct CiliumEnd {
  static let namespaceLabel = "io.kubernetes.pod.namespace"
  static let namespaceLabels = "io.cilium.k8s.namespace.labels."
  static let entities: Set<String> = [
    "host", "remote-node", "kube-apiserver", "ingress", "cluster", "init", "health", "unmanaged",
    "world", "world-ipv4", "world-ipv6", "none", "all",
  ]

  let flow: PolicyFlow

  private var inventory: Inventory { flow.inventory }

  /// Whether a pod is selected.
  func match(_ selector: CiliumPolicy.Selector, _ pod: Pod) -> PolicyMatch {
    if let namespace = selector.namespace, namespace != pod.metadata.namespace { return .no }
    return selector.labels.match { label($0, of: pod) }
  }

  private func label(_ key: String, of pod: Pod) -> PolicyProperty {
    let namespace = pod.metadata.namespace
    switch key {
    case Self.namespaceLabel: return .value(namespace)
    case "io.cilium.k8s.policy.serviceaccount": return inventory.serviceAccount(of: pod)
    case "io.cilium.k8s.policy.cluster": return cluster
    default: break
    }
    if key.hasPrefix("reserved:") { return .none }
    if key.hasPrefix(Self.namespaceLabels) {
      return inventory.label(
        String(key.dropFirst(Self.namespaceLabels.count)), ofNamespace: namespace)
    }
    return pod.metadata.labels[key].map(PolicyProperty.value) ?? .none
  }

  /// The name of the cluster, `default` unless it is set.
  private var cluster: PolicyProperty {
    let map = inventory.object("ConfigMap", NamespacedName("kube-system", "cilium-config"))
    return .value(map?.object["data"]["cluster-name"].string ?? "default")
  }

  /// Whether a clause matches, whatever the request.
  func match(_ clause: CiliumPolicy.Clause, of policy: CiliumPolicy) -> PolicyMatch {
    .any(clause.parts.lazy.map { match($0, of: policy) })
  }

  /// Whether a part of a clause matches, whatever the request.
  func match(_ part: CiliumPolicy.Part, of policy: CiliumPolicy) -> PolicyMatch {
    let ports = part.ports
    let isPort = ports?.ports.map { $0.contains(where: isWanted) } ?? true
    let peer = part.peers.map { peers in
      PolicyMatch.any(peers.lazy.map { match($0, of: policy) })
    }
    let known = PolicyMatch(isPort) && (peer ?? .yes)
    guard known != .no, let field = ports?.unevaluated else { return known }
    return known && .unknown(.notEvaluated(policy.reference, field))
  }

  private func isWanted(_ port: CiliumPolicy.Port) -> Bool {
    switch port {
    case .numbers(let range, let transport):
      range.contains(flow.port) && transport ?? flow.transport == flow.transport
    case .name(let name, let transport):
      flow.hasPort(named: name) && transport ?? flow.transport == flow.transport
    }
  }

  private func match(_ peer: CiliumPolicy.Peer, of policy: CiliumPolicy) -> PolicyMatch {
    switch peer {
    case .entity(let name): return entity(name)
    case .unevaluated(let field): return .unknown(.notEvaluated(policy.reference, field))
    case .names(let field):
      return flow.peerPod != nil ? .no : .unknown(.notEvaluated(policy.reference, field))
    case .block(let block): return self.block(block, of: policy)
    case .endpoints(let selector):
      switch flow.peer {
      case .pod(let pod):
        return inventory.usesHostNetwork(pod) ? .no : match(selector, pod)
      case .anybody: return .unknown(.anybody)
      case .address, .client, .node: return reserved(selector)
      }
    }
  }

  /// A selector of what is no pod: `reserved:world`.
  private func reserved(_ selector: CiliumPolicy.Selector) -> PolicyMatch {
    let keys = selector.labels.labels.keys + selector.labels.expressions.map(\.key)
    guard let key = keys.first, keys.count == 1, key.hasPrefix("reserved:") else { return .no }
    return entity(String(key.dropFirst("reserved:".count)))
  }

  /// Blocks are never about pods or nodes, whose identity goes before their address.
  private func block(_ block: CiliumPolicy.Block, of policy: CiliumPolicy) -> PolicyMatch {
    switch flow.peer {
    case .pod: return .no
    case .address where flow.peerNode != nil: return .no
    case .anybody: return .unknown(.anybody)
    case .node: return .unknown(.nodeAddress)
    case .address, .client: break
    }
    guard let whole = block.block else {
      return .unknown(.notEvaluated(policy.reference, "cidrGroupRef"))
    }
    return flow.match(whole, flow.peer) && !.any(block.except.map { flow.match($0, flow.peer) })
  }
}

extension CiliumEnd {
  /// Whether the other end is what Cilium calls by this name.
  func entity(_ name: String) -> PolicyMatch {
    switch name {
    case "all": return .yes
    case "none": return .no
    default: break
    }
    switch flow.peer {
    case .anybody: return .unknown(.anybody)
    case .node: return .unknown(.nodeAddress)
    case .client: return world(name, nil)
    case .address(let address):
      guard let node = flow.peerNode else { return world(name, address.family) }
      return host(name, on: node)
    case .pod(let pod):
      return inventory.usesHostNetwork(pod)
        ? host(name, on: pod.node) : PolicyMatch(name == "cluster")
    }
  }

  private func world(_ name: String, _ family: IPAddress.Family?) -> PolicyMatch {
    switch name {
    case "world": .yes
    case "world-ipv4", "world-ipv6":
      family.map { PolicyMatch(($0 == .v4) == (name == "world-ipv4")) } ?? .unknown(.clientAddress)
    case "kube-apiserver": .unknown(.clientAddress)
    default: .no
    }
  }

  private func host(_ name: String, on node: String) -> PolicyMatch {
    switch name {
    case "cluster": .yes
    case "host": PolicyMatch(node == flow.pod.node)
    case "remote-node": PolicyMatch(node != flow.pod.node)
    case "kube-apiserver": .unknown(.nodeAddress)
    default: .no
    }
  }

  /// Whether the request is what a rule for HTTP asks for.
  func match(_ wanted: CiliumPolicy.Request, of policy: CiliumPolicy) -> PolicyMatch {
    guard let request = flow.request else { return .unknown(.request) }
    func match(_ pattern: PolicyPattern?, _ value: String?) -> PolicyMatch {
      guard let pattern else { return .yes }
      guard let value else { return .unknown(.request) }
      return pattern.matches(value).map { PolicyMatch($0) }
        ?? .unknown(.notEvaluated(policy.reference, pattern.text))
    }
    let headers = wanted.headers.map { header in
      let parts = header.split(separator: ":", maxSplits: 1).map {
        String($0).trimmingBlanks
      }
      let value = request.headers[parts.first?.lowercased() ?? ""]
      return PolicyMatch(parts.count == 2 ? value == parts[1] : value != nil)
    }
    let known = PolicyMatch.all(
      [
        match(wanted.method, request.method), match(wanted.path, request.path),
        match(wanted.host, request.host),
      ] + headers)
    guard known != .no, let field = wanted.unevaluated else { return known }
    return known && .unknown(.notEvaluated(policy.reference, field))
  }
}

extension String {
  /// Without blanks at both ends.
  var trimmingBlanks: String {
    var rest = self[...].drop { $0 == " " || $0 == "\t" }
    while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
    return String(rest)
  }
}
