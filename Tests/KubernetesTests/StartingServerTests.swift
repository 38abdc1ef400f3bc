import Synchronization
import Testing
import Topology

@testable import Kubernetes

/// A server that has just been started names its groups one after the other.
@Suite struct StartingServerTests {
  /// Serves everything at first, then for a while no slices, but a kind that was not there before.
  private final class StartingSource: QuietSource {
    private let discoveries = Mutex(0)
    private let lists = Mutex<[String]>([])

    var listed: [String] { lists.withLock { $0 } }

    static let gateway = ResourceKind(
      group: "gateway.networking.k8s.io", version: "v1", kind: "Gateway", plural: "gateways")

    func discover() async throws(ClientError) -> Discovery {
      let isFirst = discoveries.withLock { count in
        count += 1
        return count == 1
      }
      guard !isFirst else { return Discovery(kinds: ResourceKind.known) }
      return Discovery(
        kinds: ResourceKind.known.filter { $0.plural != "endpointslices" } + [Self.gateway])
    }

    func list(
      _ query: ResourceQuery, _ freshness: ListFreshness, _ receive: ([Resource]) async -> Void
    ) async throws(ClientError) -> String {
      lists.withLock { $0.append(query.kind.plural) }
      await receive([])
      return "1"
    }
  }

  @Test func `slices that it does not name for a moment are not read from Endpoints beside them`()
    async
  {
    let source = StartingSource()
    let system = FeedTiming.system
    let timing = FeedTiming(
      now: system.now,
      sleep: { _ in
        try Task.checkCancellation()
        await Task.yield()
      }, random: system.random)
    let feed = ClusterFeed(discovering: source, timing: timing)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await feed.run() }
      for await event in feed.events {
        if case .condition(let kind, .synced) = event, kind.plural == "gateways" { break }
      }
      group.cancelAll()
    }
    #expect(source.listed.filter { $0 == "endpointslices" }.count == 1)
    #expect(!source.listed.contains("endpoints"))
  }
}
