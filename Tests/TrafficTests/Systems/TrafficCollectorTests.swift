import Routing
import Testing
import Topology

@testable import Traffic

/// A system that exists in this test alone: one type, and one line where systems are named.
private enum MadeUpTraffic: TrafficSystem {
  static let name = "made up"
  static let families = [
    TrafficFamily(
      "made_requests", group: "g", labels: ["to"],
      .answers(by: ["status"]) { TrafficClass.ofStatus($0[0]) }),
    TrafficFamily("made_time", group: "g", labels: ["to"], .durations(unitsPerSecond: 1000)),
  ]

  static func targets(in inventory: Inventory, shown: [NamespacedName]) -> [MetricsTarget] { [] }

  static func meanings(
    of table: RoutingTable, _ inventory: Inventory
  ) -> any TrafficMeanings {
    Meanings(namespace: inventory.namespaceNames.first ?? "none")
  }

  private struct Meanings: TrafficMeanings {
    let namespace: String

    func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
      origins.map { TrafficKey(service: NamespacedName(namespace, $0.values[0])) }
    }
  }
}

@Suite struct TrafficCollectorTests {
  private let target = MetricsTarget(
    system: "made up", pod: NamespacedName("n", "p"), address: "10.0.0.1", port: 1)

  private func collector(namespace: String = "shop") -> TrafficCollector {
    var collector = TrafficCollector(systems: [MadeUpTraffic.self])
    collector.use(names(namespace))
    return collector
  }

  private func names(_ namespace: String) -> TrafficNames {
    let inventory = Inventory([.namespace(Metadata(name: namespace))])
    return TrafficNames(RoutingTable([]), inventory, of: [MadeUpTraffic.self])
  }

  private func requests(_ value: String, to: String = "a", status: String = "200") -> String {
    "made_requests{status=\"\(status)\",to=\"\(to)\"} \(value)\n"
  }

  /// What pages count, one after the other, five seconds apart: `a=3`, `-` for nothing that is known; nil is a page
  /// that failed.
  private func counts(_ pages: [String?]) -> [String] {
    var collector = collector()
    return pages.enumerated().map { index, page in
      let time = Double(5 * index)
      guard let page else {
        collector.fail(target, at: time)
        return "-"
      }
      guard let increment = collector.take(Array(page.utf8), of: target, at: time) else {
        return "-"
      }
      return increment.counters.map { "\($0.service?.name ?? "")=\(Int($1.requests))" }.sorted()
        .joined(separator: " ") + " in \(Int(increment.end - increment.start))"
    }
  }

