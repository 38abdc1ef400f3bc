import NIOCore
import NIOPosix
import Synchronization

/// A server that says the same words (or nothing) to everyone who says something.
enum WordServer {
  /// An answer of HTTP with a body.
  static func answer(_ body: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// What a server was told.
  final class Heard: Sendable {
    let text = Mutex("")
  }

  /// Runs a test beside it.
  static func with(
    says words: String, heard: Heard = Heard(), _ test: (Int) async throws -> Void
  ) async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Saying(words, heard))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await test(server.localAddress?.port ?? 0)
    } catch {
      try? await server.close()
      throw error
    }
    try await server.close()
  }

  private final class Saying: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let words: String
    private let heard: Heard

    init(_ words: String, _ heard: Heard) {
      self.words = words
      self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      heard.text.withLock { $0 += text }
      guard !words.isEmpty else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: words)), promise: nil)
    }
  }
}
