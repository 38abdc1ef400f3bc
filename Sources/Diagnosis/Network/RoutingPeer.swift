import Topology

/// A router that nodes exchange routes with by BGP.
package struct RoutingPeer: Hashable, Sendable {
  /// The plugin that talks to it.
  package let owner: String
  /// The name of its object (uncleaned).
  package let name: String
  /// Its address, with its port where it has one of its own (uncleaned).
  package let address: String
  /// The number of its autonomous system; nil where it is not stated.
  package let systemNumber: Int?
  /// The number of the nodes' own system, where this peer's object states one.
  package var ownNumber: Int?
  /// Which nodes talk to it, as its object says (uncleaned): a name or a selector; empty for all.
  package var nodes = ""
  /// How many sessions are established, of those that nodes report; nil where none reports any.
  package private(set) var established: Int?
  package private(set) var sessions: Int?
  package let source: String

  /// The peers of all plugins.
  static func all(in view: NetworkView, _ plugins: [NetworkPluginState]) -> [RoutingPeer] {
    calico(view) + cilium(view) + router(view)
  }

  private static func calico(_ view: NetworkView) -> [RoutingPeer] {
    let reports = view.objects("CalicoNodeStatus", of: ResourceKind.calicoGroups).flatMap {
      $0.object["status"]["bgp"]["peersV4"].array + $0.object["status"]["bgp"]["peersV6"].array
    }
    return view.objects("BGPPeer", of: ResourceKind.calicoGroups).map { object in
      let spec = object.object["spec"]
      let address = spec["peerIP"].string ?? spec["peerSelector"].string ?? ""
      var peer = RoutingPeer(
        owner: "Calico", name: object.metadata.name, address: address,
        systemNumber: number(spec["asNumber"]), source: object.reference.description)
      peer.ownNumber = number(spec["localASNumber"])
      peer.nodes = spec["node"].string ?? spec["nodeSelector"].string ?? ""
      let plain = address.contains("[") ? address : String(address.prefix { $0 != ":" })
      let own = reports.filter { $0["peerIP"].string == plain || $0["peerIP"].string == address }
      if !own.isEmpty {
        peer.sessions = own.count
        peer.established = own.count { $0["state"].string == "Established" }
      }
      return peer
    }
  }

  private static func cilium(_ view: NetworkView) -> [RoutingPeer] {
    let current = view.objects("CiliumBGPClusterConfig", of: ["cilium.io"]).flatMap { object in
      object.object["spec"]["bgpInstances"].array.flatMap { instance in
        instance["peers"].array.map { value in
          var peer = RoutingPeer(
            owner: "Cilium", name: value["name"].string ?? object.metadata.name,
            address: value["peerAddress"].string ?? "", systemNumber: number(value["peerASN"]),
            source: object.reference.description)
          peer.ownNumber = number(instance["localASN"])
          peer.nodes = labels(object.object["spec"]["nodeSelector"])
          return peer
        }
      }
    }
    let old = view.objects("CiliumBGPPeeringPolicy", of: ["cilium.io"]).flatMap { object in
      object.object["spec"]["virtualRouters"].array.flatMap { router in
        router["neighbors"].array.map { value in
          var peer = RoutingPeer(
            owner: "Cilium", name: object.metadata.name,
            address: value["peerAddress"].string ?? "", systemNumber: number(value["peerASN"]),
            source: object.reference.description)
          peer.ownNumber = number(router["localASN"])
          peer.nodes = labels(object.object["spec"]["nodeSelector"])
          return peer
        }
      }
    }
    return current + old
  }

  /// kube-router keeps the peers of a node in its annotations.
  private static func router(_ view: NetworkView) -> [RoutingPeer] {
    view.nodes.flatMap { node -> [RoutingPeer] in
      let annotations = node.metadata.annotations
      let addresses = annotations["kube-router.io/peer.ips"]?.split(separator: ",") ?? []
      let numbers = annotations["kube-router.io/peer.asns"]?.split(separator: ",") ?? []
      return addresses.enumerated().map { index, address in
        var peer = RoutingPeer(
          owner: "kube-router", name: String(address), address: String(address),
          systemNumber: numbers.dropFirst(index).first.flatMap { Int($0) },
          source: "node/\(node.metadata.name)")
        peer.ownNumber = annotations["kube-router.io/node.asn"].flatMap { Int($0) }
        peer.nodes = node.metadata.name
        return peer
      }
    }
  }

  private init(owner: String, name: String, address: String, systemNumber: Int?, source: String) {
    self.owner = owner
    self.name = name
    self.address = address
    self.systemNumber = systemNumber
    self.source = source
  }

  /// A number of a system: an integer, or a text of one.
  private static func number(_ value: JSONValue) -> Int? {
    value.integer ?? value.string.flatMap { Int($0) }
  }

  private static func labels(_ selector: JSONValue) -> String {
    selector["matchLabels"].stringMap.map { "\($0)=\($1)" }.sorted().joined(separator: ",")
  }
}
