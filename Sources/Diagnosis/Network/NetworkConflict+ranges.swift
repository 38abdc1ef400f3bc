import Language
import Topology

extension NetworkConflict {
  /// A range with the object that has it.
  private struct Claim {
    let block: CIDRBlock
    let owner: ObjectReference
  }

  /// Ranges that share addresses and should not.
  static func ranges(_ network: ClusterNetwork) -> [NetworkConflict] {
    let nodes = network.nodes.filter { $0.isUsed != false }.flatMap { node in
      node.ranges.compactMap { CIDRBlock($0) }.map {
        Claim(block: $0, owner: ObjectReference("Node", "", node.name))
      }
    }
    let pools = network.pools.filter { $0.use == .pods && !$0.isDisabled }.compactMap { pool in
      CIDRBlock(pool.range).map {
        Claim(block: $0, owner: ObjectReference("IPPool", "", pool.name))
      }
    }
    let ofNodes = overlaps(nodes).map { first, second in
      NetworkConflict(
        .nodeRangesOverlap, [first.owner, second.owner],
        says: "Nodes \(first.owner.name.name) and \(second.owner.name.name) have pods in the same "
          + "range: \(first.block.description) and \(second.block.description).")
    }
    let ofPools = overlaps(pools).map { first, second in
      NetworkConflict(
        .poolsOverlap, [first.owner, second.owner],
        says: "Pools \(first.owner.name.name) and \(second.owner.name.name) share addresses: "
          + "\(first.block.description) and \(second.block.description).")
    }
    return ofNodes + ofPools + services(network, nodes + pools) + addresses(network)
  }

  /// Pairs of claims of different owners that share addresses, a few of them; costs a sort.
  ///
  /// Two blocks share addresses only when one holds the other, so that it is enough to look at those that are open.
  private static func overlaps(_ claims: [Claim]) -> [(Claim, Claim)] {
    var open: [Claim] = []
    var pairs: [(Claim, Claim)] = []
    let sorted = claims.sorted {
      ($0.block.first, $0.block.prefix, $0.owner) < ($1.block.first, $1.block.prefix, $1.owner)
    }
    for claim in sorted {
      open.removeAll { !$0.block.contains(claim.block.first) }
      if let other = open.last(where: { $0.owner != claim.owner }) {
        pairs.append((other, claim))
        if pairs.count == limit { break }
      }
      open.append(claim)
    }
    return pairs
  }

  private static func share(_ left: CIDRBlock, _ right: CIDRBlock) -> Bool {
    left.contains(right.first) || right.contains(left.first)
  }

  /// Pods and Services in one range: the proxy takes the address of a pod for a Service's.
  private static func services(
    _ network: ClusterNetwork, _ claims: [Claim]
  ) -> [NetworkConflict] {
    network.serviceRanges.flatMap { range -> [NetworkConflict] in
      guard let block = range.block else { return [] }
      let stated = network.podRanges.filter { pods in
        pods.block.map { share($0, block) } ?? false
      }
      if let first = stated.first {
        return [
          NetworkConflict(
            .podsOverlapServices, [],
            says: "Pods (\(first.range)) and Services (\(range.range)) share addresses.")
        ]
      }
      return claims.filter { share($0.block, block) }.prefix(1).map { claim in
        NetworkConflict(
          .podsOverlapServices, [claim.owner],
          says: "Pods (\(claim.block.description)) and Services (\(range.range)) share addresses.")
      }
    }
  }

  /// Nodes whose own address lies in a range of pods or Services; in a cloud's network pods and nodes share it.
  private static func addresses(_ network: ClusterNetwork) -> [NetworkConflict] {
    let isShared = network.plugins.contains { $0.routing == .cloud }
    let ranges = network.serviceRanges + (isShared ? [] : network.podRanges)
    let blocks = ranges.compactMap(\.block)
    let inside = network.nodes.lazy.compactMap { node -> NetworkConflict? in
      guard let address = IPAddress(node.address),
        let block = blocks.first(where: { $0.contains(address) })
      else { return nil }
      return NetworkConflict(
        .nodeInsideRange, [ObjectReference("Node", "", node.name)],
        says:
          "The address \(node.address) of node \(node.name) lies in \(block.description), which is "
          + "for pods or Services.")
    }
    return Array(inside.prefix(1))
  }
}
