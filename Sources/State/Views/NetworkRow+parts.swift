import Diagnosis
import Language
import Topology

extension ClusterNetwork {
  /// Everything in lines: what does not fit first, then the whole cluster, then its parts.
  var rows: [NetworkRow] {
    let conflicts = conflicts.enumerated().map { index, conflict in
      NetworkRow(
        .conflict, .other("conflict/\(index)"), conflict.kind.words, conflict.says,
        health: conflict.isSevere ? .fault : .warning
      ).saying("objects", Self.list(conflict.objects.map(\.description)))
        .saying("fault", "\(conflict.fault ?? "")")
    }
    return conflicts + plugins.map(Self.row) + facts + balancers.map(Self.row)
      + nodes.map(Self.row) + pools.map(Self.row) + peers.map(Self.row)
  }

  private static let unknown: Message = Message("unknown")

  private static func list(_ words: [String]) -> Message {
    words.isEmpty ? .empty : "\(words.joined(separator: ", "))"
  }

  private static func row(_ plugin: NetworkPluginState) -> NetworkRow {
    var value: Message = "\(plugin.version)"
    if let ready = plugin.ready, let wanted = plugin.wanted {
      value = "\(plugin.version) \(ready)/\(wanted) ready"
    }
    let health: Health =
      plugin.isReady == false ? .fault : plugin.isAbandoned ? .warning : .ok
    let enforced = list(plugin.enforces.map(\.kind))
    var row = NetworkRow(
      .plugin, .other("plugin/\(plugin.name)"), "\(plugin.name)", value,
      note: enforced.isEmpty
        ? Message("enforces no policies that are known") : "enforces \(enforced)", health: health)
    for evidence in plugin.evidence { row = row.saying("recognised by", evidence) }
    if plugin.isAbandoned {
      row = row.saying("note", Message("Nobody maintains it any more."))
    }
    row = row.saying("role", Message(plugin.role.words))
      .saying("addresses by", "\(plugin.addressing)")
      .saying("may enforce", list(plugin.mayEnforce.map(\.kind)))
    for setting in plugin.settings {
      row = row.saying("\(setting.name)", "\(setting.value)   (\(setting.source))")
    }
    return row
  }

  /// What holds for the whole cluster.
  private var facts: [NetworkRow] {
    guard !plugins.isEmpty || !nodes.isEmpty else { return [] }
    let main = plugins.first
    func fact(_ name: Message, _ value: Message?, _ source: String = "") -> NetworkRow {
      NetworkRow(
        .fact, .other("fact/\(name.english)"), name, value ?? Self.unknown, note: "\(source)",
        health: value == nil ? .unknown : .ok)
    }
    var rows = [
      fact("encapsulation", main?.encapsulation?.says, main?.encapsulationSource ?? ""),
      fact("routing", main?.routing?.says),
      fact("MTU", main?.largestPacket.map { "\($0)" }),
      fact("Service proxy", proxy.name.map { "\($0) \(proxy.mode ?? "")" }, proxy.source),
    ]
    if let number = main?.systemNumber {
      let mesh = main?.isMesh.map { $0 ? Message("full mesh") : Message("no mesh") }
      rows.append(fact("AS", mesh.map { "\(number), \($0)" } ?? "\(number)"))
    }
    rows.append(
      fact(
        "pod ranges", podRanges.isEmpty ? nil : Self.list(podRanges.map(\.range)),
        podRanges.first?.source ?? ""))
    rows.append(
      fact(
        "Service ranges", serviceRanges.isEmpty ? nil : Self.list(serviceRanges.map(\.range)),
        serviceRanges.first?.source ?? ""))
    if !unreadable.isEmpty {
      rows.append(
        NetworkRow(
          .fact, .other("fact/unreadable"), Message("not readable"), Self.list(unreadable),
          health: .unknown))
    }
    return rows
  }

