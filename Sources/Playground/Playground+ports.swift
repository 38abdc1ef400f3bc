import NIOCore
import NIOPosix

extension Playground {
  /// Fails where a port that was chosen cannot be had, before anything is started.
  ///
  /// For a caller that takes the terminal over, and has to say so first.
  package static func checkPorts(_ options: Options) async throws {
    let ports: [(ListenFailure.Part, Int)] = [
      (.api, options.apiPort), (.http, options.httpPort), (.https, options.httpsPort),
      (.metrics, options.metricsPort),
    ]
    for (part, port) in ports where port > 0 {
      do {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
          .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
          .childChannelInitializer { $0.close() }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        try await channel.close()
      } catch {
        throw ListenFailure(part, port: port, error)
      }
    }
  }
}
