package import Language
package import Topology

/// How packets between the pods of two nodes are wrapped.
package struct Encapsulation: Hashable, Sendable {
  /// The wrapping, in the word that scripts read.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case ipip, vxlan, geneve, wireguard, udp
    /// Packets go as they are: routes lead them.
    case none
  }

  package let kind: Kind
  /// Whether only packets between nodes of two subnets are wrapped.
  package let isAcrossSubnetsOnly: Bool

  init(_ kind: Kind, acrossSubnetsOnly: Bool = false) {
    self.kind = kind
    isAcrossSubnetsOnly = acrossSubnetsOnly
  }

  /// The word that scripts read: `vxlan`, `vxlan-across-subnets`.
  package var word: String { kind.rawValue + (isAcrossSubnetsOnly ? "-across-subnets" : "") }

  /// In words for people.
  package var says: Message {
    let name: Message =
      switch kind {
      case .ipip: "IPinIP"
      case .vxlan: "VXLAN"
      case .geneve: "Geneve"
      case .wireguard: "WireGuard"
      case .udp: "UDP"
      case .none: Message("none (native routing)")
      }
    return isAcrossSubnetsOnly ? Encapsulation.partly(name) : name
  }

  private static func partly(_ name: Message) -> Message { "\(name) across subnets" }
}

/// Where the routes to other nodes' pods come from.
package enum PodRouting: String, Hashable, Sendable, CaseIterable {
  case bgp, overlay
  /// Each node has a route to each other node.
  case nodeRoutes = "node-routes"
  /// Pods have addresses of the cloud's own network.
  case cloud

  /// In words for people.
  package var says: Message {
    switch self {
    case .bgp: "BGP"
    case .overlay: Message("overlay")
    case .nodeRoutes: Message("routes of the nodes")
    case .cloud: Message("the cloud's network")
    }
  }
}

/// What a network plugin does in a cluster.
package enum PluginRole: String, Hashable, Sendable {
  /// It gives pods their addresses and connects them.
  case network
  /// It works on top of another plugin, for policies and Services.
  case chained
  /// It runs, but which of both it does is not known.
  case unknown

  var rank: Int {
    switch self {
    case .network: 0
    case .unknown: 1
    case .chained: 2
    }
  }
}

/// A setting of a plugin that is worth seeing, under the name that its documents use.
package struct NetworkSetting: Hashable, Sendable {
  package let name: String
  /// As it is written (uncleaned).
  package let value: String
  package let source: String
}

/// A network plugin that runs in a cluster.
package struct NetworkPluginState: Hashable, Sendable {
  /// The name that its makers use: `Calico`.
  package let name: String
  package var role = PluginRole.network
  /// The version of its agent's image; empty where the image has none.
  package var version = ""
  /// The DaemonSet of its agents; nil where only its traces are seen.
  package var agent: ObjectReference?
  /// How many agents are ready; nil where no DaemonSet is known.
  package var ready: Int?
  /// How many agents there should be; nil where no DaemonSet is known.
  package var wanted: Int?
  /// What it was recognised by, the strongest first.
  package var evidence: [Message] = []
  package var encapsulation: Encapsulation?
  /// Which object says how packets are wrapped; empty where it is the plugin's nature.
  package var encapsulationSource = ""
  package var routing: PodRouting?
  /// The largest packet of a pod in bytes; nil where it is found out on each node, or not known.
  package var largestPacket: Int?
  /// Who hands out addresses, in the plugin's word: `cluster-pool`.
  package var addressing = ""
  /// The number of its autonomous system; nil without BGP, or where it is not known.
  package var systemNumber: Int?
  /// Whether every node exchanges routes with every other one; nil without BGP, or where it is not known.
  package var isMesh: Bool?
  /// The kinds of policies that it enforces.
  package var enforces: [PolicyKind] = []
  /// The kinds of policies of which it is not known whether this version of it enforces them.
  package var mayEnforce: [PolicyKind] = []
  /// The ranges of pods that it was given for the whole cluster.
  package var ranges: [NetworkRange] = []
  /// Whether it leads from Services to pods itself; nil where that is not known.
  package var replacesProxy: Bool?
  package var settings: [NetworkSetting] = []
  /// Whether nobody maintains it any more.
  package var isAbandoned = false

  init(_ name: String) { self.name = name }

  /// Whether as many agents are ready as there should be; nil where that is not known.
  package var isReady: Bool? {
    guard let ready, let wanted else { return nil }
    return ready >= wanted
  }

  /// Notes a setting, if there is one.
  mutating func note(_ name: String, _ setting: NetworkView.Setting?) {
    guard let setting, !setting.value.isEmpty else { return }
    settings.append(
      NetworkSetting(name: name, value: setting.value, source: setting.source))
  }
}

/// A kind of network policy.
package struct PolicyKind: Hashable, Sendable {
  package let group: String
  package let kind: String

  static let kubernetes = PolicyKind(group: "networking.k8s.io", kind: "NetworkPolicy")
  static let calicoGlobal = PolicyKind(group: "projectcalico.org", kind: "GlobalNetworkPolicy")
  static let cilium = PolicyKind(group: "cilium.io", kind: "CiliumNetworkPolicy")
  static let ciliumWide = PolicyKind(
    group: "cilium.io", kind: "CiliumClusterwideNetworkPolicy")
  static let admin = PolicyKind(group: "policy.networking.k8s.io", kind: "AdminNetworkPolicy")
  static let baseline = PolicyKind(
    group: "policy.networking.k8s.io", kind: "BaselineAdminNetworkPolicy")
  static let cluster = PolicyKind(group: "policy.networking.k8s.io", kind: "ClusterNetworkPolicy")

  /// The kinds that conflicts are looked for in.
  static let all = [kubernetes, calicoGlobal, cilium, ciliumWide, admin, baseline, cluster]

  /// The objects of the kind.
  func objects(in view: NetworkView) -> [GenericResource] {
    view.inventory.objects(kind).filter { object in
      object.kind.group == group
        || ResourceKind.calicoGroups.contains(group)
          && ResourceKind.calicoGroups.contains(object.kind.group)
    }
  }
}
