/// Durations in the buckets of some program, put into those of `TrafficCounters`.
package struct TrafficHistogram: Sendable {
  /// Bounds in seconds that are nearer than this part of themselves are the same.
  private static let tolerance = 1e-9

  /// The upper bounds in seconds, with how many requests stayed under each; infinity is one of them.
  package private(set) var reached: [(bound: Double, count: Double)]

  /// Takes counts that include those of the smaller buckets, in any order.
  package init(_ counts: [(bound: Double, count: Double)]) {
    var below = 0.0
    reached = counts.filter { $0.bound >= 0 && $0.count.isFinite && $0.count >= 0 }
      .sorted { $0.bound < $1.bound }
      .map { entry in
        // A bucket that was not written holds what the one below it held.
        below = max(below, entry.count)
        return (entry.bound, below)
      }
  }

  /// Whether every bound of `TrafficCounters` is one of these, so that nothing had to be interpolated.
  package static func isExact(_ bounds: [Double]) -> Bool {
    TrafficCounters.bounds.allSatisfy { bound in bounds.contains { isSame($0, bound) } }
  }

  private static func isSame(_ one: Double, _ other: Double) -> Bool {
    one == other || abs(one - other) <= tolerance * other
  }

  /// The counts by the bounds of `TrafficCounters`, each for itself.
  ///
  /// At bounds that both have they are exact. Between two the requests are taken to lie evenly. Those over the last
  /// finite bound lie in the bucket that follows it: more is not known.
  package var buckets: [Double] {
    let finite = reached.filter { $0.bound.isFinite }
    let total = reached.last?.count ?? 0
    var buckets: [Double] = []
    var below = 0.0
    for bound in TrafficCounters.bounds {
      let count = max(below, Self.count(under: bound, finite, total))
      buckets.append(count - below)
      below = count
    }
    return buckets + [max(0, total - below)]
  }

  private static func count(
    under bound: Double, _ finite: [(bound: Double, count: Double)], _ total: Double
  ) -> Double {
    guard let last = finite.last else { return 0 }
    if isSame(last.bound, bound) { return last.count }
    guard bound < last.bound else { return total }
    var (lower, count) = (0.0, 0.0)
    for entry in finite {
      if isSame(entry.bound, bound) { return entry.count }
      if entry.bound > bound {
        return count + (entry.count - count) * (bound - lower) / (entry.bound - lower)
      }
      (lower, count) = entry
    }
    return count
  }
}
