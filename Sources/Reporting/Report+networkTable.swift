import Diagnosis
import Language
import Topology

extension Report {
  /// The tables of `get network`; a part of which nothing is known has none.
  func networkTables(_ selection: Selection) -> [TextTable] {
    let network = network(selection)
    let facts = Self.facts(network)
    let parts: [(titles: [String], rows: [[String]])] = [
      (
        ["PLUGIN", "VERSION", "ROLE", "READY", "ENFORCES", "RECOGNISED BY"],
        network.plugins.map(Self.cells)
      ),
      (["FACT", "VALUE", "KNOWN FROM"], facts),
      (
        ["NODE", "ADDRESS", "POD RANGES", "USED", "TUNNEL", "AS", "NETWORK"],
        network.nodes.map(Self.cells)
      ),
      (
        ["POOL", "OWNER", "FOR", "RANGE", "ENCAPSULATION", "NAT", "NODES", "STATE"],
        network.pools.map(Self.cells)
      ),
      (
        ["PEER", "OWNER", "ADDRESS", "AS", "OWN AS", "NODES", "ESTABLISHED"],
        network.peers.map(Self.cells)
      ),
      (
        [
          "LOAD BALANCER", "PROVIDER", "SCHEME", "ADDRESS", "POLICY", "HEALTH PORT", "OPEN TO",
          "WHY",
        ],
        network.balancers.map(Self.cells)
      ),
      (
        ["CONFLICT", "SEVERITY", "SAYS"],
        network.conflicts.map {
          [$0.kind.rawValue, $0.isSevere ? "fault" : "warning", $0.says.english]
        }
      ),
    ]
    return parts.filter { !$0.rows.isEmpty }.map { TextTable($0.titles, $0.rows) }
  }

  private static let unknown = "unknown"

  private static func known(_ text: String) -> String { text.isEmpty ? "-" : text }

  private static func yes(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? unknown }

  private static func ready(_ ready: Int?, _ wanted: Int?) -> String {
    guard let ready, let wanted else { return unknown }
    return "\(ready)/\(wanted)"
  }

  private static func cells(_ plugin: NetworkPluginState) -> [String] {
    [
      plugin.name, known(plugin.version), plugin.role.rawValue,
      ready(plugin.ready, plugin.wanted), known(plugin.enforces.map(\.kind).joined(separator: ",")),
      plugin.evidence.map(\.english).joined(separator: "; "),
    ]
  }

  /// What is known of the whole cluster, line by line, and what is not.
  private static func facts(_ network: ClusterNetwork) -> [[String]] {
    guard !network.plugins.isEmpty || network.proxy.name != nil || !network.nodes.isEmpty else {
      return []
    }
    let main = network.plugins.first
    let proxy = network.proxy
    var rows = [
      [
        "encapsulation", main?.encapsulation?.says.english ?? unknown,
        known(main?.encapsulationSource ?? ""),
      ],
      ["routing", main?.routing?.says.english ?? unknown, known(main?.agent?.description ?? "")],
      ["mtu", main?.largestPacket.map { "\($0)" } ?? unknown, "-"],
      ["addressing", known(main?.addressing ?? ""), "-"],
      [
        "proxy", [proxy.name ?? unknown, proxy.mode ?? ""].joined(separator: " "),
        known(proxy.source),
      ],
    ]
    if let number = main?.systemNumber {
      let mesh = main?.isMesh.map { $0 ? ", full mesh" : ", no mesh" } ?? ""
      rows.append(["as", "\(number)\(mesh)", "-"])
    }
    rows += ranges("pods", network.podRanges) + ranges("services", network.serviceRanges)
    rows += network.plugins.flatMap { plugin in
      plugin.settings.map { [$0.name, $0.value, $0.source] }
    }
    if main?.isAbandoned == true {
      rows.append(["end of life", "\(main?.name ?? "") is not maintained any more", "-"])
    }
    if !network.unreadable.isEmpty {
      rows.append(["not readable", network.unreadable.joined(separator: ","), "-"])
    }
    return rows
  }

  private static func ranges(_ name: String, _ ranges: [NetworkRange]) -> [[String]] {
    ranges.isEmpty ? [[name, unknown, "-"]] : ranges.map { [name, $0.range, $0.source] }
  }

  private static func cells(_ node: NodeNetwork) -> [String] {
    [
      node.name, known(node.address), known(node.ranges.joined(separator: ",")),
      node.ranges.isEmpty ? "-" : yes(node.isUsed), known(node.tunnel),
      node.systemNumber.map { "\($0)" } ?? "-", node.isSetUp ? "ready" : "not set up",
    ]
  }

  private static func cells(_ pool: AddressPool) -> [String] {
    [
      pool.name, pool.owner, pool.use.rawValue, pool.range,
      pool.use == .pods ? pool.encapsulation?.says.english ?? unknown : "-",
      pool.use == .pods ? yes(pool.isTranslated) : "-", known(pool.nodeSelector),
      pool.isDisabled ? "disabled" : "enabled",
    ]
  }

  private static func cells(_ peer: RoutingPeer) -> [String] {
    [
      peer.name, peer.owner, peer.address, peer.systemNumber.map { "\($0)" } ?? unknown,
      peer.ownNumber.map { "\($0)" } ?? "-", peer.nodes.isEmpty ? "all" : peer.nodes,
      ready(peer.established, peer.sessions),
    ]
  }

  /// One behind the other; what others wrote may end without a period.
  private static func sentences(_ texts: [Message]) -> String {
    texts.map { $0.english.hasSuffix(".") ? $0.english : "\($0.english)." }
      .joined(separator: " ")
  }

  private static func cells(_ balancer: LoadBalancerState) -> [String] {
    [
      balancer.service.description, balancer.provider ?? unknown,
      balancer.scheme?.rawValue ?? unknown,
      balancer.isPending ? "pending" : balancer.addresses.joined(separator: ","),
      balancer.trafficPolicy.rawValue,
      balancer.healthCheckNodePort == 0 ? "-" : "\(balancer.healthCheckNodePort)",
      balancer.sourceRanges.isEmpty ? "all" : balancer.sourceRanges.joined(separator: ","),
      known(sentences(balancer.pending + balancer.remarks)),
    ]
  }
}
