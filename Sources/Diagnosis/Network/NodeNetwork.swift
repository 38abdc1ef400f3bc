import Topology

/// What is known of the network of one node.
package struct NodeNetwork: Hashable, Sendable {
  package let name: String
  package let address: String
  /// The ranges that its pods have their addresses from; empty where it has none of its own, or none is known.
  package private(set) var ranges: [String] = []
  /// Where the ranges are stated; empty without any.
  package private(set) var source = ""
  /// Whether pods really get addresses of these ranges; nil where that is not known.
  package private(set) var isUsed: Bool?
  /// The address of the end of its tunnel; empty without any.
  package private(set) var tunnel = ""
  /// The number of its autonomous system; nil where it has none of its own.
  package private(set) var systemNumber: Int?
  /// Whether the cluster says that its network is set up.
  package let isSetUp: Bool
  /// What its plugin reports as gone wrong (uncleaned); empty when nothing is.
  package private(set) var trouble = ""

  /// All nodes in the order of their names.
  static func all(in view: NetworkView, _ plugins: [NetworkPluginState]) -> [NodeNetwork] {
    view.nodes.map { NodeNetwork($0, in: view, plugins.first { $0.role == .network }) }
  }

  /// How plugins call addressing by the ranges that the cluster gives to its nodes.
  private static let byNode: Set<String> = ["node", "kubernetes"]

  private init(_ node: Node, in view: NetworkView, _ plugin: NetworkPluginState?) {
    name = node.metadata.name
    address = node.internalAddress
    isSetUp = !node.isNetworkUnavailable
    let annotations = node.metadata.annotations
    if !node.podRanges.isEmpty {
      (ranges, source) = (node.podRanges, "spec.podCIDRs")
      isUsed = plugin.flatMap {
        $0.addressing.isEmpty ? nil : Self.byNode.contains($0.addressing)
      }
    }
    if let own = view.inventory.object("CiliumNode", NamespacedName("", name)) {
      let list = own.object[["spec", "ipam", "podCIDRs"]].array.compactMap(\.string)
      if !list.isEmpty { (ranges, source, isUsed) = (list, own.reference.description, true) }
      trouble = own.object[["status", "ipam", "operator-status", "error"]].string ?? ""
    }
    if let text = annotations["k8s.ovn.org/node-subnets"],
      let value = try? JSONValue(parsing: text)["default"]
    {
      let list = value.string.map { [$0] } ?? value.array.compactMap(\.string)
      if !list.isEmpty {
        (ranges, source, isUsed) = (list, "k8s.ovn.org/node-subnets", true)
      }
    }
    tunnel =
      ["IPv4IPIPTunnelAddr", "IPv4VXLANTunnelAddr"].lazy
      .compactMap { annotations["projectcalico.org/\($0)"] }.first ?? ""
    systemNumber =
      (annotations["projectcalico.org/ASNumber"] ?? annotations["kube-router.io/node.asn"])
      .flatMap { Int($0) }
  }
}
