/// Cumulative counts of one key since its proxy started.
package struct TrafficCounters: Hashable, Sendable {
  /// Upper bounds of the latency buckets in seconds; a last bucket without bound follows.
  package static let bounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  /// Answers by class: index 0 is 1xx … index 4 is 5xx, index 5 is "no answer at all".
  package var classes: [Double]
  /// Requests in each latency bucket, not cumulative; one more than `bounds`.
  package var buckets: [Double]
  /// The sum of all latencies in seconds.
  package var seconds: Double

  package init(
    classes: [Double] = Array(repeating: 0, count: 6),
    buckets: [Double] = Array(repeating: 0, count: TrafficCounters.bounds.count + 1),
    seconds: Double = 0
  ) {
    self.classes = classes
    self.buckets = buckets
    self.seconds = seconds
  }

  /// All requests.
  package var requests: Double { classes.reduce(0, +) }
  /// Answers of 500 and more, and requests without any answer.
  package var errors: Double { classes[4] + classes[5] }

  /// Adds what another counter counted.
  package mutating func add(_ other: TrafficCounters) {
    for index in classes.indices { classes[index] += other.classes[index] }
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    seconds += other.seconds
  }

  /// The same, so many times as much.
  package func scaled(by factor: Double) -> TrafficCounters {
    TrafficCounters(
      classes: classes.map { $0 * factor }, buckets: buckets.map { $0 * factor },
      seconds: seconds * factor)
  }

  /// What was counted since an earlier reading; a counter that went back (its proxy restarted) counts from 0.
  package func since(_ earlier: TrafficCounters) -> TrafficCounters {
    guard requests >= earlier.requests else { return self }
    var difference = self
    for index in classes.indices {
      difference.classes[index] = max(0, classes[index] - earlier.classes[index])
    }
    for index in buckets.indices {
      difference.buckets[index] = max(0, buckets[index] - earlier.buckets[index])
    }
    difference.seconds = max(0, seconds - earlier.seconds)
    return difference
  }

  /// The latency in seconds under which a share of the requests stayed, interpolated within its
  /// bucket; nil without requests.
  ///
  /// Answers in the last bucket read as its lower bound.
  package func quantile(_ share: Double) -> Double? {
    let total = buckets.reduce(0, +)
    guard total > 0 else { return nil }
    var rank = share * total
    for (index, count) in buckets.enumerated() {
      guard rank > count else {
        let lower = index == 0 ? 0 : Self.bounds[index - 1]
        guard index < Self.bounds.count, count > 0 else { return lower }
        return lower + (Self.bounds[index] - lower) * rank / count
      }
      rank -= count
    }
    return Self.bounds.last
  }
}
