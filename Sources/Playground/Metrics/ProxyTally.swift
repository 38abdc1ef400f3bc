/// What was counted under one key, in the layout of the console's counters.
package struct ProxyTally: Hashable, Sendable {
  /// Upper bounds of the latency buckets in seconds; a last bucket without bound follows.
  package static let bounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  /// The names of the classes, in the order of `classes`.
  package static let classNames = ["1xx", "2xx", "3xx", "4xx", "5xx", "none"]

  /// Answers by class: index 0 is 1xx … index 4 is 5xx, index 5 is "no answer at all".
  package var classes: [UInt64] = Array(repeating: 0, count: 6)
  /// Requests in each latency bucket, not cumulative; one more than `bounds`.
  package var buckets: [UInt64] = Array(repeating: 0, count: ProxyTally.bounds.count + 1)
  /// The sum of all latencies in seconds.
  package var seconds = 0.0

  package init() {}

  /// All requests.
  package var requests: UInt64 { classes.reduce(0, +) }

  /// Counts one request; a status of 0 stands for no answer at all.
  package mutating func record(status: Int, seconds latency: Double) {
    classes[(100..<600).contains(status) ? status / 100 - 1 : 5] += 1
    buckets[Self.bounds.firstIndex { latency <= $0 } ?? Self.bounds.count] += 1
    seconds += latency
  }

  /// Adds what another tally counted.
  package mutating func add(_ other: ProxyTally) {
    for index in classes.indices { classes[index] += other.classes[index] }
    for index in buckets.indices { buckets[index] += other.buckets[index] }
    seconds += other.seconds
  }
}
