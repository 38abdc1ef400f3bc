import Testing
import Topology

@testable import Kubernetes

/// A cluster whose namespaces may not all be listed.
@Suite struct LimitedFeedTests {
  /// Lists one namespace and refuses all.
  private struct NarrowSource: QuietSource {
    let allowed: String

    func discover() async throws(ClientError) -> Discovery {
      Discovery(kinds: ResourceKind.known)
    }

    func list(
      _ query: ResourceQuery, _ freshness: ListFreshness, _ receive: ([Resource]) async -> Void
    ) async throws(ClientError) -> String {
      guard query.namespace == allowed else {
        throw .refused(APIStatus(code: 403, reason: "Forbidden", message: "no"))
      }
      if query.kind == .service {
        let metadata = Metadata(name: "web", namespace: allowed, resourceVersion: "1")
        await receive([.service(Service(metadata: metadata))])
      }
      return "1"
    }
  }

  /// The events up to the first that passes.
  private func events(
    otherwise: String?, until isLast: @escaping @Sendable (FeedEvent) -> Bool
  ) async -> [FeedEvent] {
    let feed = ClusterFeed(discovering: NarrowSource(allowed: "shop"), otherwise: otherwise)
    return await withTaskGroup(of: [FeedEvent].self) { group in
      group.addTask {
        await feed.run()
        return []
      }
      group.addTask {
        var seen: [FeedEvent] = []
        for await event in feed.events {
          seen.append(event)
          if isLast(event) { break }
        }
        return seen
      }
      var all: [FeedEvent] = []
      while all.isEmpty, let some = await group.next() { all = some }
      group.cancelAll()
      return all
    }
  }

  @Test func `the namespace of the context is read instead, and that is said first`() async {
    let events = await events(otherwise: "shop") { $0 == .condition(.service, .synced) }
    let limited = events.firstIndex(of: .limited(to: "shop"))
    let known = events.firstIndex {
      if case .changed(let changes) = $0 { !changes.isEmpty } else { false }
    }
    #expect(limited != nil && known != nil)
    #expect((limited ?? 0) < (known ?? 0))
    let refused = events.contains {
      if case .condition(.service, .forbidden) = $0 { true } else { false }
    }
    #expect(!refused, "Services are not said to be forbidden")
  }

  @Test func `without another namespace the refusal is what is told`() async {
    let events = await events(otherwise: nil) {
      if case .condition(.service, .forbidden) = $0 { true } else { false }
    }
    #expect(!events.contains(.limited(to: "shop")))
  }
}
