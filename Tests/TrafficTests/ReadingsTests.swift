import Routing
import Testing
import Topology
import Traffic

@Suite struct ReadingsTests {
  private static let route = Route.ID(
    source: ObjectReference("Ingress", "shop", "web"), host: "shop.local", path: "/")
  private static let service = NamespacedName("shop", "web")

  private func key(_ index: Int) -> TrafficKey {
    TrafficKey(
      route: Self.route, service: Self.service,
      backend: BackendAddress(address: "10.1.0.\(index)", port: 8080))
  }

  /// Counters of so many fast answers, errors and slow answers.
  private func counters(_ fine: Double, errors: Double = 0, slow: Double = 0) -> TrafficCounters {
    var counters = TrafficCounters()
    counters.classes[1] = fine + slow
    counters.classes[4] = errors
    counters.buckets[0] = fine + errors
    counters.buckets[8] = slow
    counters.seconds = slow
    return counters
  }

  /// Readings of `seconds` scrapes, one a second, at these rates of backend 1 and 2.
  private func readings(
    _ seconds: Int, first: Double = 30, second: Double = 10, from start: Double = 1000
  ) -> Readings {
    var readings = Readings()
    for index in 0...seconds {
      let time = Double(index)
      readings.ingest(
        TrafficScrape(
          time: start + time,
          counters: [key(1): counters(first * time), key(2): counters(second * time)]))
    }
    return readings
  }

  private func near(_ value: Double?, _ expected: Double, _ tolerance: Double = 0.001) -> Bool {
    value.map { abs($0 - expected) <= tolerance * max(1, abs(expected)) } ?? false
  }

  @Test func `nothing measured is unknown, not zero`() {
    var readings = Readings()
    #expect(readings.rate(.total) == nil)
    readings.ingest(TrafficScrape(time: 1, counters: [key(1): counters(500)]))
    #expect(readings.rate(.total) == nil)
    #expect(readings.errorShare(.service(Self.service)) == nil)
    #expect(readings.quantile(0.5, of: .total) == nil)
    #expect(readings.history(.total, columns: 3, now: 2) == [nil, nil, nil])
    #expect(readings.heatMap(.total, columns: 2, now: 2).allSatisfy { $0 == nil })
  }

  @Test func `rates sum up over route, Service, backend and total`() {
    let readings = readings(90)
    for window in Readings.Window.allCases {
      #expect(near(readings.rate(.total, over: window), 40))
      #expect(near(readings.rate(.route(Self.route), over: window), 40))
      #expect(near(readings.rate(.service(Self.service), over: window), 40))
      #expect(near(readings.rate(.routeService(Self.route, Self.service), over: window), 40))
      #expect(near(readings.rate(.address("10.1.0.1"), over: window), 30))
      #expect(near(readings.rate(.key(key(2)), over: window), 10))
      let backend = TrafficSubject.backend(
        Self.service, BackendAddress(address: "10.1.0.2", port: 8080))
      #expect(near(readings.rate(backend, over: window), 10))
      #expect(near(readings.share(of: backend, in: .service(Self.service), over: window), 0.25))
    }
    #expect(readings.rate(.address("10.9.9.9")) == nil)
    #expect(readings.routes == [Self.route])
    #expect(readings.services == [Self.service])
  }

  @Test func `an idle subject that was measured is zero`() {
    let readings = readings(30, first: 30, second: 0)
    #expect(near(readings.rate(.address("10.1.0.2")), 0))
    #expect(readings.errorShare(.address("10.1.0.2")) == nil)
  }

  @Test func `windows show the newest time`() {
    var readings = readings(60)
    for index in 1...5 {
      readings.ingest(
        TrafficScrape(
          time: 1060 + Double(index),
          counters: [key(1): counters(1800 + 100 * Double(index)), key(2): counters(600)]))
    }
    #expect(near(readings.rate(.total, over: .second), 100))
    #expect(near(readings.rate(.total, over: .ten), 70, 0.12))
    #expect(near(readings.rate(.total, over: .minute), 45, 0.1))
  }

  @Test func `errors, classes and quantiles come from the same counters`() {
    var readings = Readings()
    for index in 0...20 {
      let time = Double(index)
      readings.ingest(
        TrafficScrape(
          time: time, counters: [key(1): counters(80 * time, errors: 10 * time, slow: 10 * time)]))
    }
    #expect(near(readings.errorShare(.total), 0.1))
    #expect(near(readings.classRates(.total)?[4], 10))
    #expect(near(readings.quantile(0.5, of: .total), 0.001 * 50 / 90, 0.01))
    #expect(near(readings.quantile(0.95, of: .total), 0.25 + 0.25 * 0.5, 0.01))
  }

