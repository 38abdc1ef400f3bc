package import Topology

/// Everything that the console shows of a cluster, as one stream; Services and their slices come first.
package struct ClusterFeed: Sendable {
  /// What the feeds report, in order; it ends when `run` ends.
  package let events: AsyncStream<FeedEvent>
  private let output: AsyncStream<FeedEvent>.Continuation
  private let source: any ResourceSource
  private let queries: [ResourceQuery]
  private let timing: FeedTiming

  /// How many kinds, the first ones, are listed before the others start.
  private static let urgent = 2

  package init(
    _ source: any ResourceSource, queries: [ResourceQuery] = ClusterFeed.queries(),
    timing: FeedTiming = .system
  ) {
    self.source = source
    self.queries = queries
    self.timing = timing
    (events, output) = AsyncStream.makeStream()
  }

  /// The kinds of the console, most urgent first.
  package static func queries(
    namespace: String? = nil, served: (ResourceKind) -> ResourceKind? = { $0 }
  ) -> [ResourceQuery] {
    let kinds: [ResourceKind] = [
      .service, .endpointSlice, .pod, .node, .namespace, .deployment, .replicaSet, .statefulSet,
      .daemonSet, .ingress, .ingressClass,
    ]
    let plain = kinds.compactMap(served).map {
      ResourceQuery($0, namespace: $0.isNamespaced ? namespace : nil)
    }
    let certificates = ResourceQuery(
      .secret, namespace: namespace, fieldSelector: "type=kubernetes.io/tls")
    return plain + [certificates]
  }

  /// Runs all feeds until it is cancelled.
  package func run() async {
    let (settled, settle) = AsyncStream<Void>.makeStream()
    await withDiscardingTaskGroup { group in
      let output = output
      for query in queries.prefix(Self.urgent) {
        let reflector = Reflector(source, query, timing: timing)
        group.addTask {
          await reflector.run { event in
            output.yield(event)
            if case .condition(_, let condition) = event, condition != .syncing { settle.yield() }
          }
        }
      }
      var waiting = settled.makeAsyncIterator()
      for _ in queries.prefix(Self.urgent) { _ = await waiting.next() }
      for query in queries.dropFirst(Self.urgent) {
        let reflector = Reflector(source, query, timing: timing)
        group.addTask { await reflector.run { output.yield($0) } }
      }
    }
    settle.finish()
    output.finish()
  }
}
