import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy before the API server that misbehaves when it is told to: it hangs, refuses, or cuts answers short.
///
/// The server's certificate is good for the loopback too, so that nothing of TLS is touched.
final class FaultProxy: Sendable {
  /// How the proxy behaves, for connections that are open and for new ones.
  enum Mode: Hashable, Sendable {
    case pass
    /// Takes connections and bytes and gives nothing back.
    case hang
    /// Closes new connections at once.
    case refuse
    /// Cuts each connection after so many bytes from the server.
    case cut(after: Int)
    /// Carries every byte, in either direction, so many seconds later.
    case slow(Double)
  }

  private struct State {
    var mode = Mode.pass
    var channels: [ObjectIdentifier: any Channel] = [:]
    var accepted = 0
  }

  private let state = Mutex(State())
  private let server: any Channel

  private init(_ server: any Channel) { self.server = server }

  /// Where it listens.
  var url: String { "https://127.0.0.1:\(server.localAddress?.port ?? 0)" }

  /// How many connections it has taken.
  var accepted: Int { state.withLock { $0.accepted } }

  /// Starts one before the API server of the test cluster.
  static func start() async throws -> FaultProxy {
    let box = Mutex<FaultProxy?>(nil)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        guard let proxy = box.withLock({ $0 }) else { return channel.close() }
        return proxy.accept(channel)
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let proxy = FaultProxy(channel)
    box.withLock { $0 = proxy }
    return proxy
  }

  /// Changes the behaviour.
  func set(_ mode: Mode) { state.withLock { $0.mode = mode } }

  /// Closes every open connection.
  func cutAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }

  /// Ends it.
  func stop() async {
    cutAll()
    try? await server.close()
  }

  private func accept(_ client: any Channel) -> EventLoopFuture<Void> {
    let mode = state.withLock { state in
      state.accepted += 1
      return state.mode
    }
    guard mode != .refuse else { return client.close() }
    keep(client)
    return ClientBootstrap(group: client.eventLoop)
      .connect(host: RealCluster.serverHost, port: RealCluster.serverPort)
      .flatMap { server in
        self.keep(server)
        let up = Pump(to: server) { _ in self.mode.delay }
        let down = Pump(to: client) { sent in
          if case .cut(let limit) = self.mode, sent > limit {
            client.close(promise: nil)
            return nil
          }
          return self.mode.delay
        }
        return client.pipeline.addHandler(up).and(server.pipeline.addHandler(down)).map { _ in }
      }
  }

  private var mode: Mode { state.withLock { $0.mode } }

  private func keep(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    state.withLock { $0.channels[id] = channel }
    channel.closeFuture.whenComplete { _ in self.state.withLock { $0.channels[id] = nil } }
  }
}

extension FaultProxy.Mode {
  /// How long bytes wait; nil drops them.
  fileprivate var delay: TimeAmount? {
    switch self {
    case .hang: nil
    case .slow(let seconds): .milliseconds(Int64(seconds * 1000))
    case .pass, .refuse, .cut: .zero
    }
  }
}

/// Carries bytes from one channel to another while it may.
private final class Pump: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private let target: any Channel
  private let sent = Mutex(0)
  private let delay: @Sendable (Int) -> TimeAmount?
  private let last = Mutex(NIODeadline.uptimeNanoseconds(0))

  /// `delay` says by the bytes so far how long the next ones wait; nil drops them.
  init(to target: any Channel, delay: @escaping @Sendable (Int) -> TimeAmount?) {
    self.target = target
    self.delay = delay
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    let total = sent.withLock { sent in
      sent += bytes.readableBytes
      return sent
    }
    guard let delay = delay(total) else { return }
    let time = last.withLock { last in
      last = max(.now() + delay, last + .nanoseconds(1))
      return last
    }
    guard delay > .zero else { return target.writeAndFlush(bytes, promise: nil) }
    context.eventLoop.scheduleTask(deadline: time) { [target] in
      target.writeAndFlush(bytes, promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { target.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
