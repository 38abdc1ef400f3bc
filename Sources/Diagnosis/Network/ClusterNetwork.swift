package import Topology

/// How the network of a cluster is made, as far as its objects show it.
///
/// What cannot be known is nil or missing, never a guess.
package struct ClusterNetwork: Hashable, Sendable {
  /// The network plugins that run, the one that gives pods their addresses first.
  package private(set) var plugins: [NetworkPluginState] = []
  /// What leads from the address of a Service to its pods.
  package private(set) var proxy = ServiceProxyState()
  /// The ranges of pods of the whole cluster.
  package private(set) var podRanges: [NetworkRange] = []
  /// The ranges of Services.
  package private(set) var serviceRanges: [NetworkRange] = []
  /// The nodes in the order of their names.
  package private(set) var nodes: [NodeNetwork] = []
  /// The pools that plugins take addresses of pods from.
  package private(set) var pools: [AddressPool] = []
  /// The peers that routes are exchanged with.
  package private(set) var peers: [RoutingPeer] = []
  /// The Services of type LoadBalancer in the order of their names.
  package private(set) var balancers: [LoadBalancerState] = []
  /// What does not fit together.
  package private(set) var conflicts: [NetworkConflict] = []
  /// The kinds that could not be read though they would say more, in order.
  package private(set) var unreadable: [String] = []

  /// The network of nothing.
  package init() {}

  /// What an inventory shows; kinds that could not be read leave unknown what they would say.
  package init(_ inventory: Inventory, unreadable: Set<String> = []) {
    let view = NetworkView(inventory, unreadable: unreadable)
    self.unreadable = Self.asked.intersection(unreadable).sorted()
    for plugin in NetworkPlugins.all {
      if let state = NetworkEvidence(plugin, in: view).state { plugins.append(state) }
    }
    plugins.sort { ($0.role.rank, $0.name) < ($1.role.rank, $1.name) }
    proxy = ServiceProxyState(view, plugins: plugins)
    pools = AddressPool.all(in: view, plugins)
    podRanges = NetworkRange.ofPods(view, plugins: plugins)
    serviceRanges = NetworkRange.ofServices(view)
    nodes = NodeNetwork.all(in: view, plugins)
    peers = RoutingPeer.all(in: view, plugins)
    balancers = LoadBalancerState.all(in: view)
    conflicts = NetworkConflict.all(in: self, view)
  }

  /// The same with some of the load balancers only.
  package func balancing(where isWanted: (NamespacedName) -> Bool) -> ClusterNetwork {
    var network = self
    network.balancers.removeAll { !isWanted($0.service) }
    return network
  }

  /// The kinds whose absence from what may be read leaves something unknown.
  private static let asked = Set(ResourceKind.networkKinds.map(\.kind))
    .union(["Node", "DaemonSet", "ConfigMap", "Service", "NetworkPolicy", "Event"])

  /// The kinds whose changes change it.
  package static let kinds = asked.union(["Deployment"])
}

/// A range of addresses and where it is stated.
package struct NetworkRange: Hashable, Sendable {
  /// As it is written (uncleaned): `10.96.0.0/12`.
  package let range: String
  /// The object and field that state it: `configmap/kube-system/kubeadm-config`.
  package let source: String

  /// The addresses; nil when the text is no range.
  package var block: CIDRBlock? { CIDRBlock(range) }

  /// The ranges of a text with commas.
  static func list(_ text: String, _ source: String) -> [NetworkRange] {
    text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      .filter { CIDRBlock($0) != nil }.map { NetworkRange(range: $0, source: source) }
  }

  /// Each range once, the first source of it counts.
  private static func unique(_ ranges: [NetworkRange]) -> [NetworkRange] {
    var seen: Set<CIDRBlock> = []
    return ranges.filter { range in range.block.map { seen.insert($0).inserted } ?? false }
  }

  /// What kubeadm, kube-proxy and the plugins say about the pods of the whole cluster.
  static func ofPods(_ view: NetworkView, plugins: [NetworkPluginState]) -> [NetworkRange] {
    let kubeadm = view.setting("kubeadm-config", key: "ClusterConfiguration", field: "podSubnet")
    let proxy = view.setting("kube-proxy", key: "config.conf", field: "clusterCIDR")
    return unique(
      plugins.flatMap(\.ranges)
        + [kubeadm, proxy].compactMap(\.self).flatMap { list($0.value, $0.source) })
  }

  /// What the cluster itself says (ServiceCIDR), and what kubeadm was told.
  static func ofServices(_ view: NetworkView) -> [NetworkRange] {
    let own = view.inventory.objects("ServiceCIDR").flatMap { object in
      object.object["spec"]["cidrs"].array.compactMap(\.string).flatMap {
        list($0, object.reference.description)
      }
    }
    let kubeadm = view.setting(
      "kubeadm-config", key: "ClusterConfiguration", field: "serviceSubnet")
    return unique(own + (kubeadm.map { list($0.value, $0.source) } ?? []))
  }
}
