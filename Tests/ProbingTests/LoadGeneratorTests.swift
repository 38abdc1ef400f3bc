import NIOCore
import NIOHTTP1
import NIOPosix
import Probing
import Testing
import Topology

@Suite struct LoadGeneratorTests {
  /// Counts requests by path and answers 200, or closes without an answer on `/broken`.
  private final class Counter: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let seen: @Sendable (String) -> Void
    private var path = ""

    init(seen: @escaping @Sendable (String) -> Void) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        path = head.uri
        seen("\(head.headers["Host"].first ?? "")\(head.uri)")
      case .body: break
      case .end where path == "/broken": context.close(promise: nil)
      case .end:
        let head = HTTPResponseHead(
          version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      }
    }
  }

  private func server(_ seen: @escaping @Sendable (String) -> Void) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Counter(seen: seen))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  /// Waits until the statistics fulfil a condition; ten seconds without are a failure.
  private func wait(
    _ generator: LoadGenerator, until isMet: (LoadStatistics) -> Bool
  ) async throws -> LoadStatistics {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
      let statistics = try await generator.statistics()
      if isMet(statistics) { return statistics }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("the condition was not met within ten seconds")
    return try await generator.statistics()
  }

  @Test func `requests arrive with their host and path, on kept connections`() async throws {
    let (seen, report) = AsyncStream<String>.makeStream()
    let channel = try await server { report.yield($0) }
    let port = try #require(channel.localAddress?.port)
    let generator = try await LoadGenerator.start(
      on: MultiThreadedEventLoopGroup.singleton, seed: 1)
    let address = BackendAddress(address: "127.0.0.1", port: port)
    generator.setTargets([
      LoadTarget(address: address, host: "shop.local", path: "/api", rate: 400)
    ])
    let statistics = try await wait(generator) { $0.answered >= 50 }
    #expect(statistics.failed == 0)
    try await generator.stop()
    try await channel.close()
    report.finish()
    var requests: [String] = []
    for await request in seen { requests.append(request) }
    #expect(requests.count >= 50)
    #expect(Set(requests) == ["shop.local/api"])
  }

  @Test func `an answer that does not come is a failure, and the rest goes on`() async throws {
    let channel = try await server { _ in }
    let port = try #require(channel.localAddress?.port)
    let generator = try await LoadGenerator.start(
      on: MultiThreadedEventLoopGroup.singleton, seed: 1)
    let address = BackendAddress(address: "127.0.0.1", port: port)
    generator.setTargets([
      LoadTarget(address: address, host: "a", path: "/broken", rate: 200),
      LoadTarget(address: address, host: "a", path: "/", rate: 200),
    ])
    _ = try await wait(generator) { $0.failed >= 5 && $0.answered >= 5 }
    try await generator.stop()
    try await channel.close()
  }

  @Test func `nothing outside the loopback range is dialled`() async throws {
    let generator = try await LoadGenerator.start(
      on: MultiThreadedEventLoopGroup.singleton, seed: 1)
    generator.setTargets([
      LoadTarget(
        address: BackendAddress(address: "192.0.2.1", port: 80), host: "a", path: "/",
        rate: 100_000),
      LoadTarget(
        address: BackendAddress(address: "127.0.0.1", port: 1), host: "a", path: "/", rate: 20),
    ])
    let statistics = try await wait(generator) { $0.failed >= 3 }
    #expect(statistics.answered == 0)
    // Only the loopback target was tried: the other one would have filled the limit at once.
    #expect(statistics.skipped == 0)
    try await generator.stop()
  }
}
