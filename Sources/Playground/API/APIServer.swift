import Hummingbird
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL

/// The playground's API server: HTTPS on loopback, with a certificate and a token of its own.
package actor APIServer {
  /// How a server is to run.
  package struct Configuration: Sendable {
    /// The port to listen on; 0 takes a free one.
    package var port: Int
    /// The bearer token that every client must send.
    package var token: String
    /// Seconds between two bookmarks of a watch.
    package var bookmarkInterval: Double
    /// Where the server's own trouble is logged; never tokens or bodies.
    package var logger: Logger

    package init(
      port: Int = 0, token: String = APIServer.randomToken(), bookmarkInterval: Double = 10,
      logger: Logger = Logger(label: "api", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
      self.port = port
      self.token = token
      self.bookmarkInterval = bookmarkInterval
      self.logger = logger
    }
  }

  /// The port that is listened on.
  package nonisolated let port: Int
  /// How clients reach it.
  package nonisolated let access: AccessFile
  private let task: Task<Void, any Error>
  private let store: ObjectStore

  private init(port: Int, access: AccessFile, task: Task<Void, any Error>, store: ObjectStore) {
    self.port = port
    self.access = access
    self.task = task
    self.store = store
  }

  /// Starts a server on a store and returns when it accepts connections.
  package static func start(
    _ store: ObjectStore, authority: CertificateAuthority,
    _ configuration: Configuration = Configuration()
  ) async throws -> APIServer {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = try application(store, authority, configuration) {
      continuation.yield($0)
    }
    let task = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    for await port in ports {
      let access = AccessFile(
        server: "https://127.0.0.1:\(port)", authorityPEM: authority.certificatePEM,
        token: configuration.token)
      return APIServer(port: port, access: access, task: task, store: store)
    }
    let outcome = await task.result
    guard case .failure(let error) = outcome else { throw CancellationError() }
    throw ListenFailure(.api, port: configuration.port, error)
  }

  /// Ends every watch and connection, and returns when the port is free.
  package func stop() async {
    await store.endWatches()
    task.cancel()
    _ = await task.result
  }

  /// A token of 128 random bits.
  package static func randomToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return StableHash.identifier(generator.next(), generator.next())
      .filter { $0 != "-" }
  }

  private static func application(
    _ store: ObjectStore, _ authority: CertificateAuthority, _ configuration: Configuration,
    onPort: @escaping @Sendable (Int) -> Void
  ) throws -> Application<APIResponder> {
    let identity = try authority.issue(for: ["127.0.0.1", "localhost"])
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificatePEM.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem)
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    tls.applicationProtocols = ["http/1.1"]
    return Application(
      responder: APIResponder(
        store: store, token: configuration.token,
        bookmarkInterval: configuration.bookmarkInterval, clock: store.configuration.clock),
      server: try .tls(.http1(), tlsConfiguration: tls),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: configuration.port), serverName: nil),
      onServerRunning: { channel in onPort(channel.localAddress?.port ?? 0) },
      logger: configuration.logger)
  }
}
