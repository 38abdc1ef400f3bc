package import NIOCore

/// The counters of all proxies: one shard an event loop, merged when they are read.
package struct ProxyMetrics: Sendable {
  private let shards: [(loop: any EventLoop, counters: NIOLoopBound<ProxyCounters>)]
  private let reader: any EventLoop

  /// Makes a shard for every event loop of a group.
  package static func make(on group: any EventLoopGroup) async throws -> ProxyMetrics {
    var shards: [(any EventLoop, NIOLoopBound<ProxyCounters>)] = []
    for loop in group.makeIterator() {
      let counters = try await loop.submit { NIOLoopBound(ProxyCounters(), eventLoop: loop) }.get()
      shards.append((loop, counters))
    }
    return ProxyMetrics(shards: shards, reader: group.next())
  }

  /// The shard of the event loop that the caller runs on; nil when the loop is of another group.
  package func counters(on loop: any EventLoop) -> ProxyCounters? {
    shards.first { $0.loop === loop }?.counters.value
  }

  /// What all proxies counted so far, by key.
  package func tallies() async throws -> [ProxyCounterKey: ProxyTally] {
    var merged: [ProxyCounterKey: ProxyTally] = [:]
    for shard in shards {
      let bound = shard.counters
      let tallies = try await shard.loop.submit { bound.value.tallies }.get()
      merged.merge(tallies) { first, second in
        var sum = first
        sum.add(second)
        return sum
      }
    }
    return merged
  }

  /// The exposition that `/metrics` serves.
  package func prometheusText() async throws -> String {
    PrometheusText.text(of: try await tallies())
  }
}