  @Test func `the first page only says where the counters stand`() {
    #expect(
      counts([requests("1000"), requests("1003"), requests("1003")]) == [
        "-", "a=3 in 5", "a=0 in 5",
      ])
  }

  @Test func `a counter that went back counts from 0`() {
    #expect(counts([requests("1000"), requests("4")]) == ["-", "a=4 in 5"])
  }

  @Test func `a program that began anew counts from 0 though its counters are higher`() {
    let start = "process_start_time_seconds "
    #expect(
      counts([start + "1\n" + requests("10"), start + "9\n" + requests("12")])
        == ["-", "a=12 in 5"])
    #expect(
      counts([
        "envoy_server_uptime 90\n" + requests("10"), "envoy_server_uptime 3\n" + requests("12"),
      ])
        == ["-", "a=12 in 5"])
    #expect(
      counts([
        "envoy_server_uptime 9\n" + requests("10"), "envoy_server_uptime 14\n" + requests("12"),
      ])
        == ["-", "a=2 in 5"])
  }

  @Test func `what a missing page would have said comes with the next one, over its whole time`() {
    #expect(
      counts([requests("10"), nil, nil, requests("40")]) == ["-", "-", "-", "a=30 in 15"])
    // Nothing but comments, and nothing at all, are missing pages too.
    #expect(
      counts([requests("10"), "# x\n", "", requests("40")]) == ["-", "-", "-", "a=30 in 15"])
  }

  @Test func `a new series counts from 0 where it would have been seen before`() {
    let both = requests("10") + requests("7", to: "b")
    #expect(counts([requests("10"), both]) == ["-", "a=0 b=7 in 5"])
    // The page before ended in the middle: what it did not have may be old.
    #expect(
      counts([requests("10") + "made_req", both, both + requests("9", to: "c")])
        == ["-", "a=0 b=0 in 5", "a=0 b=0 c=9 in 5"])
    #expect(counts([requests("10").dropLast().description, both]) == ["-", "a=0 b=0 in 5"])
  }

  @Test func `a series that was gone for a while goes on where it stood`() {
    let both = requests("10") + requests("700", to: "b")
    #expect(
      counts([both, requests("11"), both.replacing("700", with: "705")])
        == ["-", "a=1 b=0 in 5", "a=10 b=5 in 5"])
    #expect(
      counts([both, requests("11"), requests("12") + requests("2", to: "b")]).last == "a=1 b=2 in 5"
    )
  }

  @Test func `one series that goes back is not a restart of the others`() {
    let before = requests("1000") + requests("50", status: "500")
    #expect(
      counts([before, requests("1001") + requests("1", status: "500")]) == ["-", "a=2 in 5"])
  }

  @Test(arguments: ["NaN", "+Inf", "-Inf", "-5", "1e999", "1e300", "x"])
  func `what is no count says nothing`(_ value: String) {
    let pages = [requests("10"), requests(value), requests("12")]
    let counts = counts(pages)
    #expect(counts.last == "a=2 in \(value == "x" ? 10 : 5)")
    #expect(counts[1] == (value == "x" ? "-" : "a=0 in 5"))
  }

  @Test func `of the same series twice the last is meant, in whatever order lines come`() {
    let page = "x 1\n" + requests("99") + "y 2\n" + requests("12") + "made_requests 4\n"
    #expect(counts([requests("10"), page]) == ["-", "=4 a=2 in 5"])
  }

  @Test func `a change of names moves no old request`() {
    var collector = collector()
    _ = collector.take(Array(requests("1000").utf8), of: target, at: 0)
    let first = collector.take(Array(requests("1001").utf8), of: target, at: 5)
    collector.use(names("other"))
    let second = collector.take(Array(requests("1003").utf8), of: target, at: 10)
    let services = [first, second].map { increment in
      increment?.counters.map { "\($0.service?.description ?? "") \(Int($1.requests))" }
    }
    #expect(services == [["shop/a 1"], ["other/a 2"]])
  }

  @Test func `targets are compared each with itself, and forgotten when they are gone`() {
    var collector = collector()
    var other = target
    other.pod.name = "q"
    _ = collector.take(Array(requests("1000").utf8), of: target, at: 0)
    #expect(collector.take(Array(requests("5").utf8), of: other, at: 1) == nil)
    let increment = collector.take(Array(requests("7").utf8), of: other, at: 4)
    #expect(increment.map { [$0.start, $0.end] } == [1, 4])
    #expect(increment?.counters.values.map(\.requests) == [2])
    collector.fail(target, at: 5)
    collector.fail(target, at: 9)
    #expect(collector.failing(target) == 5)
    #expect(collector.keys(of: target).map { $0.service?.name } == ["a"])
    collector.keep(only: [other])
    #expect(collector.targets == [other])
    #expect(collector.take(Array(requests("9").utf8), of: target, at: 10) == nil)
  }

  @Test func `a clock that was set back gives no interval`() {
    var collector = collector()
    _ = collector.take(Array(requests("1").utf8), of: target, at: 10)
    #expect(collector.take(Array(requests("2").utf8), of: target, at: 4) == nil)
    #expect(
      collector.take(Array(requests("4").utf8), of: target, at: 8)?.counters.values.map(\.requests)
        == [2])
  }

  @Test func `durations are read in their own unit and bounds`() throws {
    func page(_ counts: [Int], sum: Double) -> String {
      let bounds = ["100", "300", "1200", "5000", "+Inf"]
      return zip(bounds, counts).map { "made_time_bucket{to=\"a\",le=\"\($0)\"} \($1)\n" }.joined()
        + "made_time_sum{to=\"a\"} \(sum)\n" + requests("\(counts.last ?? 0)")
    }
    var collector = collector()
    _ = collector.take(Array(page([1, 1, 1, 1, 1], sum: 9).utf8), of: target, at: 0)
    let read = collector.take(
      Array(page([11, 21, 21, 21, 22], sum: 2009).utf8), of: target, at: 5)
    let increment = try #require(read)
    let counters = try #require(increment.counters.values.first)
    #expect(counters.seconds == 2)
    #expect(counters.requests == 21)
    // 10 up to 0.1; of the 10 up to 0.3 three quarters up to 0.25; one over 5.
    #expect(
      counters.buckets.map { ($0 * 1000).rounded() / 1000 } == [
        0.1, 0.15, 0.25, 0.5, 1.5, 2.5, 5, 7.5, 2.5, 0, 0, 0, 1, 0,
      ])
    #expect(!increment.isLatencyExact)
  }

  @Test func `answers of a Prometheus server are read as pages are`() {
    let queries = MadeUpTraffic.queries
    #expect(
      queries.map { $0.text(window: 30) } == [
        "sum by (exported_to, to, status) (increase(made_requests[30s]))",
        "sum by (exported_to, to, le) (increase(made_time_bucket[30s]))",
        "sum by (exported_to, to) (increase(made_time_sum[30s]))",
      ])
    let increases = MadeUpTraffic.increases(in: [
      (
        queries[0],
        [
          TrafficSample(labels: ["to": "a", "status": "200"], value: 6.5),
          TrafficSample(labels: ["exported_to": "a", "to": "x", "status": "503"], value: 2),
          TrafficSample(labels: ["to": "a", "status": "200"], value: .nan),
          TrafficSample(labels: ["to": "a", "status": "200"], value: -1),
        ]
      ),
      (queries[1], [TrafficSample(labels: ["to": "a", "le": "1000"], value: 8)]),
      (queries[2], [TrafficSample(labels: ["to": "a"], value: 500)]),
    ])
    let counters = names("shop").counters(of: increases)
    #expect(counters.count == 1)
    let single = counters[TrafficKey(service: NamespacedName("shop", "a"))]
    #expect(single?.classes == [0, 6.5, 0, 0, 2, 0])
    #expect(single?.seconds == 0.5)
    #expect(single?.buckets.reduce(0, +) == 8)
  }
}

