import Testing
import Topology

@testable import Traffic

/// Pages whose lines are known by their bytes, and numbers that are read without a detour over texts.
@Suite struct TrafficPageReaderTests {
  private typealias Row = (labels: String, value: Int)

  private func number(_ text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { PrometheusText.number($0) }
  }

  @Test func `numbers are the nearest ones, however they are written`() {
    var state: UInt64 = 11
    func next(below limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 20) % limit
    }
    var texts = [
      "0", "0.1", "1e22", "1e23", "123456789012345", "1234567890123456789", "0.1e-5", "5e-324",
      "1.234567e+06", "9007199254740993", "999999999999999e22", "1E5", "00.5",
      "1.7976931348623157e308",
    ]
    for _ in 0..<5000 {
      let whole = next(below: [10, 1000, 1_000_000, 1 << 40][Int(next(below: 4))])
      let part = next(below: 2) == 0 ? "" : ".\(next(below: 1_000_000_000))"
      let exponent = ["", "", "e+\(next(below: 30))", "e-\(next(below: 30))"][Int(next(below: 4))]
      texts.append("\(whole)\(part)\(exponent)")
    }
    #expect(texts.filter { number($0) != Double($0) } == [])
  }

  @Test(arguments: ["", ".", "e5", "1e", "1e+", "1.e5x", "1..2", "1e5.0", "0x1", "1_0", "--1"])
  func `what is no number is none`(_ text: String) {
    #expect(number(text) == nil)
  }

  /// A page with rows of requests, each in a line of its own way.
  private func page(_ rows: [Row], _ extra: String = "") -> [UInt8] {
    let lines = rows.enumerated().map { index, row in
      let space = index % 3 == 0 ? " " : ""
      return "traefik_service_requests_total\(space){\(row.labels)}\(space) \(row.value) \(index)\n"
    }
    return Array((lines.joined() + extra).utf8)
  }

  private func labels(_ index: Int) -> String {
    #"code="\#(200 + index % 3 * 100)",service="a\"}b\\\#(index / 3)@x",note="}{""#
  }

  private func requests(_ page: TrafficPageReader.Page) -> [String: Double] {
    Dictionary(
      uniqueKeysWithValues: page.increases.map { ($0.origin.values[0], $0.counters.requests) })
  }

  @Test func `lines that are known say the same in any order, beside broken and new ones`() {
    let first = (0..<90).map { Row(labels($0), 10) }
    var reader = TrafficPageReader(TraefikTraffic.self)
    let start = reader.read(page(first))
    #expect(start.samples == 90 && start.isComplete && start.increases.isEmpty)
    #expect(reader.origins.count == 30 && reader.origins[1].values == ["a\"}b\\1@x"])
    let second = (0..<93).map { Row(labels($0 * 7 % 93), 10 + $0 * 7 % 93) }
    let broken = "traefik_service_requests_total{\(labels(1))}} 5\n"
    let read = reader.read(page(second, broken + "other{a=\"}\"} 1\n"))
    #expect(read.samples == 94 && !read.isComplete)
    var expected: [String: Double] = [:]
    for index in 0..<93 {
      let growth = index < 90 ? index : 10 + index
      if growth > 0 { expected["a\"}b\\\(index / 3)@x", default: 0] += Double(growth) }
    }
    #expect(requests(read) == expected)
  }

  @Test func `series that are gone for long are forgotten, and the others go on`() {
    var reader = TrafficPageReader(TraefikTraffic.self)
    let bucket = "traefik_service_request_duration_seconds_bucket"
    let gone = "\(bucket){service=\"gone@x\",le=\"7\"} 1\n"
    _ = reader.read(page([Row(labels(0), 1)], gone))
    #expect(reader.bounds[1] == [7])
    for number in 2...500 {
      let rows = [Row(labels(3), number), Row(labels(0), number)]
      let read = reader.read(page(rows, "\(bucket){service=\"b@x\",le=\"9\"} \(number)\n"))
      let counted = requests(read)
      #expect(counted["a\"}b\\0@x"] == 1)
      #expect(counted["a\"}b\\1@x"] == (number == 2 ? 2 : 1))
    }
    #expect(reader.bounds[1] == [9])
    #expect(reader.origins.map { $0.values[0] }.sorted() == ["a\"}b\\0@x", "a\"}b\\1@x", "b@x"])
  }
}
