import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A proxy before the API server that reads the requests which it carries, and answers for it when it is told to.
///
/// It holds the server's own certificate and key, so that the client trusts it; who the client is must stand in
/// a header, since a client certificate ends here.
final class HTTPFaultProxy: Sendable {
  /// A request, as far as a rule needs it.
  struct Request: Sendable {
    let method: HTTPMethod
    /// The path without its query.
    let path: String
    let isWatch: Bool
    let time: ContinuousClock.Instant

    init(_ head: HTTPRequestHead) {
      method = head.method
      path = String(head.uri.prefix { $0 != "?" })
      isWatch = head.uri.contains("watch=1")
      time = .now
    }

    /// Whether it reads objects of a kind.
    func reads(_ plural: String) -> Bool { method == .GET && path.hasSuffix("/\(plural)") }
  }

  /// What happens to a request and its answer.
  enum Fault: Sendable {
    case none
    /// It is taken and never answered.
    case silence
    /// It is not passed on; this is the answer.
    case answer(HTTPResponseStatus, headers: HTTPHeaders = [:], body: String = "")
    /// The server carries it out, and the line breaks before its answer comes.
    case lostAnswer
    /// Each piece of the answer's body is changed.
    case changed(@Sendable (inout ByteBuffer) -> Void)
  }

  private struct State {
    var rule: @Sendable (Request) -> Fault = { _ in .none }
    var requests: [Request] = []
    var channels: [ObjectIdentifier: any Channel] = [:]
  }

  private let state = Mutex(State())
  private let server: any Channel

  private init(_ server: any Channel) { self.server = server }

  /// Where it listens.
  var url: String { "https://127.0.0.1:\(server.localAddress?.port ?? 0)" }

  /// What was asked, in order.
  var requests: [Request] { state.withLock { $0.requests } }

  /// Starts one before the API server of the test cluster.
  static func start() async throws -> HTTPFaultProxy {
    let pki = "\(try RealCluster.folder)/pki"
    var settings = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile("\(pki)/apiserver.crt")
        .map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(pki)/apiserver.key", format: .pem)))
    settings.applicationProtocols = ["http/1.1"]
    let identity = try NIOSSLContext(configuration: settings)
    var trust = TLSConfiguration.makeClientConfiguration()
    trust.trustRoots = .file("\(pki)/ca.crt")
    let line = try NIOSSLContext(configuration: trust)
    let box = Mutex<HTTPFaultProxy?>(nil)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        guard let proxy = box.withLock({ $0 }) else { return channel.close() }
        return proxy.accept(channel, identity, line)
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let proxy = HTTPFaultProxy(channel)
    box.withLock { $0 = proxy }
    return proxy
  }

  /// Decides from now on what happens to each request.
  func set(_ rule: @escaping @Sendable (Request) -> Fault) { state.withLock { $0.rule = rule } }

  /// Closes every open connection.
  func cutAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }

  /// Ends it.
  func stop() async {
    cutAll()
    try? await server.close()
  }

  fileprivate func fault(for head: HTTPRequestHead) -> Fault {
    let request = Request(head)
    let rule = state.withLock { state in
      state.requests.append(request)
      return state.rule
    }
    return rule(request)
  }

  private func accept(
    _ client: any Channel, _ identity: NIOSSLContext, _ line: NIOSSLContext
  ) -> EventLoopFuture<Void> {
    let id = ObjectIdentifier(client)
    state.withLock { $0.channels[id] = client }
    client.closeFuture.whenComplete { _ in self.state.withLock { $0.channels[id] = nil } }
    let exchange = Exchange()
    return ClientBootstrap(group: client.eventLoop)
      .channelInitializer { server in
        server.eventLoop.makeCompletedFuture {
          let handlers = server.pipeline.syncOperations
          try handlers.addHandler(NIOSSLClientHandler(context: line, serverHostname: nil))
          try handlers.addHTTPClientHandlers()
          try handlers.addHandler(AnswerCarrier(exchange, to: client))
        }
      }
      .connect(host: RealCluster.serverHost, port: RealCluster.serverPort)
      .flatMap { server in
        client.eventLoop.makeCompletedFuture {
          let handlers = client.pipeline.syncOperations
          try handlers.addHandler(NIOSSLServerHandler(context: identity))
          try handlers.configureHTTPServerPipeline(withPipeliningAssistance: false)
          try handlers.addHandler(RequestCarrier(self, exchange, to: server))
        }
      }
  }
}

/// What happens to the request that is under way on a connection.
private final class Exchange: Sendable {
  private let current = Mutex(HTTPFaultProxy.Fault.none)

  var fault: HTTPFaultProxy.Fault {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }
}

/// Carries requests to the server, or answers them itself.
private final class RequestCarrier: ChannelInboundHandler, Sendable {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let proxy: HTTPFaultProxy
  private let exchange: Exchange
  private let server: any Channel

  init(_ proxy: HTTPFaultProxy, _ exchange: Exchange, to server: any Channel) {
    self.proxy = proxy
    self.exchange = exchange
    self.server = server
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if case .head(let head) = part { exchange.fault = proxy.fault(for: head) }
    switch (exchange.fault, part) {
    case (.silence, _): return
    case (.answer(let status, let headers, let body), .end):
      var headers = headers
      headers.replaceOrAdd(name: "Content-Length", value: String(body.utf8.count))
      context.write(
        wrapOutboundOut(
          .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
        promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    case (.answer, _): return
    case (_, .head(let head)): server.write(HTTPClientRequestPart.head(head), promise: nil)
    case (_, .body(let bytes)):
      server.write(HTTPClientRequestPart.body(.byteBuffer(bytes)), promise: nil)
    case (_, .end): server.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { server.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// Carries answers to the client, changed as the fault wants it.
private final class AnswerCarrier: ChannelInboundHandler, Sendable {
  typealias InboundIn = HTTPClientResponsePart

  private let exchange: Exchange
  private let client: any Channel

  init(_ exchange: Exchange, to client: any Channel) {
    self.exchange = exchange
    self.client = client
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .lostAnswer = exchange.fault {
      client.close(promise: nil)
      return
    }
    switch unwrapInboundIn(data) {
    case .head(var head):
      // What is changed may have another length.
      if case .changed = exchange.fault { head.headers.remove(name: "Content-Length") }
      client.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
    case .body(var bytes):
      if case .changed(let change) = exchange.fault { change(&bytes) }
      client.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(bytes)), promise: nil)
    case .end(let trailers):
      client.writeAndFlush(HTTPServerResponsePart.end(trailers), promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
