import Topology

/// Everything that the console shows of a cluster, as one stream; Services and their slices come first.
package struct ClusterFeed: Sendable {
  /// Where the kinds come from.
  private enum Kinds: Sendable {
    case fixed([ResourceQuery])
    /// What the cluster serves, in a namespace or in all; kinds that appear later are taken up.
    ///
    /// Where all may not be listed, the other one is fed.
    case discovered(namespace: String?, otherwise: String?)
  }

  /// What the feeds report, in order; it ends when `run` ends.
  package let events: AsyncStream<FeedEvent>
  private let queue = FeedQueue()
  private let source: any ResourceSource
  private let kinds: Kinds
  private let timing: FeedTiming

  /// Seconds between two looks at what is served.
  private static let discoveryPause = 10.0

  /// A feed of fixed kinds.
  package init(
    _ source: any ResourceSource, queries: [ResourceQuery] = ClusterKinds.queries(),
    timing: FeedTiming = .system
  ) {
    self.init(source, kinds: .fixed(queries), timing)
  }

  /// A feed of what a real cluster serves, in its own versions: of a namespace or of all.
  ///
  /// Where the Services of all may not be listed, that of the namespace `otherwise`.
  package init(
    discovering source: any ResourceSource, namespace: String? = nil, otherwise: String? = nil,
    timing: FeedTiming = .system
  ) {
    let kinds = Kinds.discovered(
      namespace: namespace, otherwise: namespace == nil ? otherwise : nil)
    self.init(source, kinds: kinds, timing)
  }

  private init(_ source: any ResourceSource, kinds: Kinds, _ timing: FeedTiming) {
    self.source = source
    self.kinds = kinds
    self.timing = timing
    events = AsyncStream { [queue] in
      await queue.take()
    } onCancel: { [queue] in
      queue.end()
    }
  }

  /// Runs all feeds until it is cancelled.
  package func run() async {
    await withTaskCancellationHandler {
      await runAll()
      queue.end()
    } onCancel: {
      queue.end()
    }
  }

  private func runAll() async {
    guard case .discovered(nil, let otherwise?) = kinds else {
      try? await run(kinds, isRefusable: false)
      return
    }
    do {
      try await run(kinds, isRefusable: true)
    } catch {
      await queue.put(.limited(to: otherwise))
      try? await run(.discovered(namespace: otherwise, otherwise: nil), isRefusable: false)
    }
  }

  /// The cluster does not let all namespaces be listed.
  private struct Refused: Error {}

  /// Runs the feeds of some kinds; ends with `Refused` when Services are refused and that matters.
  private func run(_ kinds: Kinds, isRefusable: Bool) async throws {
    let (starts, start) = AsyncStream<ResourceQuery>.makeStream()
    let (settled, settle) = AsyncStream<Void>.makeStream()
    defer { settle.finish() }
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { await self.choose(kinds, start, settled) }
      for await query in starts {
        group.addTask { [queue] in
          try await run(query, isRefusable: isRefusable) { event in
            // That it is loading was told when it began.
            if case .condition(_, .syncing) = event { return }
            await queue.put(event)
            if case .condition = event { settle.yield() }
          }
        }
      }
    }
  }

  private func run(
    _ query: ResourceQuery, isRefusable: Bool, _ emit: @Sendable (FeedEvent) async -> Void
  ) async throws {
    if isRefusable, query.kind == .service {
      let reason = await Reflector(source, query, timing: timing).runUnlessRefused(emit)
      if reason != nil { throw Refused() }
      return
    }
    switch query.kind.plural {
    case ResourceKind.endpointSlice.plural:
      await BackendReflector(
        source: source, slices: query, namespace: query.namespace, timing: timing
      ).run(emit)
    case ResourceKind.endpoints.plural:
      await BackendReflector(
        source: source, slices: nil, namespace: query.namespace, timing: timing
      ).run(emit)
    default: await Reflector(source, query, timing: timing).run(emit)
    }
  }

  /// Names what is to be fed: the urgent kinds, the others once those have settled, later what appears.
  private func choose(
    _ kinds: Kinds, _ start: AsyncStream<ResourceQuery>.Continuation,
    _ settled: AsyncStream<Void>
  ) async {
    defer { start.finish() }
    var waiting = settled.makeAsyncIterator()
    switch kinds {
    case .fixed(let queries):
      let urgent = queries.prefix(ClusterKinds.urgent)
      for query in urgent { await begin(query, start) }
      for _ in urgent { _ = await waiting.next() }
      for query in queries.dropFirst(ClusterKinds.urgent) { await begin(query, start) }
      await queue.put(.begun)
    case .discovered(let namespace, _):
      // Every server serves core/v1: its Services need not wait for the discovery.
      let services = ResourceQuery(.service, namespace: namespace)
      await begin(services, start)
      guard let discovery = await discovered() else { return }
      var known: Set<ResourceQuery> = [services]
      for query in ClusterKinds.queries(namespace: namespace, discovery: discovery)
      where known.insert(query).inserted {
        await begin(query, start)
        // The slices follow at once; the rest waits for both.
        guard known.count == ClusterKinds.urgent else { continue }
        for _ in 0..<ClusterKinds.urgent { _ = await waiting.next() }
      }
      await queue.put(.begun)
      await follow(namespace, known, start)
    }
  }

  /// Starts a kind; that it is loading is told before anything else.
  private func begin(
    _ query: ResourceQuery, _ start: AsyncStream<ResourceQuery>.Continuation
  ) async {
    await queue.put(.condition(query.kind.isOfBackends ? .endpointSlice : query.kind, .syncing))
    start.yield(query)
  }

  /// What the server serves, asked until it answers; nil when cancelled.
  private func discovered() async -> Discovery? {
    var backOff = BackOff()
    while !Task.isCancelled {
      do throws(ClientError) {
        return try await source.discover()
      } catch {
        if case .cancelled = error { return nil }
        // The feed of Services tells why nothing comes.
        let wait = backOff.next(timing, atLeast: error.status?.retryAfter ?? 0)
        try? await timing.sleep(wait)
      }
    }
    return nil
  }

  /// Takes up kinds that appear later.
  ///
  /// Those that vanish stay with their feeds, which find them again.
  private func follow(
    _ namespace: String?, _ begun: Set<ResourceQuery>,
    _ start: AsyncStream<ResourceQuery>.Continuation
  ) async {
    var known = begun
    while (try? await timing.sleep(Self.discoveryPause)) != nil {
      guard let discovery = try? await source.discover() else { continue }
      for query in ClusterKinds.queries(namespace: namespace, discovery: discovery)
      where !known.contains(where: { $0.kind.isSame(as: query.kind) }) {
        known.insert(query)
        await begin(query, start)
      }
    }
  }
}

extension ResourceKind {
  /// Whether two kinds tell the same: they differ in their version only, or both name backends.
  ///
  /// A server that just starts names its groups one after the other; slices that it does not name for a moment are
  /// no reason to read Endpoints beside them.
  fileprivate func isSame(as other: ResourceKind) -> Bool {
    (group, plural) == (other.group, other.plural) || isOfBackends && other.isOfBackends
  }

  fileprivate var isOfBackends: Bool {
    [Self.endpoints.plural, Self.endpointSlice.plural].contains(plural)
  }
}
