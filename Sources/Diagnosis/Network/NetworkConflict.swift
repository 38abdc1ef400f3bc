package import Language
package import Topology

/// Something in the network of a cluster that does not fit together.
package struct NetworkConflict: Hashable, Sendable {
  /// What does not fit, in the word that scripts read.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case agentsNotReady = "agents-not-ready"
    case nodeWithoutNetwork = "node-without-network"
    case twoPlugins = "two-plugins"
    case twoProxies = "two-proxies"
    case nodeRangesOverlap = "node-ranges-overlap"
    case poolsOverlap = "pools-overlap"
    case podsOverlapServices = "pods-overlap-services"
    case nodeInsideRange = "node-inside-range"
    case policyNotEnforced = "policy-not-enforced"
    case noRoutes = "no-routes"
    case addressingFails = "addressing-fails"
    case goneNodes = "gone-nodes"
  }

  package let kind: Kind
  /// The catalogue's id, where the list of faults says it too, or would of a Service that depends on it.
  package let fault: String?
  /// Whether traffic is lost by it; otherwise it may be.
  package let isSevere: Bool
  /// What does not fit, in one sentence.
  package let says: Message
  /// The objects that it is about.
  package let objects: [ObjectReference]

  init(
    _ kind: Kind, _ objects: [ObjectReference], isSevere: Bool = true, fault: String? = nil,
    says: Message
  ) {
    self.kind = kind
    self.fault = fault
    self.isSevere = isSevere
    self.says = says.mapped(\.cleaned)
    self.objects = objects
  }

  /// So many of one kind are named, no more.
  static let limit = 10

  /// Everything that does not fit, the worst first.
  static func all(in network: ClusterNetwork, _ view: NetworkView) -> [NetworkConflict] {
    let found =
      agents(network) + nodes(network, view) + doubles(network) + ranges(network)
      + routes(network, view) + policies(network, view) + peers(view)
    return found.filter(\.isSevere) + found.filter { !$0.isSevere }
  }

  private static func agents(_ network: ClusterNetwork) -> [NetworkConflict] {
    network.plugins.compactMap { plugin in
      guard let agent = plugin.agent, plugin.isReady == false, let ready = plugin.ready,
        let wanted = plugin.wanted
      else { return nil }
      return NetworkConflict(
        .agentsNotReady, [agent], fault: "workload-unavailable",
        says: "\(ready) of \(wanted) agents of \(plugin.name) are ready, so that pods on the other "
          + "nodes may have no network.")
    }
  }

  private static func nodes(_ network: ClusterNetwork, _ view: NetworkView) -> [NetworkConflict] {
    let down = network.nodes.filter { !$0.isSetUp }.prefix(limit).map { node in
      NetworkConflict(
        .nodeWithoutNetwork, [ObjectReference("Node", "", node.name)],
        fault: "node-not-ready-or-no-network",
        says: "The network of node \(node.name) is not set up.")
    }
    let failing = network.nodes.filter { !$0.trouble.isEmpty }.prefix(limit).map { node in
      NetworkConflict(
        .addressingFails, [ObjectReference("CiliumNode", "", node.name)],
        says: "Cilium cannot give node \(node.name) addresses for pods: \(node.trouble).")
    }
    return down + failing
  }

  private static func doubles(_ network: ClusterNetwork) -> [NetworkConflict] {
    var found: [NetworkConflict] = []
    let main = network.plugins.filter { $0.role == .network && $0.wanted ?? 0 > 0 }
    if main.count > 1 {
      found.append(
        NetworkConflict(
          .twoPlugins, main.compactMap(\.agent),
          says: "\(main[0].name) and \(main[1].name) both give pods their network: a node uses the "
            + "one whose configuration comes first by its name."))
    }
    if network.proxy.isDoubled, let agent = network.proxy.agent, let name = network.proxy.name {
      found.append(
        NetworkConflict(
          .twoProxies, [agent], isSevere: false,
          says: "kube-proxy runs beside \(name), which leads Services to pods in its place."))
    }
    return found
  }

  /// Calico without anybody to exchange routes with.
  private static func routes(_ network: ClusterNetwork, _ view: NetworkView) -> [NetworkConflict] {
    guard let calico = network.plugins.first(where: { $0.name == "Calico" }) else { return [] }
    if calico.routing == .overlay, calico.encapsulation?.kind == .ipip {
      return [
        NetworkConflict(
          .noRoutes,
          network.pools.filter { $0.encapsulation?.kind == .ipip }.map {
            ObjectReference("IPPool", "", $0.name)
          },
          says: "Pools of Calico use IPinIP, which needs BGP, but its backend is vxlan.")
      ]
    }
    guard calico.isMesh == false, !view.unreadable.contains("BGPPeer"),
      !network.peers.contains(where: { $0.owner == "Calico" })
    else { return [] }
    return [
      NetworkConflict(
        .noRoutes, [ObjectReference("BGPConfiguration", "", "default")],
        says:
          "Calico's mesh between nodes is off and there is no BGPPeer, so that no node learns the "
          + "routes to pods of the others.")
    ]
  }

  /// Policies of a kind that no plugin is known to enforce, or may.
  private static func policies(
    _ network: ClusterNetwork, _ view: NetworkView
  ) -> [NetworkConflict] {
    // Without any plugin nothing is known of who enforces.
    guard !network.plugins.isEmpty, !view.unreadable.contains("DaemonSet"),
      !PolicyEnforcementFaults.isEnforcedBesides(view.daemonSets, known: network.plugins)
    else { return [] }
    return PolicyKind.all.compactMap { kind in
      let isTaken = network.plugins.contains {
        $0.enforces.contains(kind) || $0.mayEnforce.contains(kind)
      }
      guard !isTaken else { return nil }
      let objects = kind.objects(in: view)
      guard !objects.isEmpty else { return nil }
      let names = network.plugins.map(\.name).joined(separator: ", ")
      return NetworkConflict(
        .policyNotEnforced, objects.prefix(limit).map(\.reference), isSevere: false,
        fault: kind == .kubernetes ? "netpol-not-enforced" : nil,
        says:
          "There are objects of the kind \(kind.kind), which no plugin that runs enforces (\(names)): "
          + "what they forbid is let through.")
    }
  }

  /// Peers of Weave whose nodes are gone keep their part of the addresses.
  private static func peers(_ view: NetworkView) -> [NetworkConflict] {
    guard let map = view.config("weave-net"), !view.nodes.isEmpty,
      let text = map.metadata.annotations["kube-peers.weave.works/peers"],
      let list = try? JSONValue(parsing: text)["Peers"].array
    else { return [] }
    let known = Set(view.nodes.map(\.metadata.name))
    let gone = list.compactMap { $0["NodeName"].string }.filter { !known.contains($0) }.sorted()
    guard !gone.isEmpty else { return [] }
    return [
      NetworkConflict(
        .goneNodes, [map.reference], isSevere: false,
        says: "Weave Net keeps addresses for nodes that are gone: "
          + "\(gone.prefix(limit).joined(separator: ", ")).")
    ]
  }
}
