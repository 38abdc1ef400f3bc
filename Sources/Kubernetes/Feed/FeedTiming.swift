import Foundation

/// The clock and the chance of a feed, so that tests own both.
package struct FeedTiming: Sendable {
  /// Seconds since some start.
  package var now: @Sendable () -> Double
  /// Pauses; throws when cancelled.
  package var sleep: @Sendable (Double) async throws -> Void
  /// A random number of a range.
  package var random: @Sendable (ClosedRange<Double>) -> Double

  package init(
    now: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Double) async throws -> Void,
    random: @escaping @Sendable (ClosedRange<Double>) -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  /// The machine's own.
  package static let system = FeedTiming(
    now: { ProcessInfo.processInfo.systemUptime },
    sleep: { try await Task.sleep(for: .seconds($0)) }, random: { Double.random(in: $0) })
}

/// Pauses that grow from 0.8 s to 30 s with jitter, and start over after two minutes of health.
struct BackOff {
  private var pause = 0.8
  private var lastFailure = -Double.infinity

  /// The pause after one more failure; never shorter than the server asks for.
  mutating func next(_ timing: FeedTiming, atLeast: Double = 0) -> Double {
    let now = timing.now()
    if now - lastFailure > 120 { pause = 0.8 }
    lastFailure = now
    let wait = pause * timing.random(1...2)
    pause = min(pause * 2, 30)
    return max(min(wait, 30), atLeast)
  }
}
