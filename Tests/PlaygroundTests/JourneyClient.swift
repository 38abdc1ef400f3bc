import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Playground
import Topology

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// A client that asks a playground over real connections, each of its own.
struct JourneyClient: Sendable {
  let group: any EventLoopGroup
  private let verifying: HTTPClient.Configuration
  private let trusting: HTTPClient.Configuration

  /// A client for whom all hosts are this machine.
  init(_ playground: Playground, hosts: [String]) throws {
    group = playground.group
    var configuration = HTTPClient.Configuration()
    configuration.dnsOverride = Dictionary(
      hosts.map { ($0, "127.0.0.1") }, uniquingKeysWith: { first, _ in first })
    configuration.connectionPool.retryConnectionEstablishment = false
    var security = TLSConfiguration.makeClientConfiguration()
    let authority = try Data(contentsOf: URL(filePath: playground.endpoints.authority))
    security.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority)))
    configuration.tlsConfiguration = security
    verifying = configuration
    security.certificateVerification = .none
    configuration.tlsConfiguration = security
    trusting = configuration
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

  /// Asks by https; the host leads to this machine.
  ///
  /// Every request has a client of its own: one that keeps connections sees no new certificate.
  func get(https url: String, isVerifying: Bool) async -> JourneyReply {
    let client = HTTPClient(
      eventLoopGroup: group, configuration: isVerifying ? verifying : trusting)
    let reply = await Self.get(url, with: client)
    try? await client.shutdown()
    return reply
  }

  private static func get(_ url: String, with client: HTTPClient) async -> JourneyReply {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "Connection", value: "close")
    do {
      let response = try await client.execute(request, timeout: .seconds(5))
      _ = try await response.body.collect(upTo: 1 << 20)
      return .status(Int(response.status.code))
    } catch is NIOSSLError {
      return .untrusted
    } catch is NIOSSLExtraError {
      return .untrusted
    } catch {
      return .unknown
    }
  }
}
