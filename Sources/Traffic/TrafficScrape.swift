/// One reading of all counters, at one moment.
package struct TrafficScrape: Hashable, Sendable {
  /// Seconds on the clock of the program, the one that `tick` events carry.
  package var time: Double
  package var counters: [TrafficKey: TrafficCounters]
  /// Whether every request is counted by the source, so that what no counter names had none.
  package var isComplete: Bool

  package init(
    time: Double, counters: [TrafficKey: TrafficCounters], isComplete: Bool = false
  ) {
    self.time = time
    self.counters = counters
    self.isComplete = isComplete
  }
}