  private static func row(_ balancer: LoadBalancerState) -> NetworkRow {
    let provider: Message = balancer.provider.map { "\($0)" } ?? unknown
    let address = list(balancer.addresses)
    var row = NetworkRow(
      .balancer, .service(balancer.service), "\(balancer.service.description)",
      balancer.isPending ? Message("pending") : address,
      note: balancer.pending.first ?? balancer.remarks.first ?? provider,
      health: balancer.isPending ? .fault : balancer.remarks.isEmpty ? .ok : .warning)
    for reason in balancer.pending { row = row.saying("waits because", reason) }
    for remark in balancer.remarks { row = row.saying("note", remark) }
    row = row.saying("provider", provider)
      .saying("recognised by", balancer.evidence ?? .empty)
      .saying("scheme", balancer.scheme.map { Message($0.rawValue) } ?? unknown)
      .saying("class", "\(balancer.className)")
      .saying(
        "open to",
        balancer.sourceRanges.isEmpty ? Message("everybody") : list(balancer.sourceRanges)
      )
      .saying("policy", "externalTrafficPolicy \(balancer.trafficPolicy.rawValue)")
    if balancer.healthCheckNodePort != 0 {
      row = row.saying("health", "healthCheckNodePort \(balancer.healthCheckNodePort)")
    }
    for setting in balancer.settings { row = row.saying("asks for", setting.says) }
    return row
  }

  private static func row(_ node: NodeNetwork) -> NetworkRow {
    let ranges = list(node.ranges)
    let isBroken = !node.isSetUp || !node.trouble.isEmpty
    return NetworkRow(
      .node, .other("node/\(node.name)"), "\(node.name)",
      node.ranges.isEmpty ? Message("no range of its own") : ranges,
      note: node.isUsed == false
        ? Message("range not used by the plugin")
        : node.isSetUp ? "\(node.address)" : Message("network not set up"),
      health: isBroken ? .fault : .ok
    ).saying("address", "\(node.address)").saying("tunnel", "\(node.tunnel)")
      .saying("AS", node.systemNumber.map { "\($0)" } ?? .empty)
      .saying("stated in", "\(node.source)").saying("trouble", "\(node.trouble)")
  }

  private static func row(_ pool: AddressPool) -> NetworkRow {
    let use: Message =
      pool.use == .pods ? Message("for pods") : Message("for load balancers")
    return NetworkRow(
      .pool, .other("pool/\(pool.owner)/\(pool.name)/\(pool.range)"), "\(pool.name)",
      "\(pool.range)", note: pool.isDisabled ? "\(use), disabled" : use
    ).saying("owner", "\(pool.owner)")
      .saying("encapsulation", pool.encapsulation?.says ?? .empty)
      .saying("nodes", "\(pool.nodeSelector)").saying("stated in", "\(pool.source)")
  }

  private static func row(_ peer: RoutingPeer) -> NetworkRow {
    let sessions: Message =
      peer.established.map { "\($0) of \(peer.sessions ?? 0) sessions established" }
      ?? Message("sessions unknown")
    let isDown = peer.established.map { $0 < peer.sessions ?? 0 } ?? false
    return NetworkRow(
      .peer, .other("peer/\(peer.source)/\(peer.address)"), "\(peer.name)",
      "\(peer.address) AS \(peer.systemNumber.map { "\($0)" } ?? "?")", note: sessions,
      health: isDown ? .fault : .ok
    ).saying("owner", "\(peer.owner)").saying("nodes", "\(peer.nodes)")
      .saying("stated in", "\(peer.source)")
  }
}

extension NetworkConflict.Kind {
  /// In words for people.
  var words: Message {
    switch self {
    case .agentsNotReady: "agents not ready"
    case .nodeWithoutNetwork: "node without network"
    case .twoPlugins: "two plugins"
    case .twoProxies: "two proxies"
    case .nodeRangesOverlap: "ranges of nodes overlap"
    case .poolsOverlap: "pools overlap"
    case .podsOverlapServices: "pods overlap Services"
    case .nodeInsideRange: "node inside a range"
    case .policyNotEnforced: "policies not enforced"
    case .noRoutes: "no routes"
    case .addressingFails: "no addresses for pods"
    case .goneNodes: "nodes that are gone"
    }
  }
}

extension PluginRole {
  /// In words for people.
  var words: String {
    switch self {
    case .network: "gives pods their network"
    case .chained: "on top of another plugin"
    case .unknown: "not known"
    }
  }
}
