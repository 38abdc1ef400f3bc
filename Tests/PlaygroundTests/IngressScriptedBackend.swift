import NIOCore
import NIOPosix
import Topology

/// A backend that answers by a script: the bytes that have come in, and what to do about them.
struct IngressScriptedBackend {
  /// What to do.
  enum Step: Sendable {
    /// Nothing yet: more bytes are needed.
    case wait
    case send(String)
    case sendAndClose(String)
    /// Sends the text, and from then on every byte back.
    case echo(String)
    case close
  }

  let address: BackendAddress
  private let listener: any Channel

  /// Listens on a free port of 127.0.0.1.
  ///
  /// The script gets what a connection has received since its last answer, and how many answers the
  /// connection has got.
  static func start(
    on group: any EventLoopGroup, script: @escaping @Sendable (String, Int) -> Step
  ) async throws -> Self {
    let listener = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ScriptedConnection(script: script))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return Self(
      address: BackendAddress(address: "127.0.0.1", port: listener.localAddress?.port ?? 0),
      listener: listener)
  }

  /// A backend that says its name to everything.
  static func named(_ name: String, on group: any EventLoopGroup) async throws -> Self {
    try await start(on: group) { request, _ in
      guard request.contains("\r\n\r\n") else { return .wait }
      return .send("HTTP/1.1 200 OK\r\nContent-Length: \(name.utf8.count)\r\n\r\n\(name)")
    }
  }

  func stop() async { try? await listener.close() }
}

private final class ScriptedConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let script: @Sendable (String, Int) -> IngressScriptedBackend.Step
  private var received = ""
  private var answers = 0
  private var isEcho = false

  init(script: @escaping @Sendable (String, Int) -> IngressScriptedBackend.Step) {
    self.script = script
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    guard !isEcho else {
      context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
      return
    }
    received += String(buffer: buffer)
    let step = script(received, answers)
    if case .wait = step { return }
    received = ""
    answers += 1
    switch step {
    case .wait: break
    case .send(let text): send(text, context)
    case .sendAndClose(let text):
      send(text, context)
      context.close(promise: nil)
    case .echo(let text):
      isEcho = true
      send(text, context)
    case .close: context.close(promise: nil)
    }
  }

  private func send(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }
}
