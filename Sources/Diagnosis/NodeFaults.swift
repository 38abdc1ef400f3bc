import Language
import Topology

/// Nodes that lose what they carry.
struct NodeFaults: FaultFamily {
  let needs = ["Node", "EndpointSlice"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.inventory.sortedNodes.map { ObjectReference("Node", "", $0.metadata.name) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    switch (change.before, change.after) {
    case (.node(let before)?, .node(let after)?)
    where before.isReady == after.isReady
      && before.isNetworkUnavailable == after.isNetworkUnavailable:
      return .none
    case (_, .node?), (.node?, nil): return .some([change.reference].compactMap(\.self))
    case (_, .endpointSlice?), (.endpointSlice?, nil):
      let names = change.versions.flatMap { version -> [String] in
        guard case .endpointSlice(let slice) = version else { return [] }
        return slice.endpoints.map(\.node)
      }
      return .some(
        Set(names).filter { cluster.inventory.node($0).map(Self.isTroubled) ?? false }
          .map { ObjectReference("Node", "", $0) })
    default: return .none
    }
  }

  private static func isTroubled(_ node: Node) -> Bool {
    !node.isReady || node.isNetworkUnavailable
  }

  /// Nothing is said of a node that no Service depends on.
  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let node = cluster.inventory.node(object.name.name), Self.isTroubled(node),
      cluster.inventory.hasEndpoint(on: node.metadata.name)
    else { return [] }
    return [
      Fault(
        "node-not-ready-or-no-network", .degraded, object,
        field: node.isReady
          ? "status.conditions[NetworkUnavailable]" : "status.conditions[Ready]",
        says: node.isReady
          ? "Its network is not set up, so nothing reaches the endpoints on it."
          : "It is not ready: the endpoints on it go away, and its node ports may not answer.",
        fix: node.isReady
          ? "Look at the pod of the network plugin on it."
          : "Look at its kubelet: kubectl describe node \(node.metadata.name).")
    ]
  }
}
