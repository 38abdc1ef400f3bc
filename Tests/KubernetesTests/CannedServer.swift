import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on loopback that answers what a closure says, for tests of the client.
struct CannedServer: Sendable {
  /// What is answered; the pieces of the body are sent one by one.
  struct Answer: Sendable {
    var status = HTTPResponseStatus.ok
    var headers: [(String, String)] = []
    var pieces: [String]
  }

  private let channel: any Channel

  /// The base URL of the server.
  var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

  /// Answers by method, path with query, and the Authorization header.
  static func start(
    _ answer: @escaping @Sendable (_ request: String, _ authorization: String) -> Answer
  ) async throws -> CannedServer {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return CannedServer(channel: channel)
  }

  func stop() async throws { try await channel.close() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (String, String) -> Answer
    private var head: HTTPRequestHead?

    init(answer: @escaping @Sendable (String, String) -> Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): self.head = head
      case .body: break
      case .end:
        guard let head else { return }
        let answer = answer(
          "\(head.method) \(head.uri)", head.headers.first(name: "Authorization") ?? "")
        context.write(
          wrapOutboundOut(
            .head(
              HTTPResponseHead(
                version: .http1_1, status: answer.status, headers: HTTPHeaders(answer.headers)))),
          promise: nil)
        for piece in answer.pieces {
          context.writeAndFlush(
            wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: piece)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }
  }
}
