package import NIOCore
import NIOPosix
import NIOSSL
import Topology

/// The ingress proxy of the playground: HTTP/1.1 on one event loop, routed by the Ingress rules.
package struct IngressProxy: Sendable {
  /// Where it listens and how long it waits.
  package struct Options: Sendable {
    package var address = "127.0.0.1"
    /// 0 takes any free port.
    package var httpPort = 0
    /// 0 takes any free port; nil serves no TLS.
    package var httpsPort: Int? = 0
    /// Two proxies with one seed choose alike.
    package var seed: UInt64 = 1
    /// Seconds for a backend to accept a connection, and for it to go on answering.
    package var connectTimeout = 5.0
    package var answerTimeout = 60.0
    /// Seconds for a client to send a head, and between two requests.
    package var headTimeout = 60.0
    package var idleTimeout = 75.0
    package var lingerTimeout = 5.0
    /// Seconds between two looks at what has waited for too long.
    package var sweepInterval = 1.0
    /// The biggest head; a bigger one is a 431.
    package var headLimit = 65_536
    /// Idle connections kept for each backend.
    package var idleConnections = 256
    /// So many copies of requests are under way at once; others are left out.
    package var mostCopies = 256
    /// Up to here bytes are copied behind a head, so that both leave in one packet.
    let copyLimit = 16_384

    package init() {}
  }

  /// The ports in use.
  package let httpPort: Int
  /// nil without TLS.
  package let httpsPort: Int?
  private let listeners: [any Channel]
  private let core: NIOLoopBound<IngressCore>
  private let sweeps: RepeatedTask

  /// Starts to listen on an event loop, with a 404 for every request until a configuration is applied.
  ///
  /// The loop must be one of those that the metrics were made for; TLS needs a standard certificate.
  package static func start(
    _ options: Options = Options(), on loop: any EventLoop, metrics: ProxyMetrics,
    certificates: IngressCertificates = IngressCertificates()
  ) async throws -> IngressProxy {
    let core = try await loop.submit {
      let core = IngressCore(
        loop: loop, options: options, counters: metrics.counters(on: loop) ?? ProxyCounters())
      core.apply(IngressConfiguration(certificates: certificates))
      return NIOLoopBound(core, eventLoop: loop)
    }.get()
    var listeners = [try await listen(core, on: loop, options, port: options.httpPort, tls: nil)]
    if let port = options.httpsPort, let standard = certificates.standard {
      let context = try tlsContext(core, standard)
      do {
        listeners.append(try await listen(core, on: loop, options, port: port, tls: context))
      } catch {
        try? await listeners[0].close()
        throw error
      }
    }
    let interval = TimeAmount.nanoseconds(Int64(options.sweepInterval * 1e9))
    let sweeps = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
      core.value.sweep()
    }
    return IngressProxy(
      httpPort: listeners[0].localAddress?.port ?? options.httpPort,
      httpsPort: listeners.count > 1 ? listeners[1].localAddress?.port : nil,
      listeners: listeners, core: core, sweeps: sweeps)
  }

  /// Serves this from now on; requests that are under way end as they began.
  package func apply(_ configuration: IngressConfiguration) async throws {
    let core = core
    try await core.eventLoop.submit { core.value.apply(configuration) }.get()
  }

  /// Ends all connections and stops listening.
  package func stop() async {
    sweeps.cancel()
    for listener in listeners { try? await listener.close() }
    let core = core
    try? await core.eventLoop.submit { core.value.close() }.get()
  }

  private static func listen(
    _ core: NIOLoopBound<IngressCore>, on loop: any EventLoop, _ options: Options, port: Int,
    tls: NIOSSLContext?
  ) async throws -> any Channel {
    let bootstrap = ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
          }
          try channel.pipeline.syncOperations.addHandler(
            ClientConnection(
              core: core.value, client: channel.remoteAddress?.ipAddress ?? "127.0.0.1",
              isTLS: tls != nil, port: channel.localAddress?.port ?? port))
        }
      }
    do {
      return try await bootstrap.bind(host: options.address, port: port).get()
    } catch {
      throw ListenFailure(tls == nil ? .http : .https, port: port, error)
    }
  }

  private static func tlsContext(
    _ core: NIOLoopBound<IngressCore>, _ standard: IngressCertificates.Certificate
  ) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: standard.chain, privateKey: standard.key)
    configuration.applicationProtocols = ["http/1.1"]
    configuration.sslContextCallback = { values, promise in
      var override = NIOSSLContextConfigurationOverride()
      if let chosen = core.value.certificates.certificate(for: values.serverHostname) {
        override.certificateChain = chosen.chain
        override.privateKey = chosen.key
      }
      promise.succeed(override)
    }
    return try NIOSSLContext(configuration: configuration)
  }
}
