import NIOCore
import NIOPosix
import Playground
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A client that asks a playground over real connections, each of its own.
struct JourneyClient: Sendable {
  let group: any EventLoopGroup
  /// The file of the certificate that it trusts.
  private let authority: String

  init(_ playground: Playground) {
    group = playground.group
    authority = playground.endpoints.authority
  }

  /// Asks by plain HTTP; the connection comes from an address of its own if one is given.
  func get(
    _ address: String, _ port: Int, host: String, path: String = "/", from source: String? = nil
  ) async -> JourneyReply {
    do {
      let answer = try await exchange(
        SocketAddress(ipAddress: address, port: port),
        "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n",
        from: try source.map { try SocketAddress(ipAddress: $0, port: 0) })
      let words = answer.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let status = Int(words[1]) else { return .refused }
      return .status(status)
    } catch let error as IOError
      where [ECONNREFUSED, ECONNRESET, EPIPE].contains(error.errnoCode)
    {
      return .refused
    } catch let error as ChannelError {
      if case .connectTimeout = error { return .timeout }
      return .refused
    } catch {
      return .unknown
    }
  }

  private func exchange(
    _ place: SocketAddress, _ text: String, from source: SocketAddress?
  ) async throws -> String {
    var bootstrap = ClientBootstrap(group: group).connectTimeout(.seconds(5))
    if let source { bootstrap = bootstrap.bind(to: source) }
    let channel = try await bootstrap.connect(to: place) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(ByteBuffer(string: text))
      var answer = ""
      for try await part in inbound { answer += String(buffer: part) }
      return answer
    }
  }

  /// Asks by https, as curl does; the host leads to this machine.
  func get(https host: String, _ port: Int, isVerifying: Bool) async -> JourneyReply {
    let outcome = try? await Program.run(
      "curl",
      [
        "-sS", "--noproxy", "*", "--max-time", "5", "--resolve", "\(host):\(port):127.0.0.1",
        "--cacert", authority, "-o", "/dev/null", "-w", "%{http_code}",
      ] + (isVerifying ? [] : ["--insecure"]) + ["https://\(host):\(port)/"])
    guard let outcome, outcome.status == 0 else {
      return outcome?.status == Self.untrusted ? .untrusted : .unknown
    }
    return Int(outcome.output).map(JourneyReply.status) ?? .unknown
  }

  /// With which curl ends when it does not accept a certificate (curl(1), exit codes).
  private static let untrusted: Int32 = 60
}
