package import NIOCore
import NIOPosix

/// Serves `/metrics` over HTTP, in the text format of Prometheus.
package struct MetricsEndpoint: Sendable {
  /// The port in use.
  package let port: Int
  private let listener: any Channel

  /// Starts to listen on loopback; port 0 takes any free one.
  package static func start(
    _ metrics: ProxyMetrics, address: String = "127.0.0.1", port: Int = 0, on loop: any EventLoop
  ) async throws -> MetricsEndpoint {
    let bootstrap = ServerBootstrap(group: loop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(MetricsConnection(metrics: metrics))
        }
      }
    do {
      let listener = try await bootstrap.bind(host: address, port: port).get()
      return MetricsEndpoint(port: listener.localAddress?.port ?? port, listener: listener)
    } catch {
      throw ListenFailure(.metrics, port: port, error)
    }
  }

  /// Stops listening.
  package func stop() async { try? await listener.close() }
}

/// One reader of the metrics: a request at a time, each answered whole.
private final class MetricsConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let metrics: ProxyMetrics
  private var input = ByteBuffer()
  private var isAnswering = false

  init(metrics: ProxyMetrics) { self.metrics = metrics }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    input.writeBuffer(&buffer)
    process(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func process(_ context: ChannelHandlerContext) {
    guard !isAnswering else { return }
    let request = input.withUnsafeReadableBytes { bytes -> (Int, String, Bool)? in
      guard let view = ByteView(bytes) else { return nil }
      switch RequestHead.scan(view, searched: 0) {
      case .incomplete: return bytes.count > 65_536 ? (bytes.count, "", false) : nil
      case .malformed: return (bytes.count, "", false)
      case .complete(let head):
        return (
          head.length, view.text(head.method) + " " + view.text(head.target),
          head.keepsAlive && head.framing == .none
        )
      }
    }
    guard let (length, line, keepsAlive) = request else { return }
    input.moveReaderIndex(forwardBy: length)
    isAnswering = true
    let path = line.split(separator: "?").first
    guard path == "GET /metrics" || path == "HEAD /metrics" else {
      let status = line.isEmpty ? "400 Bad Request" : "404 Not Found"
      answer(context, status, line.isEmpty ? "bad request\n" : "see /metrics\n", keepsAlive)
      return
    }
    let metrics = metrics
    context.eventLoop.makeFutureWithTask { try await metrics.prometheusText() }
      .assumeIsolated().whenSuccess { [self] text in
        answer(context, "200 OK", text, keepsAlive, sendsBody: path == "GET /metrics")
      }
  }

  private func answer(
    _ context: ChannelHandlerContext, _ status: String, _ text: String, _ keepsAlive: Bool,
    sendsBody: Bool = true
  ) {
    let head = [
      "HTTP/1.1 \(status)", "Content-Type: \(PrometheusText.contentType)",
      "Content-Length: \(text.utf8.count)", "Connection: \(keepsAlive ? "keep-alive" : "close")",
    ]
    let whole = head.joined(separator: "\r\n") + "\r\n\r\n" + (sendsBody ? text : "")
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: whole)), promise: nil)
    isAnswering = false
    guard keepsAlive else {
      context.close(promise: nil)
      return
    }
    process(context)
  }
}