@Suite struct TrafficHistogramTests {
  @Test func `bounds that both have are exact`() {
    let reached = TrafficCounters.bounds.enumerated().map { ($1, Double($0 + 1)) }
    let histogram = TrafficHistogram(reached.reversed() + [(.infinity, 20)])
    #expect(histogram.buckets == Array(repeating: 1, count: 13) + [7])
    #expect(TrafficHistogram.isExact(TrafficCounters.bounds + [.infinity, 60]))
    // The default of client libraries begins at 5 ms.
    #expect(!TrafficHistogram.isExact(Array(TrafficCounters.bounds.dropFirst(2))))
    // Milliseconds that became seconds are not always the same number.
    #expect(TrafficHistogram.isExact(TrafficCounters.bounds.map { $0 * 1000 / 1000.0000000001 }))
  }

  @Test(
    arguments: [
      ([], [], 0), ([Double.infinity], [3.0], 3), ([0.0, 0.1], [2, 1], 2),
      ([.nan, 1], [5, 1], 1),
      ([-1, 1], [5, 1], 1), ([1, 1], [5, 5], 5), ([0.1, 1], [.nan, 4], 4),
      ([0.1, 1], [.infinity, 4], 4),
    ] as [([Double], [Double], Double)])
  func `nothing is lost or made up where bounds are strange`(
    _ bounds: [Double], _ counts: [Double], _ total: Double
  ) {
    let buckets = TrafficHistogram(Array(zip(bounds, counts))).buckets
    #expect(buckets.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(abs(buckets.reduce(0, +) - total) < 1e-9)
  }
}
