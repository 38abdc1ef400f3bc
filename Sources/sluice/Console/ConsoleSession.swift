import Actions
import Foundation
import Kubernetes
import Language
import State
import Topology
import Traffic

/// Everything that runs beside the terminal: facts into the store, effects out of it, pictures and keys.
struct ConsoleSession: Sendable {
  /// What the outside offers to the console.
  struct Outside: Sendable {
    /// Facts from the cluster, in order.
    var facts: AsyncStream<FeedEvent>
    /// Reads the counters once; throws when they cannot be had.
    ///
    /// Nil where nothing measures.
    var counters: (@Sendable () async throws -> [UInt8])?
    /// Sends a write, or asks for its dry run.
    var perform: @Sendable (WriteRequest, _ isDryRun: Bool) async -> WriteOutcome
    /// Asks what the user may do in a namespace; nil where the cluster does not say.
    var review: @Sendable (_ namespace: String) async -> Rights?
    /// What changes the terminal: copying, options, redraw, suspend, quit.
    var terminal: TerminalEffects
    /// The seconds since 1970.
    var clock: @Sendable () -> Double
  }

  let store: Store
  let presenter: Presenter
  let outside: Outside

  /// Runs until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { for await event in outside.facts { await takeIn(event) } }
      group.addTask { await keepTime() }
      group.addTask { await readCounters() }
      group.addTask { await carryOut() }
    }
  }

  private func takeIn(_ event: FeedEvent) async {
    switch event {
    case .changed(let changes): await store.send(.resources(changes))
    case .condition(let kind, let condition):
      await store.send(.feed(kind: kind.kind, FeedState(condition, at: outside.clock())))
    }
  }

  /// Every second a tick, half a second away from the ticks that come with the counters.
  private func keepTime() async {
    var next = ContinuousClock.now + .milliseconds(500)
    while (try? await Task.sleep(until: next)) != nil {
      await store.send(.tick(outside.clock()))
      next = max(next + .seconds(1), .now)
    }
  }

  /// Every second the counters, and a tick with them: what is new and what is old is drawn once.
  private func readCounters() async {
    guard let counters = outside.counters else { return }
    var next = ContinuousClock.now
    repeat {
      let reading: Event
      do {
        let document = try await counters()
        reading = .scraped(PlaygroundMetrics.scrape(document, time: outside.clock()))
      } catch {
        reading = .scrapeFailed(time: outside.clock())
      }
      await store.send(together: [reading, .tick(outside.clock())])
      next = max(next + .seconds(1), .now)
    } while (try? await Task.sleep(until: next)) != nil
  }

  /// Effects leave in order; writes do not hold up those behind them.
  private func carryOut() async {
    await withDiscardingTaskGroup { group in
      for await effect in store.effects {
        switch effect {
        case .perform(let id, let plan):
          group.addTask {
            let outcome = await outside.perform(plan.write, false)
            await store.send(.performed(changeID: id, outcome))
          }
        case .dryRun(let plan):
          group.addTask {
            let outcome = await outside.perform(plan.write, true)
            await store.send(.dryRun(plan, DryRunResult(outcome)))
          }
        case .reviewRights(let namespace):
          group.addTask {
            guard let rights = await outside.review(namespace) else { return }
            await store.send(.rights(namespace: namespace, rights))
          }
        default:
          let language = await store.current.interface.options.language
          let intent = Language.$current.withValue(language) { outside.terminal.carryOut(effect) }
          if let intent { await store.send(.intent(intent)) }
        }
      }
    }
  }
}

extension DryRunResult {
  /// What an outcome of a write says when nothing was stored.
  init(_ outcome: WriteOutcome) {
    self =
      switch outcome {
      case .accepted(let version): .accepted(resourceVersion: version)
      case .conflict(let reason), .refused(let reason), .unreachable(let reason): .refused(reason)
      }
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

extension KubernetesClient {
  /// Makes a write and says how it ended in the store's words.
  func outcome(of write: WriteRequest, isDryRun: Bool) async -> WriteOutcome {
    do throws(ClientError) {
      let object = try await perform(write, isDryRun: isDryRun)
      return .accepted(resourceVersion: object["metadata"]["resourceVersion"].string ?? "")
    } catch {
      guard let status = error.status else { return .unreachable("\(error)".cleaned) }
      return status.code == 409 ? .conflict(status.message) : .refused(status.message)
    }
  }
}
