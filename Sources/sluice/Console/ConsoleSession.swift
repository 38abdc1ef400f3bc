import Kubernetes
import State
import Topology
import Traffic

/// What runs while the console is on one cluster: its facts and its counters go into the store.
struct ConsoleSession: Sendable {
  let store: Store
  let cluster: RunningCluster
  /// The seconds since 1970.
  let clock: @Sendable () -> Double

  /// Runs until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await cluster.feed.run() }
      group.addTask { await cluster.drive() }
      group.addTask { for await event in cluster.feed.events { await takeIn(event) } }
      group.addTask { await readCounters() }
      if let measure = cluster.measure { group.addTask { await measure(store) } }
    }
  }

  private func takeIn(_ event: FeedEvent) async {
    switch event {
    case .changed(let changes): await store.send(.resources(changes))
    case .condition(let kind, let condition):
      await store.send(.feed(kind: kind.keptName, FeedState(condition, at: clock())))
    case .begun: await store.send(.begun)
    case .limited(let namespace): await store.send(.limited(namespace: namespace))
    }
  }

  /// Every second the counters, and a tick with them: what is new and what is old is drawn once.
  private func readCounters() async {
    guard let counters = cluster.counters else { return }
    var next = ContinuousClock.now
    repeat {
      let reading: Event
      do {
        let document = try await counters()
        reading = .scraped(PlaygroundMetrics.scrape(document, time: clock()))
      } catch {
        reading = .scrapeFailed(time: clock())
      }
      await store.send(together: [reading, .tick(clock())])
      next = max(next + .seconds(1), .now)
    } while (try? await Task.sleep(until: next)) != nil
  }
}

extension FeedState {
  /// What a feed's condition means for what is shown.
  init(_ condition: FeedCondition, at time: Double) {
    self =
      switch condition {
      case .syncing: .loading
      case .synced: .synced
      case .failed(let reason): .stale(since: time, reason: reason)
      case .forbidden(let reason): .forbidden(reason: reason)
      case .absent: .absent
      }
  }
}
