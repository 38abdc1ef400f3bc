package import Topology

/// Where pods are placed: spread over the nodes by owner, the same in every run.
package enum Scheduling {
  /// The nodes that a pod's specification admits, in the order of their names.
  package static func candidates(_ spec: JSONValue, _ nodes: [Node]) -> [Node] {
    let selector = spec["nodeSelector"].stringMap
    return nodes.filter { node in
      selector.allSatisfy { node.metadata.labels[$0.key] == $0.value }
    }.sorted { $0.metadata.name < $1.metadata.name }
  }

  /// The node for a pod: of those with the fewest siblings the first, counted from a place that the
  /// owner's name gives; nil when no node admits it.
  ///
  /// It depends on the pod's siblings alone, so the order in which workloads start does not matter.
  package static func node(for pod: JSONValue, siblings: [Pod], nodes: [Node]) -> Node? {
    let admitted = candidates(pod["spec"], nodes)
    guard !admitted.isEmpty else { return nil }
    let metadata = Metadata(pod)
    let seed = metadata.owner?.name ?? metadata.name
    let start = Int(StableHash.value(metadata.namespace, seed) % UInt64(admitted.count))
    let load = Dictionary(grouping: siblings, by: \.node).mapValues(\.count)
    let rotated = admitted[start...] + admitted[..<start]
    return rotated.min {
      (load[$0.metadata.name] ?? 0) < (load[$1.metadata.name] ?? 0)
    }
  }

  /// A free address on a node: the one that the pod's name gives, or the next free one; nil when the
  /// node is full.
  package static func address(
    for name: NamespacedName, on node: Int, _ plan: AddressPlan, isFree: (String) -> Bool
  ) -> String? {
    let hash = Int(StableHash.value("pod", name.namespace, name.name) % 254)
    for network in stride(from: node, through: 250, by: 4) {
      for step in 0..<254 {
        let address = plan.pod(node: network, index: (hash + step) % 254 + 1)
        if isFree(address) { return address }
      }
    }
    return nil
  }

  /// The pod as it is once it has a node and an address: pending, its containers being created.
  package static func bound(
    _ pod: JSONValue, to node: Node, address: String, now: String
  ) -> JSONValue {
    var bound = pod
    bound["spec"]["nodeName"] = .string(node.metadata.name)
    var status = bound["status"]
    status["phase"] = "Pending"
    status["hostIP"] = .string(node.internalAddress)
    status["podIP"] = .string(address)
    status["podIPs"] = [["ip": .string(address)]]
    status["startTime"] = .string(now)
    status["qosClass"] = status["qosClass"].isNull ? "BestEffort" : status["qosClass"]
    status["conditions"] = Conditions.merged(
      status["conditions"],
      [
        Condition("PodScheduled", true),
        Condition("Ready", false, reason: "ContainersNotReady", message: "containers are starting"),
      ], now: now)
    bound["status"] = status
    return bound
  }

  /// The pod as it is while no node admits it.
  package static func unschedulable(_ pod: JSONValue, nodes: Int, now: String) -> JSONValue {
    var waiting = pod
    waiting["status"]["phase"] = "Pending"
    waiting["status"]["conditions"] = Conditions.merged(
      pod["status"]["conditions"],
      [
        Condition(
          "PodScheduled", false, reason: "Unschedulable",
          message: "0/\(nodes) nodes are available: none matches the pod's node selector "
            + "and has an address free.")
      ], now: now)
    return waiting
  }
}
