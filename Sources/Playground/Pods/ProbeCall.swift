import NIOCore
import NIOPosix

/// One real probe over a connection: asks, reads the first line of the answer, closes.
enum ProbeCall {
  /// Nil when the probe succeeds, else why not.
  static func run(
    _ probe: ProbePlan, address: String, port: Int, ports: LoopbackPorts, on loop: any EventLoop
  ) -> EventLoopFuture<String?> {
    let promise = loop.makePromise(of: String?.self)
    guard (1...65_535).contains(port),
      let place = try? SocketAddress(ipAddress: address, port: ports.bound(port))
    else {
      promise.succeed("port \(port) cannot be dialled")
      return promise.futureResult
    }
    let timeout = TimeAmount.milliseconds(Int64(probe.timeout * 1000))
    let connected = ClientBootstrap(group: loop)
      .connectTimeout(timeout)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            ProbeConnection(probe, host: "\(address):\(port)", promise, timeout: timeout))
        }
      }.connect(to: place)
    connected.whenFailure { _ in promise.succeed("connect to port \(port): connection refused") }
    return promise.futureResult
  }
}

/// The connection of one probe.
private final class ProbeConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let probe: ProbePlan
  private let host: String
  private let promise: EventLoopPromise<String?>
  private let timeout: TimeAmount
  private var timer: Scheduled<Void>?
  private var input = ByteBuffer()

  init(
    _ probe: ProbePlan, host: String, _ promise: EventLoopPromise<String?>, timeout: TimeAmount
  ) {
    self.probe = probe
    self.host = host
    self.promise = promise
    self.timeout = timeout
  }

  func channelActive(context: ChannelHandlerContext) {
    guard case .http(let path, _) = probe.action else {
      finish(context, nil)
      return
    }
    let request =
      "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: kube-probe/1.31\r\n"
      + "Connection: close\r\n\r\n"
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    timer =
      context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [self] in
        finish(context, "no answer in time")
      }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var part = unwrapInboundIn(data)
    input.writeBuffer(&part)
    let text = String(buffer: input)
    guard let line = text.split(separator: "\r\n").first, text.contains("\r\n") else { return }
    let words = line.split(separator: " ")
    guard words.count > 1, let status = Int(words[1]) else {
      finish(context, "the answer is not HTTP")
      return
    }
    let isGood = (200..<400).contains(status)
    finish(context, isGood ? nil : "HTTP probe failed with statuscode: \(status)")
  }

  func channelInactive(context: ChannelHandlerContext) {
    finish(context, "the connection was closed without an answer")
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    finish(context, "the connection failed")
  }

  private func finish(_ context: ChannelHandlerContext, _ failure: String?) {
    timer?.cancel()
    timer = nil
    promise.succeed(failure)
    context.close(promise: nil)
  }
}
