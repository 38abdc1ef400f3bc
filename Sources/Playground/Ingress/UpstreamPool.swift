import NIOCore
import NIOPosix
import Topology

/// The idle connections to one backend; lives on the proxy's event loop.
final class UpstreamPool {
  let address: BackendAddress
  /// Set when the address has left the cluster: what is in use ends with its request.
  private(set) var isRetired = false
  private let socket: SocketAddress?
  private var idle: [UpstreamConnection] = []
  private let core: IngressCore

  init(_ address: BackendAddress, core: IngressCore) {
    self.address = address
    self.core = core
    socket = try? SocketAddress(ipAddress: address.address, port: address.port)
  }

  /// The connection that was used last; nil when none is idle.
  func take() -> UpstreamConnection? { idle.popLast() }

  /// Takes a connection back; false when it is not wanted any more.
  func put(_ connection: UpstreamConnection) -> Bool {
    guard !isRetired, idle.count < core.options.idleConnections else { return false }
    idle.append(connection)
    return true
  }

  /// Forgets an idle connection that has ended.
  func remove(_ connection: UpstreamConnection) {
    if let index = idle.lastIndex(where: { $0 === connection }) { idle.remove(at: index) }
  }

  /// Closes what is idle, and takes nothing back from now on.
  func retire() {
    isRetired = true
    let connections = idle
    idle = []
    for connection in connections { connection.close() }
  }

  /// Opens a new connection.
  func connect(_ completion: @escaping (Result<UpstreamConnection, any Error>) -> Void) {
    guard let socket else {
      completion(.failure(ChannelError.connectPending))
      return
    }
    let connection = UpstreamConnection(pool: self, core: core)
    let handler = NIOLoopBound(connection, eventLoop: core.loop)
    ClientBootstrap(group: core.loop)
      .connectTimeout(.nanoseconds(Int64(core.options.connectTimeout * 1e9)))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(handler.value)
        }
      }
      .connect(to: socket).assumeIsolated()
      .whenComplete { completion($0.map { _ in connection }) }
  }
}
