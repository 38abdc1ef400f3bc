import NIOCore
import Topology

/// One connection to a pod: HTTP/1.1 with keep-alive, and an echo once it is upgraded to a WebSocket.
final class PodConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let pod: RunningPod
  private var input = ByteBuffer()
  private var body = BodyScanner()
  private var state = State.head
  private var request = Request()
  private var isInputClosed = false

  private enum State {
    case head
    case body
    /// The answer waits for the pod's latency.
    case answering
    case webSocket
    case closed
  }

  /// What the answer needs to know of the request.
  private struct Request {
    var path = ""
    /// The path with the query, as it came.
    var target = ""
    var isHead = false
    var keepsAlive = true
    var webSocketKey: String?
  }

  /// The biggest head that is read.
  private static let headLimit = 65_536

  init(_ pod: RunningPod) { self.pod = pod }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var part = unwrapInboundIn(data)
    if input.readableBytes == 0 { input = part } else { input.writeBuffer(&part) }
    process(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    state = .closed
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { state = .closed }

  private func process(_ context: ChannelHandlerContext) {
    while input.readableBytes > 0 {
      switch state {
      case .head: guard readHead(context) else { return }
      case .body: guard readBody(context) else { return }
      case .webSocket:
        guard WebSocketEcho.answer(&input, context) else { return }
      case .answering, .closed: return
      }
    }
  }

  /// Reads a head; returns whether there was a whole one.
  private func readHead(_ context: ChannelHandlerContext) -> Bool {
    let found = input.withUnsafeReadableBytes { bytes -> (RequestHead, Request)? in
      guard let view = ByteView(bytes) else { return nil }
      switch RequestHead.scan(view, searched: 0) {
      case .incomplete:
        if bytes.count > Self.headLimit { refuse(context) }
        return nil
      case .malformed:
        refuse(context)
        return nil
      case .complete(let head):
        return (head, Self.request(head, view))
      }
    }
    guard let (head, request) = found else { return false }
    self.request = request
    input.moveReaderIndex(forwardBy: head.length)
    if head.expectsContinue { write("HTTP/1.1 100 Continue\r\n\r\n", context) }
    body.begin(head.framing)
    if body.isEmpty { answer(context) } else { state = .body }
    return true
  }

  private static func request(_ head: RequestHead, _ view: ByteView) -> Request {
    var request = Request()
    request.target = view.text(head.target)
    request.path =
      request.target.split(
        separator: "?", maxSplits: 1, omittingEmptySubsequences: false
      ).first.map(String.init) ?? "/"
    request.isHead = head.hasMethod("head", in: view)
    request.keepsAlive = head.keepsAlive
    if head.isUpgrade, head.value(of: "upgrade", in: view)?.lowercased() == "websocket" {
      request.webSocketKey = head.value(of: "sec-websocket-key", in: view)
    }
    return request
  }

  /// Drops the body; returns whether it is over.
  private func readBody(_ context: ChannelHandlerContext) -> Bool {
    switch input.withUnsafeReadableBytes({ body.scan($0) }) {
    case .more:
      input.clear()
      return false
    case .done(let count):
      input.moveReaderIndex(forwardBy: count)
      answer(context)
      return true
    case .malformed:
      refuse(context)
      return false
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    let latency = pod.plan.behaviour.latency
    let isProbe = pod.readinessPaths.contains(request.path)
    guard latency > 0, !isProbe else {
      respond(context)
      return
    }
    state = .answering
    let delay = TimeAmount.microseconds(Int64(latency * 1e6))
    context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
      guard case .answering = state else { return }
      respond(context)
      process(context)
    }
  }

  private func respond(_ context: ChannelHandlerContext) {
    if let key = request.webSocketKey {
      write(WebSocketEcho.handshake(key), context)
      state = .webSocket
      return
    }
    let plan = pod.plan
    var status = "200 OK"
    if pod.readinessPaths.contains(request.path) {
      if !plan.behaviour.isReady { status = "503 Service Unavailable" }
    } else if !plan.livenessPaths.contains(request.path), pod.drawsError() {
      status = "500 Internal Server Error"
    }
    let text = "\(plan.behaviour.body ?? plan.name.name)\n"
    var answer = "HTTP/1.1 \(status)\r\nContent-Type: text/plain; charset=utf-8\r\n"
    answer += "Content-Length: \(text.utf8.count)\r\nX-Pod: \(plan.name.name)\r\n"
    answer += "X-Node: \(plan.node)\r\nX-Target: \(request.target)\r\n"
    answer += request.keepsAlive ? "\r\n" : "Connection: close\r\n\r\n"
    if !request.isHead { answer += text }
    write(answer, context)
    state = .head
    if !request.keepsAlive { close(context) }
  }

  private func refuse(_ context: ChannelHandlerContext) {
    write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", context)
    close(context)
  }

  private func close(_ context: ChannelHandlerContext) {
    state = .closed
    context.close(promise: nil)
  }

  private func write(_ text: String, _ context: ChannelHandlerContext) {
    var buffer = context.channel.allocator.buffer(capacity: text.utf8.count)
    buffer.writeString(text)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }
}
