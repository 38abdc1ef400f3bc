import NIOCore
import NIOPosix
import Playground
import TestSupport
import Testing
import Traffic

@Suite(.realTime) struct ServiceProxyMetricsTests {
  @Test func `the buckets are those of the console's counters`() {
    #expect(ProxyTally.bounds == TrafficCounters.bounds)
    #expect(ProxyTally().classes.count == TrafficCounters().classes.count)
  }

  @Test func `a request falls into its class and its bucket`() {
    var tally = ProxyTally()
    tally.record(status: 204, seconds: 0.001)
    tally.record(status: 503, seconds: 0.3)
    tally.record(status: 0, seconds: 60)
    #expect(tally.classes == [0, 1, 0, 0, 1, 1])
    #expect(tally.buckets == [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    #expect(tally.requests == 3)
  }

  @Test func `the exposition names key, class and cumulative buckets`() {
    let counters = ProxyCounters()
    let key = ProxyCounterKey(
      ingress: "shop/web", host: "shop.example", path: "/a\"b", pathType: "Exact",
      service: "shop/web", backend: "127.64.1.2:80")
    counters.record(key, status: 200, seconds: 0.5)
    let lines = PrometheusText.text(of: counters.tallies).split(separator: "\n")
    let labels =
      #"ingress="shop/web",host="shop.example",path="/a\"b",path_type="Exact",service="shop/web",backend="127.64.1.2:80""#
    #expect(lines.contains("sluice_requests_total{\(labels),class=\"2xx\"} 1"))
    #expect(lines.contains("sluice_request_seconds_bucket{\(labels),le=\"0.25\"} 0"))
    #expect(lines.contains("sluice_request_seconds_bucket{\(labels),le=\"0.5\"} 1"))
    #expect(lines.contains("sluice_request_seconds_bucket{\(labels),le=\"+Inf\"} 1"))
    #expect(lines.contains("sluice_request_seconds_sum{\(labels)} 0.5"))
  }

  @Test func `the shards of all event loops are merged when they are read`() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let metrics = try await ProxyMetrics.make(on: group)
    let key = ProxyCounterKey(service: "shop/web")
    for loop in group.makeIterator() {
      try await loop.submit {
        metrics.counters(on: loop)?.record(key, status: 200, seconds: 0.01)
      }.get()
    }
    #expect(try await metrics.tallies()[key]?.requests == 2)
    try await group.shutdownGracefully()
  }
}
