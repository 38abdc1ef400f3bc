import NIOCore

/// One side of a spliced connection: what it reads is written to the other side, no faster than that takes it.
final class ServiceConnection: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What both sides share: the follower of the requests.
  final class Exchange {
    var follower: HTTPFollower

    init(_ follower: HTTPFollower) { self.follower = follower }
  }

  private let exchange: Exchange
  private let isClient: Bool
  private weak var partner: ServiceConnection?
  private var context: ChannelHandlerContext?
  private var wantsRead = false

  private init(_ exchange: Exchange, isClient: Bool) {
    self.exchange = exchange
    self.isClient = isClient
  }

  /// The two ends of a splice: the client's and the backend's.
  static func pair(
    _ follower: HTTPFollower
  ) -> (client: ServiceConnection, backend: ServiceConnection) {
    let exchange = Exchange(follower)
    let client = ServiceConnection(exchange, isClient: true)
    let backend = ServiceConnection(exchange, isClient: false)
    client.partner = backend
    backend.partner = client
    return (client, backend)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    partner = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    if exchange.follower.isFollowing {
      if isClient {
        exchange.follower.request(buffer, now: .now())
      } else {
        exchange.follower.answer(buffer, now: .now())
      }
    }
    partner?.context?.write(wrapOutboundOut(buffer), promise: nil)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    partner?.context?.flush()
    context.fireChannelReadComplete()
  }

  /// Reads only while the other side takes more: back-pressure.
  func read(context: ChannelHandlerContext) {
    if partner?.isWritable ?? false { context.read() } else { wantsRead = true }
  }

  /// A client that was just accepted is not active yet when its backend already may speak.
  private var isWritable: Bool {
    context.map { $0.channel.isActive && $0.channel.isWritable } ?? false
  }

  func channelActive(context: ChannelHandlerContext) {
    partner?.resume()
    context.fireChannelActive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { partner?.resume() }
    context.fireChannelWritabilityChanged()
  }

  private func resume() {
    guard wantsRead else { return }
    wantsRead = false
    context?.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent {
      partner?.context?.close(mode: .output, promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    exchange.follower.end(now: .now())
    partner?.context?.close(promise: nil)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    partner?.context?.close(promise: nil)
    context.close(promise: nil)
  }
}
