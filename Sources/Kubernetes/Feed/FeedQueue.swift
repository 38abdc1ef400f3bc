import Synchronization
import Topology

/// Reports on their way to whoever takes them in; who reports waits while many are on their way.
///
/// A console that is slower than its cluster so slows its watches down: what it cannot take waits in the server,
/// which ends a watch that is too far behind, and not in a memory that grows.
final class FeedQueue: Sendable {
  fileprivate struct State {
    var events: [FeedEvent] = []
    var reporters: [(event: FeedEvent, continuation: CheckedContinuation<Void, Never>)] = []
    var taker: CheckedContinuation<FeedEvent?, Never>?
    var isEnded = false
  }

  private let state = Mutex(State())
  /// How many reports may be on their way.
  private let limit: Int
  /// From how many changes on no more are taken at once: a step must stay short.
  private static let mostChanges = 2000

  init(limit: Int = 16) { self.limit = limit }

  /// Whether somebody waits for room.
  var hasReporter: Bool { state.withLock { !$0.reporters.isEmpty } }

  /// Reports, as soon as there is room; after the end, what is reported is dropped.
  func put(_ event: FeedEvent) async {
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { state in
        if state.isEnded { return true }
        if let taker = state.taker {
          state.taker = nil
          taker.resume(returning: event)
          return true
        }
        guard state.events.count >= limit else {
          state.events.append(event)
          return true
        }
        state.reporters.append((event, continuation))
        return false
      }
      if mayGoOn { continuation.resume() }
    }
  }

  /// The oldest report; nil when the end has come and all are taken.
  ///
  /// Changes that follow each other are one report: the slower they are taken in, the more of them make one step.
  func take() async -> FeedEvent? {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if let event = state.next() {
          continuation.resume(returning: state.joined(event, upTo: Self.mostChanges))
        } else if state.isEnded {
          continuation.resume(returning: nil)
        } else {
          state.taker = continuation
        }
      }
    }
  }

  /// Nothing is reported any more; whoever waits goes on.
  func end() {
    state.withLock { state in
      state.isEnded = true
      for reporter in state.reporters { reporter.continuation.resume() }
      state.reporters = []
      state.taker?.resume(returning: nil)
      state.taker = nil
    }
  }
}

extension FeedQueue.State {
  /// Takes the oldest report out, and lets one who waited put its own in.
  fileprivate mutating func next() -> FeedEvent? {
    guard !events.isEmpty else { return nil }
    let event = events.removeFirst()
    if !reporters.isEmpty {
      let reporter = reporters.removeFirst()
      events.append(reporter.event)
      reporter.continuation.resume()
    }
    return event
  }

  /// A report with the changes of those that follow it.
  fileprivate mutating func joined(_ event: FeedEvent, upTo most: Int) -> FeedEvent {
    guard case .changed(var changes) = event else { return event }
    while changes.count < most, case .changed(let more)? = events.first {
      changes += more
      _ = next()
    }
    return .changed(changes)
  }
}
