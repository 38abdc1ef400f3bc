import NIOCore
import NIOHTTP1
import Topology

/// One keep-alive connection of the load generator: one request at a time.
final class LoadConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  let way: LoadTarget.Way
  private unowned let engine: LoadEngine
  private var context: ChannelHandlerContext?
  private var isWaiting = false
  private var keepsAlive = true

  init(engine: LoadEngine, way: LoadTarget.Way) {
    self.engine = engine
    self.way = way
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Sends a request; its end is told to the engine, however it ends.
  func send(_ target: LoadTarget) {
    isWaiting = true
    guard let context, context.channel.isActive else {
      end(isAnswered: false, isReusable: false)
      return
    }
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target.path)
    head.headers.add(name: "Host", value: target.host)
    head.headers.add(name: "User-Agent", value: "sluice-load")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func close() { context?.close(promise: nil) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): keepsAlive = head.isKeepAlive
    case .body: break
    case .end:
      end(isAnswered: true, isReusable: keepsAlive)
      if !keepsAlive { context.close(promise: nil) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    engine.closed(self)
    end(isAnswered: false, isReusable: false)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func end(isAnswered: Bool, isReusable: Bool) {
    guard isWaiting else { return }
    isWaiting = false
    engine.finished(self, isAnswered: isAnswered, isReusable: isReusable)
  }
}
