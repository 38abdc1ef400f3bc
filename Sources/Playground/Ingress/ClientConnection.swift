import NIOCore
import Topology

/// One connection of a client: reads requests one after the other, chooses a backend for each and
/// passes its answer on.
///
/// Bytes of bodies are never touched; of a head only the lines change that a proxy must change.
final class ClientConnection: ChannelInboundHandler, ChannelOutboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  enum Phase {
    /// Waits for a request's head.
    case head
    /// Passes on a request's body.
    case body
    /// Waits for the answer or its end.
    case answer
    case tunnel
    /// Nothing more is read: it ends when everything is written.
    case closing
  }

  let core: IngressCore
  let forwarding: [UInt8]
  var context: ChannelHandlerContext?
  var phase = Phase.head
  /// What has arrived and is not yet used.
  var input = ByteBuffer()
  /// How much of `input` is known to hold no end of a head.
  var searched = 0
  var body = BodyScanner()
  var exchange = Exchange()
  var upstream: UpstreamConnection?
  /// The request as it is sent: its head, and as much of its body as has arrived before the connection.
  var outgoing = ByteBuffer()
  /// Reused for the heads of answers.
  var scratch = ByteBuffer()
  /// Whether it takes more bytes now.
  var isWritable = true
  var hasUnflushed = false
  /// The sweep at which something last happened.
  var lastActivity = 0
  private var holdsRead = false
  private var isProcessing = false

  let isTLS: Bool
  /// The address of the client; nil where it is none that can be read.
  let client: IPAddress?
  /// The Service that a pod of a mesh connects to; nil for a client of the ingress.
  let destination: MeshDestination?

  init(
    core: IngressCore, client: String, isTLS: Bool, port: Int, destination: MeshDestination? = nil
  ) {
    self.core = core
    self.isTLS = isTLS
    self.client = IPAddress(client)
    self.destination = destination
    forwarding = HeadWriter.forwarding(client: client, isTLS: isTLS, port: port)
    lastActivity = core.tick
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    core.add(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    core.remove(self)
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    lastActivity = core.tick
    switch phase {
    case .tunnel: upstream?.send(buffer)
    case .closing: break
    default:
      if input.readableBytes == 0 { input = buffer } else { input.writeBuffer(&buffer) }
      process()
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { flush() }

  func read(context: ChannelHandlerContext) {
    if mayRead { context.read() } else { holdsRead = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    if isWritable { upstream?.resumeReading() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    exchange.record(status: 499)
    phase = .closing
    upstream?.abandon()
    upstream = nil
    core.remove(self)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Whether more bytes can be passed on or kept.
  private var mayRead: Bool {
    switch phase {
    case .head: true
    case .body: upstream.map(\.isWritable) ?? (outgoing.readableBytes < core.options.headLimit)
    case .answer: input.readableBytes < core.options.copyLimit
    case .tunnel: upstream?.isWritable ?? false
    case .closing: true
    }
  }

  /// Reads on when what it waited for has come.
  func resumeReading() {
    guard holdsRead, mayRead else { return }
    holdsRead = false
    context?.read()
  }

  /// The backend takes more bytes, or has stopped taking them.
  func upstreamWritabilityChanged() { resumeReading() }

  /// Uses as much of the input as can be used now.
  func process() {
    guard !isProcessing else { return }
    isProcessing = true
    defer { isProcessing = false }
    while input.readableBytes > 0 {
      switch phase {
      case .head:
        guard readHead() else { return }
      case .body:
        moveBody()
        return
      case .answer: return
      case .tunnel:
        upstream?.send(input)
        input = ByteBuffer()
      case .closing:
        input = ByteBuffer()
      }
    }
  }

  /// Writes bytes to the client; `flush` sends them.
  func write(_ buffer: ByteBuffer) {
    guard let context else { return }
    lastActivity = core.tick
    hasUnflushed = true
    context.write(wrapOutboundOut(buffer), promise: nil)
  }

  /// Sends what has been written.
  func flush() {
    guard hasUnflushed else { return }
    hasUnflushed = false
    context?.flush()
  }

  /// Ends the connection after what has been written.
  ///
  /// A client that is still sending is let finish unheard: to close at once would throw away the answer
  /// that it has not read yet.
  func close() {
    let isSending = phase == .head && input.readableBytes > 0 || phase == .body
    phase = .closing
    input = ByteBuffer()
    flush()
    context?.close(mode: isSending && !isTLS ? .output : .all, promise: nil)
  }

  /// Ends the connection once nothing is under way on it.
  func retire() {
    if phase == .head, input.readableBytes == 0 { close() } else { exchange.keepsAlive = false }
  }

  /// Ends an exchange that waits for too long, and a connection on which nothing happens.
  func checkTimeouts() {
    let waited = core.tick - lastActivity
    switch phase {
    case .head:
      let limit = input.readableBytes > 0 ? core.options.headTimeout : core.options.idleTimeout
      guard waited > core.ticks(limit) else { return }
      if input.readableBytes > 0 { refuse(408) } else { close() }
    case .body, .answer:
      guard waited > core.ticks(core.options.answerTimeout) else { return }
      upstream?.abandon()
      upstream = nil
      fail(504)
    case .closing where waited > core.ticks(core.options.lingerTimeout):
      context?.close(promise: nil)
    case .tunnel, .closing: return
    }
  }
}
