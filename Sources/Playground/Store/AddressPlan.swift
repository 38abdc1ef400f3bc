/// Which loopback addresses a playground uses: block 0 unless another playground holds it.
package struct AddressPlan: Sendable, Hashable {
  /// The block, 0 to 31.
  package let block: Int

  package init(block: Int = 0) { self.block = min(max(block, 0), 31) }

  /// The address of a node, counted from 1.
  package func node(_ number: Int) -> String { "127.\(192 + block).0.\(number)" }

  /// The `index`th pod address (from 1) of a node, counted from 1.
  package func pod(node: Int, index: Int) -> String { "127.\(64 + block).\(node).\(index)" }

  /// A load balancer's address, `index` from 1 to 254.
  package func loadBalancer(_ index: Int) -> String { "127.\(160 + block).0.\(index)" }

  /// Whether an address is one of load balancers.
  func isLoadBalancer(_ address: String) -> Bool { address.hasPrefix("127.\(160 + block).0.") }

  /// A Service's address from an offset of 1 to 65,534 into the block.
  package func clusterAddress(_ offset: Int) -> String {
    "127.\(128 + block).\(offset >> 8).\(offset & 255)"
  }

  /// The range of cluster addresses.
  package var clusterRange: String { "127.\(128 + block).0.0/16" }

  /// The offset of a cluster address; nil when it lies outside the range.
  package func clusterOffset(of address: String) -> Int? {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 4, parts[0] == 127, parts[1] == 128 + block, let high = parts[2],
      let low = parts[3], (0...255).contains(high), (0...255).contains(low)
    else { return nil }
    let offset = high << 8 | low
    return (1...65_534).contains(offset) ? offset : nil
  }
}
