import NIOCore
import NIOPosix
package import Topology

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Where a port of the cluster is really bound: a port that needs privileges is served 10,000 higher.
package struct LoopbackPorts: Hashable, Sendable {
  /// The lowest port that this process may bind.
  package let lowest: Int
  /// How much higher a port below it is served.
  package static let shift = 10_000

  package init(lowest: Int = 0) { self.lowest = lowest }

  /// Finds out by trying what this process may bind.
  package static func detected() async -> LoopbackPorts {
    let group = MultiThreadedEventLoopGroup.singleton
    do {
      let listener = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 1).get()
      try? await listener.close()
      return LoopbackPorts()
    } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
      return LoopbackPorts(lowest: 1024)
    } catch {
      return LoopbackPorts()
    }
  }

  /// The port that is really bound for a port of the cluster.
  package func bound(_ port: Int) -> Int { port < lowest ? port + Self.shift : port }

  /// The address to dial for an address of the cluster.
  ///
  /// An address outside of 127.0.0.0/8 is never dialled: it leads to port 0, where every connection is
  /// refused.
  package func dialled(_ address: BackendAddress) -> BackendAddress {
    guard Self.isLoopback(address.address) else {
      return BackendAddress(address: "127.0.0.1", port: 0)
    }
    return BackendAddress(address: address.address, port: bound(address.port))
  }

  /// Whether an address lies in 127.0.0.0/8: nothing else is ever dialled.
  package static func isLoopback(_ address: String) -> Bool {
    let parts = address.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
