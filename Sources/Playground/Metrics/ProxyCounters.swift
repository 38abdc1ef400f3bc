/// The counters of the proxies on one event loop; touched on that loop only, so nothing is locked.
package final class ProxyCounters {
  /// One key's tally as an object, so that a proxy can keep it and count without looking it up.
  package final class Counter {
    /// What was counted so far.
    package private(set) var tally = ProxyTally()

    /// Counts one request; a status of 0 stands for no answer at all.
    package func record(status: Int, seconds: Double) {
      tally.record(status: status, seconds: seconds)
    }
  }

  private var counters: [ProxyCounterKey: Counter] = [:]

  package init() {}

  /// The counter of a key, made at its first use; it stays the same object for good.
  package func counter(_ key: ProxyCounterKey) -> Counter {
    if let counter = counters[key] { return counter }
    let counter = Counter()
    counters[key] = counter
    return counter
  }

  /// Counts one request; a status of 0 stands for no answer at all.
  package func record(_ key: ProxyCounterKey, status: Int, seconds: Double) {
    counter(key).record(status: status, seconds: seconds)
  }

  /// What was counted so far, by key.
  package var tallies: [ProxyCounterKey: ProxyTally] { counters.mapValues(\.tally) }
}
