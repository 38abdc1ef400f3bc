import NIOCore
import NIOHPACK
import NIOHTTP2
import Traffic

/// Asks a gRPC server for its health, as the kubelet does: HTTP/2 without TLS, one `grpc.health.v1.Health/Check`.
///
/// Rules: the gRPC health checking protocol; gRPC over HTTP/2 (a message is a byte for compression, four for its
/// length, and the protobuf bytes).
final class GRPCHealthCheck: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let authority: String
  private let service: String
  private let answer: EventLoopPromise<ProbeReading.Outcome>
  private var message = ByteBuffer()
  private var status: String?

  /// A check of one service; an empty one means the server as a whole.
  init(
    authority: String, service: String, _ answer: EventLoopPromise<ProbeReading.Outcome>
  ) {
    self.authority = authority
    self.service = service
    self.answer = answer
  }

  /// Asks over a connection that was just made.
  static func ask(
    _ channel: any Channel, authority: String, service: String,
    _ answer: EventLoopPromise<ProbeReading.Outcome>
  ) async throws {
    let multiplexer = try await channel.eventLoop.submit {
      let multiplexer = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
        mode: .client, connectionConfiguration: .init(), streamConfiguration: .init()
      ) { $0.eventLoop.makeSucceededVoidFuture() }
      channel.setOption(.autoRead, value: true).whenFailure { answer.fail($0) }
      return multiplexer
    }.get()
    channel.closeFuture.whenComplete { _ in answer.fail(ChannelError.eof) }
    _ = try await multiplexer.createStreamChannel { stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandler(
          GRPCHealthCheck(authority: authority, service: service, answer))
      }
    }.get()
  }

  func channelActive(context: ChannelHandlerContext) {
    let headers: HPACKHeaders = [
      ":method": "POST", ":scheme": "http", ":path": "/grpc.health.v1.Health/Check",
      ":authority": authority, "content-type": "application/grpc", "te": "trailers",
      "user-agent": "sluice-probe",
    ]
    context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: nil)
    let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(request()), endStream: true)
    context.writeAndFlush(wrapOutboundOut(.data(data)), promise: nil)
    context.fireChannelActive()
  }

  /// The message `HealthCheckRequest {string service = 1}`.
  private func request() -> ByteBuffer {
    var body = ByteBuffer()
    if !service.isEmpty {
      body.writeInteger(0x0A as UInt8)
      body.writeVarint(service.utf8.count)
      body.writeString(service)
    }
    var request = ByteBuffer(bytes: [0])
    request.writeInteger(UInt32(body.readableBytes))
    request.writeBuffer(&body)
    return request
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var isEnd = false
    switch unwrapInboundIn(data) {
    case .headers(let payload):
      status = payload.headers.first(name: "grpc-status") ?? status
      isEnd = payload.endStream
    case .data(let payload):
      if case .byteBuffer(let bytes) = payload.data, message.readableBytes < 1 << 10 {
        message.writeImmutableBuffer(bytes)
      }
      isEnd = payload.endStream
    case .rstStream: answer.fail(ChannelError.eof)
    default: break
    }
    if isEnd { answer.succeed(Self.outcome(status, message)) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.fail(ChannelError.eof)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error)
    context.close(promise: nil)
  }

  /// What a status and a `HealthCheckResponse {ServingStatus status = 1}` say; 1 is SERVING.
  static func outcome(_ status: String?, _ message: ByteBuffer) -> ProbeReading.Outcome {
    guard let status else { return .failed("it does not speak gRPC") }
    guard status == "0" else {
      return switch status {
      case "5": .failed("it does not know the service that its probe names")
      case "12": .failed("it does not offer health checks")
      default: .failed("gRPC status \(status)")
      }
    }
    let bytes = Array(message.readableBytesView)
    guard bytes.count >= 5, bytes[0] == 0 else { return .failed("its answer cannot be read") }
    // An empty message states no status, which is UNKNOWN.
    let body = Array(bytes.dropFirst(5))
    return .health(isServing: body.count == 2 && body[0] == 0x08 && body[1] == 1)
  }
}

extension ByteBuffer {
  /// Writes a number as protobuf does: seven bits a byte, the lowest first, the highest bit while more follow.
  fileprivate mutating func writeVarint(_ number: Int) {
    var rest = number
    while rest > 0x7F {
      writeInteger(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    writeInteger(UInt8(rest))
  }
}