  @Test func `a counter that starts again counts from zero`() {
    var readings = readings(20)
    readings.ingest(
      TrafficScrape(time: 1021, counters: [key(1): counters(7), key(2): counters(210)]))
    #expect(near(readings.measured(.address("10.1.0.1"), over: .second)?.rate, 7, 4))
    let last = readings.history(.address("10.1.0.1"), columns: 1, now: 1021)
    #expect(near(last.first ?? nil, 7))
  }

  @Test func `a backend that appears counts from its first scrape on`() {
    var readings = readings(20)
    readings.ingest(
      TrafficScrape(
        time: 1021,
        counters: [key(1): counters(630), key(2): counters(210), key(3): counters(15)]))
    #expect(near(readings.rate(.address("10.1.0.3")), 15))
    #expect(
      readings.history(.address("10.1.0.3"), columns: 3, now: 1021).map { $0 != nil } == [
        false, false, true,
      ])
  }

  @Test func `a backend that is gone becomes unknown`() {
    var readings = readings(20)
    for index in 1...12 {
      readings.ingest(
        TrafficScrape(
          time: 1020 + Double(index), counters: [key(1): counters(600 + 30 * Double(index))]))
    }
    #expect(readings.rate(.address("10.1.0.2"), over: .ten) == nil)
    #expect(near(readings.rate(.address("10.1.0.1"), over: .ten), 30))
  }

  @Test func `a gap stays a gap`() {
    var readings = readings(20)
    readings.ingest(
      TrafficScrape(time: 1050, counters: [key(1): counters(9000), key(2): counters(9000)]))
    #expect(readings.rate(.total, over: .ten) == nil)
    readings.ingest(
      TrafficScrape(time: 1051, counters: [key(1): counters(9020), key(2): counters(9020)]))
    #expect(near(readings.rate(.total, over: .ten), 40))
    let history = readings.history(.total, columns: 32, now: 1051.2)
    #expect(history.filter { $0 == nil }.count == 30)
    #expect(near(history.last ?? nil, 40))
    #expect(near(history.first ?? nil, 40))
  }

  @Test func `a failed scrape makes the next one a beginning`() {
    var readings = readings(20)
    readings.noteGap(at: 1021)
    readings.ingest(
      TrafficScrape(time: 1022, counters: [key(1): counters(5000), key(2): counters(0)]))
    let history = readings.history(.total, columns: 4, now: 1022.5)
    #expect(history.map { $0 != nil } == [true, true, false, false])
  }

  @Test func `scrapes between the seconds are spread over them`() {
    var readings = Readings()
    for index in 0...40 {
      let time = 100.35 + 0.9 * Double(index)
      readings.ingest(TrafficScrape(time: time, counters: [key(1): counters(50 * time)]))
    }
    let history = readings.history(.total, columns: 20, now: 136.4)
    #expect(history.allSatisfy { near($0, 50) })
  }

  @Test func `long steps are averages and keep their content`() {
    let readings = readings(100)
    let columns = readings.history(.total, columns: 5, step: 4, now: 1100.5)
    #expect(columns.allSatisfy { near($0, 40) })
    #expect(
      readings.history(.total, .latency(0.5), columns: 2, step: 10, now: 1100).allSatisfy {
        $0 != nil
      })
    #expect(near(readings.history(.total, .errorShare, columns: 1, now: 1100).first ?? nil, 0))
  }

  @Test func `the heat map gives the parts of each ten seconds`() throws {
    let readings = readings(40)
    let column = try #require(readings.heatMap(.total, columns: 3, now: 1040)[0])
    #expect(column.count == TrafficCounters.bounds.count + 1)
    #expect(near(column[0], 1))
  }

  @Test func `memory stays bounded over hours and subjects that are gone are forgotten`() {
    var readings = Readings()
    for index in 0...1500 {
      let gone = TrafficKey(
        service: Self.service, backend: BackendAddress(address: "10.2.0.\(index / 300)", port: 1))
      readings.ingest(
        TrafficScrape(
          time: Double(index),
          counters: [key(1): counters(Double(index)), gone: counters(Double(index))]))
    }
    #expect(readings.rate(.address("10.1.0.1")) != nil)
    #expect(
      readings.history(.address("10.2.0.0"), columns: 600, now: 1500).allSatisfy { $0 == nil })
    #expect(readings.history(.address("10.2.0.4"), columns: 600, now: 1500).contains { $0 != nil })
    #expect(readings.subjectCount < 20)
  }

  @Test func `a clock that is set back starts over`() {
    var readings = readings(20)
    readings.ingest(TrafficScrape(time: 500, counters: [key(1): counters(900)]))
    #expect(readings.rate(.total) == nil)
    readings.ingest(TrafficScrape(time: 501, counters: [key(1): counters(905)]))
    #expect(near(readings.rate(.total), 5))
  }
}
