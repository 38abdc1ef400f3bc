import Topology

/// Keeps one kind current: lists, watches from there, resumes, and lists again when history is gone.
///
/// A relist replaces everything at once; until then the last known objects stay. The end of a watch
/// is normal. Failures are reported and tried again after growing pauses.
package struct Reflector: Sendable {
  private let source: any ResourceSource
  private let query: ResourceQuery
  private let timing: FeedTiming
  /// Whether objects of the kind were reported before, so that already the first list replaces everything.
  private let replaces: Bool

  package init(
    _ source: any ResourceSource, _ query: ResourceQuery, timing: FeedTiming = .system,
    replaces: Bool = false
  ) {
    self.source = source
    self.query = query
    self.timing = timing
    self.replaces = replaces
  }

  /// Runs until it is cancelled.
  package func run(_ emit: @Sendable (FeedEvent) async -> Void) async {
    _ = await run(ending: .never, emit)
  }

  /// What a refusal of the kind does: it is reported and asked again, or it ends the feed.
  private enum Ending { case never, whenRefused, whenRefusedAtFirst }

  /// Runs until it is cancelled (nil), or until the cluster refuses or does not serve the kind: then the reason
  /// comes back, and nothing of it was reported.
  func runUntilRefused(_ emit: @Sendable (FeedEvent) async -> Void) async -> String? {
    await run(ending: .whenRefused, emit)
  }

  /// Like `run`, but ends with the reason when the very first list is refused.
  func runUnlessRefused(_ emit: @Sendable (FeedEvent) async -> Void) async -> String? {
    await run(ending: .whenRefusedAtFirst, emit)
  }

  private func run(
    ending: Ending, _ emit: @Sendable (FeedEvent) async -> Void
  ) async -> String? {
    var backOff = BackOff()
    var version: String?
    var isCurrent = false
    var isFirst = !replaces
    await emit(.condition(query.kind, .syncing))
    while !Task.isCancelled {
      do throws(ClientError) {
        if version == nil {
          version = try await list(&isFirst, emit)
          if !isCurrent { await emit(.condition(query.kind, .synced)) }
          isCurrent = true
        }
        try await watch(&version, &isCurrent, emit)
      } catch {
        if case .cancelled = error { return nil }
        let isEnding = ending == .whenRefused || ending == .whenRefusedAtFirst && isFirst
        if isEnding, error.isRefusalOfKind { return error.description }
        if error.status?.isExpired == true, version != nil {
          version = nil
          // Spread: after an outage every kind is told at once that its history is gone.
          try? await timing.sleep(timing.random(0.1...1))
        } else {
          isCurrent = false
          await pause(after: error, &version, &backOff, emit)
        }
      }
    }
    return nil
  }

  /// Lists everything, and returns the version to watch from.
  ///
  /// Where nothing is known yet, a long list is reported as it arrives; later lists, also one after a first that
  /// broke off, replace everything at once.
  private func list(
    _ isFirst: inout Bool, _ emit: @Sendable (FeedEvent) async -> Void
  ) async throws(ClientError) -> String {
    var resources: [Resource] = []
    var isReported = false
    let mayReport = isFirst
    let version = try await source.list(query, .cached) { batch in
      if mayReport, isReported || !resources.isEmpty {
        if !resources.isEmpty { await emit(.changed(resources.map { .applied($0) })) }
        resources = []
        isReported = true
        isFirst = false
        await emit(.changed(batch.map { .applied($0) }))
      } else {
        resources += batch
      }
    }
    if !isReported {
      let kind = ObjectDecoder.kept(query.kind)
      await emit(.changed([.listed(kind: kind, resources: resources)]))
    }
    isFirst = false
    return version
  }

  /// Watches once, moving the version along.
  private func watch(
    _ version: inout String?, _ isCurrent: inout Bool,
    _ emit: @Sendable (FeedEvent) async -> Void
  ) async throws(ClientError) {
    let start = timing.now()
    var newest = version ?? ""
    var failure: ClientError?
    do throws(ClientError) {
      try await source.watch(
        query, from: newest, seconds: Int(timing.random(300...600))
      ) { events in
        if !isCurrent { await emit(.condition(query.kind, .synced)) }
        isCurrent = true
        var changes: [ResourceEvent] = []
        for event in events {
          switch event {
          case .applied(let resource):
            changes.append(.applied(resource))
            newest = resource.metadata.resourceVersion.orElse(newest)
          case .deleted(let resource):
            changes.append(.deleted(resource.reference))
            newest = resource.metadata.resourceVersion.orElse(newest)
          case .bookmark(let bookmark): newest = bookmark
          }
        }
        if !changes.isEmpty { await emit(.changed(changes)) }
      }
    } catch {
      failure = error
    }
    version = newest
    if let failure { throw failure }
    // A server that ends every watch at once must not be asked without pause.
    if timing.now() - start < 1 { try? await timing.sleep(timing.random(0.1...0.5)) }
  }

  /// Reports a failure and waits; after a refusal the next step is a new list, and after an answer that could
  /// not be read too, since nobody knows what else was damaged.
  private func pause(
    after error: ClientError, _ version: inout String?, _ backOff: inout BackOff,
    _ emit: @Sendable (FeedEvent) async -> Void
  ) async {
    if let code = error.status?.code, code < 500, code != 429 { version = nil }
    if case .malformed = error { version = nil }
    switch error.status?.code {
    case 401, 403: await emit(.condition(query.kind, .forbidden(error.description)))
    case 404, 405:
      await emit(.changed([.listed(kind: ObjectDecoder.kept(query.kind), resources: [])]))
      await emit(.condition(query.kind, .absent))
    default: await emit(.condition(query.kind, .failed(error.description)))
    }
    let wait = backOff.next(timing, atLeast: error.status?.retryAfter ?? 0)
    try? await timing.sleep(wait)
  }
}
