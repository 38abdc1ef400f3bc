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
    if case .handshake(let name) = check { return await shakeHands(channel, name, timeout) }
    if case .grpc(let service) = check {
      return await askHealth(channel, address, service, timeout)
    }
    guard case .http(let isTLS, let path, let host, let headers) = check else {
      return Answer(outcome: .open)
    }
    let status = channel.eventLoop.makePromise(of: Int.self)
    let limit = channel.eventLoop.scheduleTask(in: timeout) {
      status.fail(ChannelError.connectTimeout(timeout))
    }
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
    head.headers.add(
      name: "Host", value: host.isEmpty ? address.description : host)
    head.headers.add(name: "User-Agent", value: "sluice-probe")
    head.headers.add(name: "Connection", value: "close")
    for (name, value) in headers where !name.isEmpty {
      head.headers.replaceOrAdd(name: name, value: value)
    }
    do {
      let request = head
      try await channel.eventLoop.submit {
        let pipeline = channel.pipeline.syncOperations
        if isTLS { try pipeline.addHandler(Self.tls(for: nil)) }
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(StatusReader(request, status))
        channel.setOption(.autoRead, value: true).whenFailure { status.fail($0) }
      }.get()
      let code = try await status.futureResult.get()
      limit.cancel()
      return Answer(outcome: .status(code), certificateEnd: await Self.certificateEnd(channel))
    } catch {
      limit.cancel()
      status.fail(error)
      let end = isTLS ? await Self.certificateEnd(channel) : nil
      return Answer(outcome: Self.outcome(of: error), certificateEnd: end)
    }
  }

  private func askHealth(
    _ channel: any Channel, _ address: BackendAddress, _ service: String, _ timeout: TimeAmount
  ) async -> Answer {
    let answer = channel.eventLoop.makePromise(of: ProbeReading.Outcome.self)
    let limit = channel.eventLoop.scheduleTask(in: timeout) {
      answer.fail(ChannelError.connectTimeout(timeout))
    }
    defer { limit.cancel() }
    do {
      try await GRPCHealthCheck.ask(
        channel, authority: address.description, service: service, answer)
      return Answer(outcome: try await answer.futureResult.get())
    } catch {
      answer.fail(error)
      return Answer(outcome: Self.outcome(of: error))
    }
  }

  /// As the kubelet does, no certificate is refused: its end is told instead.
  private static func tls(for name: String?) throws -> NIOSSLClientHandler {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    return try NIOSSLClientHandler(
      context: try NIOSSLContext(configuration: configuration), serverHostname: name)
  }

  /// Which certificate is shown for a name.
  private func shakeHands(
    _ channel: any Channel, _ name: String, _ timeout: TimeAmount
  ) async -> Answer {
    let done = channel.eventLoop.makePromise(of: Void.self)
    let limit = channel.eventLoop.scheduleTask(in: timeout) {
      done.fail(ChannelError.connectTimeout(timeout))
    }
    defer { limit.cancel() }
    do {
      try await channel.eventLoop.submit {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(Self.tls(for: name))
        try pipeline.addHandler(HandshakeReader(done))
        channel.setOption(.autoRead, value: true).whenFailure { done.fail($0) }
      }.get()
      try await done.futureResult.get()
      return Answer(outcome: .open, certificateEnd: await Self.certificateEnd(channel))
    } catch {
      done.fail(error)
      return Answer(outcome: Self.outcome(of: error))
    }
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
  private let status: EventLoopPromise<Int>

  init(_ request: HTTPRequestHead, _ status: EventLoopPromise<Int>) {
    self.request = request
    self.status = status
  }

  func handlerAdded(context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    context.write(wrapOutboundOut(.head(request)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // An interim answer (1xx) is none yet.
    guard case .head(let head) = unwrapInboundIn(data), head.status.code >= 200 else { return }
    status.succeed(Int(head.status.code))
  }

  func channelInactive(context: ChannelHandlerContext) {
    status.fail(ChannelError.eof)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    status.fail(error)
    context.close(promise: nil)
  }
}

/// Reports the end of a TLS handshake.
private final class HandshakeReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let done: EventLoopPromise<Void>

  init(_ done: EventLoopPromise<Void>) { self.done = done }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted = event { done.succeed() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    done.fail(ChannelError.eof)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    done.fail(error)
    context.close(promise: nil)
  }
}
