import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS
import Topology
import Traffic

/// Asks an address from this machine, over a connection of its own that is closed afterwards.
struct DirectProbe: Sendable {
  let group: any EventLoopGroup
  /// Seconds after which nothing more is awaited.
  let patience: Double

  /// What came of one question.
  struct Answer: Sendable {
    var outcome: ProbeReading.Outcome
    var certificateEnd: Double?
  }

  func ask(_ address: BackendAddress, _ check: ReadinessCheck) async -> Answer {
    let timeout = TimeAmount.milliseconds(Int64(patience * 1000))
    do {
      // Nothing is read before there is somebody to read it: some servers speak first.
      let channel = try await ClientBootstrap(group: group).connectTimeout(timeout)
        .channelOption(.autoRead, value: false)
        .connect(host: address.address, port: address.port).get()
      let answer = await ask(channel, address, check, timeout)
      try? await channel.close()
      return answer
    } catch {
      return Answer(outcome: Self.outcome(of: error))
    }
  }

  private func ask(
    _ channel: any Channel, _ address: BackendAddress, _ check: ReadinessCheck,
    _ timeout: TimeAmount
  ) async -> Answer {
    switch check {
    case .handshake(let name):
      await answer(on: channel, within: timeout, isTLS: true) { answer in
        try await shakeHands(channel, name, answer)
      }
    case .grpc(let service):
      await answer(on: channel, within: timeout, isTLS: false) { answer in
        try await GRPCHealthCheck.ask(
          channel, authority: address.description, service: service, answer)
      }
    case .http(let isTLS, let path, let host, let headers):
      await answer(on: channel, within: timeout, isTLS: isTLS) { answer in
        let request = Self.request(
          path, host: host.isEmpty ? address.description : host, headers)
        try await send(request, over: channel, isTLS: isTLS, for: nil, answer)
      }
    case .request(let request):
      await answer(on: channel, within: timeout, isTLS: request.isTLS) { answer in
        try await send(
          Self.head(of: request), over: channel, isTLS: request.isTLS, for: address.address, answer)
      }
    case .tcp: Answer(outcome: .open)
    }
  }

  /// Begins a question and waits for what its handlers promise, but not for ever.
  private func answer(
    on channel: any Channel, within timeout: TimeAmount, isTLS: Bool,
    _ begin: (EventLoopPromise<ProbeReading.Outcome>) async throws -> Void
  ) async -> Answer {
    let answer = channel.eventLoop.makePromise(of: ProbeReading.Outcome.self)
    let limit = channel.eventLoop.scheduleTask(in: timeout) {
      answer.fail(ChannelError.connectTimeout(timeout))
    }
    defer { limit.cancel() }
    let outcome: ProbeReading.Outcome
    do {
      try await begin(answer)
      outcome = try await answer.futureResult.get()
    } catch {
      answer.fail(error)
      outcome = Self.outcome(of: error)
    }
    return Answer(
      outcome: outcome, certificateEnd: isTLS ? await Self.certificateEnd(channel) : nil)
  }

  private static func request(
    _ path: String, host: String, _ headers: [String: String]
  ) -> HTTPRequestHead {
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
    head.headers.add(name: "Host", value: host)
    head.headers.add(name: "User-Agent", value: "sluice-probe")
    head.headers.add(name: "Connection", value: "close")
    for (name, value) in headers where !name.isEmpty {
      head.headers.replaceOrAdd(name: name, value: value)
    }
    return head
  }

  /// Headers that are between two neighbours only, and those that promise a body.
  private static let left: Set = [
    "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]

  private static func head(of request: ProbeRequest) -> HTTPRequestHead {
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target)
    head.headers.add(name: "Host", value: request.host)
    head.headers.add(name: "Connection", value: "close")
    for header in request.headers where !left.contains(header.name.lowercased()) {
      head.headers.add(name: header.name, value: header.value)
    }
    if !head.headers.contains(name: "User-Agent") {
      head.headers.add(name: "User-Agent", value: "sluice-probe")
    }
    return head
  }

  private func send(
    _ request: HTTPRequestHead, over channel: any Channel, isTLS: Bool, for name: String?,
    _ answer: EventLoopPromise<ProbeReading.Outcome>
  ) async throws {
    try await channel.eventLoop.submit {
      let pipeline = channel.pipeline.syncOperations
      if isTLS { try pipeline.addHandler(Self.tls(for: name)) }
      try pipeline.addHTTPClientHandlers()
      try pipeline.addHandler(StatusReader(request, answer))
      channel.setOption(.autoRead, value: true).whenFailure { answer.fail($0) }
    }.get()
  }

  /// Which certificate is shown for a name.
  private func shakeHands(
    _ channel: any Channel, _ name: String, _ answer: EventLoopPromise<ProbeReading.Outcome>
  ) async throws {
    try await channel.eventLoop.submit {
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(Self.tls(for: name))
      try pipeline.addHandler(HandshakeReader(answer))
      channel.setOption(.autoRead, value: true).whenFailure { answer.fail($0) }
    }.get()
  }

  /// As the kubelet does, no certificate is refused: its end is told instead.
  private static func tls(for name: String?) throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    // An address is not sent as a name (RFC 6066, section 3).
    let isName = name.map { (try? SocketAddress(ipAddress: $0, port: 0)) == nil } ?? false
    return try NIOSSLClientHandler(
      context: try NIOSSLContext(configuration: configuration), serverHostname: isName ? name : nil)
  }

  private static func certificateEnd(_ channel: any Channel) async -> Double? {
    let certificate = try? await channel.nioSSL_peerCertificate().get()
    return certificate.map { Double($0.notValidAfter) }
  }

  /// What an error says of the address.
  static func outcome(of error: any Error) -> ProbeReading.Outcome {
    switch error {
    case ChannelError.connectTimeout: return .silent
    case let error as NIOConnectionError:
      guard let first = error.connectionErrors.first?.error else {
        return .unroutable("its name is not known")
      }
      return outcome(of: first)
    case let error as IOError:
      switch error.errnoCode {
      case ECONNREFUSED: return .refused
      case ETIMEDOUT: return .silent
      case ENETUNREACH, EHOSTUNREACH: return .unroutable("there is no route")
      case EACCES, EPERM: return .unroutable("this machine does not allow it")
      default: return .failed("the connection broke off")
      }
    case is NIOSSLError: return .failed("the TLS handshake failed")
    default: return .failed("the connection broke off before an answer")
    }
  }
}

/// Sends one request and reports the status of its answer.
private final class StatusReader: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let request: HTTPRequestHead
  private let answer: EventLoopPromise<ProbeReading.Outcome>

  init(_ request: HTTPRequestHead, _ answer: EventLoopPromise<ProbeReading.Outcome>) {
    self.request = request
    self.answer = answer
  }

  func handlerAdded(context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    context.write(wrapOutboundOut(.head(request)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // An interim answer (1xx) is none yet.
    guard case .head(let head) = unwrapInboundIn(data), head.status.code >= 200 else { return }
    answer.succeed(.status(Int(head.status.code)))
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.fail(ChannelError.eof)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error)
    context.close(promise: nil)
  }
}

/// Reports the end of a TLS handshake.
private final class HandshakeReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let answer: EventLoopPromise<ProbeReading.Outcome>

  init(_ answer: EventLoopPromise<ProbeReading.Outcome>) { self.answer = answer }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted = event { answer.succeed(.open) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.fail(ChannelError.eof)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error)
    context.close(promise: nil)
  }
}
