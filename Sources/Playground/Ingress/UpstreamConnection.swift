import NIOCore

/// One connection to a backend: sends a client's request, finds the end of the answer.
final class UpstreamConnection: ChannelInboundHandler, ChannelOutboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase {
    case head
    case body
    case tunnel
  }

  let pool: UpstreamPool
  /// Whether it has carried a request before: only then may it have died unnoticed.
  private(set) var isReused = false
  /// Whether it takes more bytes now.
  private(set) var isWritable = true
  private let core: IngressCore
  private var context: ChannelHandlerContext?
  private var client: ClientConnection?
  private var phase = Phase.head
  private var body = BodyScanner()
  private var input = ByteBuffer()
  private var searched = 0
  private var holdsRead = false
  private var keepsAlive = false

  init(pool: UpstreamPool, core: IngressCore) {
    self.pool = pool
    self.core = core
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Begins an exchange for a client.
  func begin(_ client: ClientConnection) {
    self.client = client
    phase = .head
    searched = 0
  }

  /// Sends bytes at once.
  func send(_ buffer: ByteBuffer) {
    context?.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  /// Ends the exchange whatever became of it: nobody will read the rest.
  func abandon() {
    client = nil
    close()
  }

  /// Ends the connection after what has been written.
  func close() { context?.close(promise: nil) }

  /// From now on bytes pass through in both directions.
  func beginTunnel() { phase = .tunnel }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    guard let client else {
      close()
      return
    }
    if input.readableBytes > 0 {
      input.writeBuffer(&buffer)
      swap(&input, &buffer)
      input = ByteBuffer()
    }
    switch phase {
    case .tunnel: client.write(buffer)
    case .body: read(body: buffer, for: client)
    case .head: read(head: buffer, for: client)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { client?.flush() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    client?.upstreamWritabilityChanged()
  }

  func read(context: ChannelHandlerContext) {
    if let client, !client.isWritable { holdsRead = true } else { context.read() }
  }

  /// Goes on reading after the client has caught up.
  func resumeReading() {
    guard holdsRead else { return }
    holdsRead = false
    context?.read()
  }

  func channelInactive(context: ChannelHandlerContext) {
    guard let client else {
      pool.remove(self)
      core.endCopy(self)
      return
    }
    self.client = nil
    if phase == .body, body.framing == .untilClose {
      client.finishAnswer()
    } else {
      client.upstreamEnded(self)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func read(head buffer: ByteBuffer, for client: ClientConnection) {
    var buffer = buffer
    while let scan = scan(buffer) {
      switch scan {
      case .incomplete:
        guard buffer.readableBytes <= core.options.headLimit else {
          fail(client)
          return
        }
        searched = buffer.readableBytes
        input = buffer
        return
      case .malformed:
        fail(client)
        return
      case .complete(let head):
        searched = 0
        guard head.isInterim else {
          answer(head, buffer, for: client)
          return
        }
        client.writeInterim(head, buffer)
        buffer.moveReaderIndex(forwardBy: head.length)
      }
    }
  }

  private func scan(_ buffer: ByteBuffer) -> ResponseHead.Scan? {
    buffer.withUnsafeReadableBytes {
      ByteView($0).map { ResponseHead.scan($0, searched: searched) }
    }
  }

  private func answer(_ head: ResponseHead, _ buffer: ByteBuffer, for client: ClientConnection) {
    var rest = buffer
    rest.moveReaderIndex(forwardBy: head.length)
    if head.status == 101 {
      guard client.isUpgrading else {
        fail(client)
        return
      }
      phase = .tunnel
      client.beginTunnel(head, buffer)
      if rest.readableBytes > 0 { client.write(rest) }
      return
    }
    keepsAlive = head.keepsAlive
    phase = .body
    body.begin(head.framing(isHead: client.isHead))
    let progress =
      body.isEmpty ? .done(0) : rest.withUnsafeReadableBytes { body.scan($0) }
    guard let part = rest.readSlice(length: Self.count(progress, of: rest)) else { return }
    client.writeAnswer(head, buffer, body: part, framing: body.framing)
    proceed(progress, rest: rest, for: client)
  }

  private func read(body buffer: ByteBuffer, for client: ClientConnection) {
    let progress = buffer.withUnsafeReadableBytes { body.scan($0) }
    var rest = buffer
    if let part = rest.readSlice(length: Self.count(progress, of: buffer)) { client.write(part) }
    proceed(progress, rest: rest, for: client)
  }

  private static func count(_ progress: BodyScanner.Progress, of buffer: ByteBuffer) -> Int {
    switch progress {
    case .more: buffer.readableBytes
    case .done(let count): count
    case .malformed: 0
    }
  }

  private func proceed(
    _ progress: BodyScanner.Progress, rest: ByteBuffer, for client: ClientConnection
  ) {
    switch progress {
    case .more: break
    case .done: finish(client, surplus: rest.readableBytes)
    case .malformed:
      self.client = nil
      client.upstreamEnded(self)
      close()
    }
  }

  private func finish(_ client: ClientConnection, surplus: Int) {
    self.client = nil
    isReused = true
    let stays = keepsAlive && surplus == 0 && client.isRequestComplete && isWritable
    if !(stays && pool.put(self)) { close() }
    client.finishAnswer()
  }

  private func fail(_ client: ClientConnection) {
    self.client = nil
    close()
    client.fail(502)
  }
}
