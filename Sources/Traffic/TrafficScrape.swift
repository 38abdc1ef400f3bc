/// One reading of all counters, at one moment.
package struct TrafficScrape: Hashable, Sendable {
  /// Seconds on the clock of the program, the one that `tick` events carry.
  package var time: Double
  package var counters: [TrafficKey: TrafficCounters]

  package init(time: Double, counters: [TrafficKey: TrafficCounters]) {
    self.time = time
    self.counters = counters
  }
}
