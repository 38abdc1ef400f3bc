import Routing
import Testing
import Topology
import Traffic

/// What is shown of systems whose pages come every five seconds, or do not come.
@Suite struct TrafficRoundTests {
  /// A system whose one label is the name of a Service.
  private enum MadeUp: TrafficSystem {
    static let name = "made-up"
    static let families = [
      TrafficFamily(
        "requests_total", group: "service", labels: ["service"],
        .answers(by: ["code"]) { TrafficClass.ofStatus($0.first ?? "") })
    ]

    static func targets(in inventory: Inventory, shown: [NamespacedName]) -> [MetricsTarget] { [] }

    static func meanings(
      of table: RoutingTable, _ inventory: Inventory
    ) -> any TrafficMeanings { Meanings() }

    struct Meanings: TrafficMeanings {
      func keys(of origins: [TrafficOrigin]) -> [TrafficKey?] {
        origins.map { TrafficKey(service: NamespacedName("shop", $0.values[0])) }
      }
    }
  }

  private static let web = TrafficSubject.service(NamespacedName("shop", "web"))
  private static let api = TrafficSubject.service(NamespacedName("shop", "api"))

  private var rounds: TrafficRounds {
    var rounds = TrafficRounds(systems: [MadeUp.self])
    rounds.use(TrafficNames(RoutingTable([]), Inventory(), of: [MadeUp.self]))
    return rounds
  }

  /// A page of a pod; nil counts are a pod that does not answer.
  private func page(
    _ pod: String, at time: Double, web: Double? = nil, api: Double? = nil, errors: Double = 0
  ) -> MetricsPage {
    let target = MetricsTarget(
      system: "made-up", pod: NamespacedName("ingress", pod), address: "10.0.0.1", port: 9100)
    guard web != nil || api != nil else {
      return MetricsPage(of: target, at: time, from: .here, bytes: nil, problem: "it is gone")
    }
    var text = ""
    if let web { text += "requests_total{service=\"web\",code=\"200\"} \(web)\n" }
    if let api { text += "requests_total{service=\"api\",code=\"200\"} \(api)\n" }
    if errors > 0 { text += "requests_total{service=\"web\",code=\"500\"} \(errors)\n" }
    return MetricsPage(of: target, at: time, from: .here, bytes: Array(text.utf8))
  }

  private func isNear(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) < 0.01 } ?? false
  }

  @Test func `the first page says where counters stand, the second what was counted`() {
    var rounds = rounds
    var readings = Readings()
    readings.ingest(rounds.take([page("a", at: 100, web: 900_000)], at: 100))
    #expect(readings.rate(Self.web) == nil)
    readings.ingest(rounds.take([page("a", at: 105, web: 900_150, errors: 50)], at: 105))
    #expect(isNear(readings.rate(Self.web), 40))
    #expect(isNear(readings.errorShare(Self.web), 0.25))
    #expect(readings.rate(Self.api) == nil, "nobody counts it, which is not 0")
  }

  @Test func `pages of all pods add up, and each is compared with itself`() {
    var rounds = rounds
    var readings = Readings()
    for step in 0..<4 {
      let time = 100 + Double(step) * 5
      readings.ingest(
        rounds.take(
          [
            page("a", at: time, web: 1000 + Double(step) * 50),
            page("b", at: time, web: 7 + Double(step) * 25),
          ], at: time))
    }
    #expect(isNear(readings.rate(Self.web), 15))
  }

  @Test func `a restart is no spike`() {
    var rounds = rounds
    var readings = Readings()
    for (time, count) in [(100, 5000), (105, 5100), (110, 5200), (115, 60), (120, 160)] {
      readings.ingest(
        rounds.take([page("a", at: Double(time), web: Double(count))], at: Double(time)))
    }
    let history = readings.history(Self.web, columns: 20, now: 120)
    #expect(history.compactMap { $0 }.allSatisfy { $0 <= 20.01 })
    #expect(isNear(readings.rate(Self.web), 16))
  }

  @Test func `a page that took long to come makes no spike, since nobody knows of when it is`() {
    var rounds = rounds
    var readings = Readings()
    func take(_ time: Double, web: Double, took: Double) {
      var page = self.page("a", at: time, web: web)
      page.took = took
      readings.ingest(rounds.take([page], at: time))
    }
    // Ten requests a second; the first page is of 95, and comes at 100.
    take(97.5, web: 950, took: 5)
    take(100, web: 1000, took: 0)
    #expect(readings.rate(Self.web) == nil, "it would be 20")
    take(105, web: 1050, took: 0)
    #expect(isNear(readings.rate(Self.web), 10))
    // All take as long: a page of three seconds is no guess after another one.
    take(110, web: 1100, took: 2)
    take(115, web: 1150, took: 4)
    #expect(isNear(readings.rate(Self.web), 10))
    take(120, web: 1150, took: 0)
    #expect(isNear(readings.rate(Self.web), 10), "what is known of the last ten seconds")
    #expect(readings.history(Self.web, columns: 8, now: 120).contains(nil))
  }

  @Test func `a page that is missing is a time of which nothing is known, neither 0 nor a spike`() {
    var rounds = rounds
    var readings = Readings()
    func take(_ time: Double, web: Double?, api: Double) {
      readings.ingest(
        rounds.take(
          [page("a", at: time, web: web), page("b", at: time, api: api)], at: time))
    }
    take(100, web: 0, api: 0)
    take(105, web: 50, api: 50)
    take(110, web: 100, api: 100)
    take(115, web: nil, api: 150)
    #expect(isNear(readings.rate(Self.web), 10), "five of the ten seconds are known")
    take(120, web: nil, api: 200)
    #expect(readings.rate(Self.web) == nil)
    #expect(isNear(readings.rate(Self.api), 10))
    take(125, web: 250, api: 250)
    #expect(isNear(readings.rate(Self.web), 10))
    let history = readings.history(Self.web, columns: 24, now: 125)
    #expect(history.compactMap { $0 }.allSatisfy { abs($0 - 10) < 0.01 })
    #expect(history.contains(nil))
  }

  @Test func `a pod that stays silent hides what others count for a minute only`() {
    var rounds = rounds
    var readings = Readings()
    for step in 0..<30 {
      let time = 100 + Double(step) * 5
      let isSilent = step >= 4
      readings.ingest(
        rounds.take(
          [
            page("a", at: time, web: isSilent ? nil : Double(step) * 50),
            page("b", at: time, web: Double(step) * 50),
          ], at: time))
      if step == 8 { #expect(readings.rate(Self.web) == nil, "a part is no whole") }
    }
    #expect(isNear(readings.rate(Self.web), 10))
  }

  @Test func `sources say who answered, and why one did not`() {
    var rounds = rounds
    let round = rounds.take([page("a", at: 1, web: 1), page("b", at: 1)], at: 1)
    #expect(
      round.sources == [
        TrafficSource(
          system: "made-up", vantage: .here, asked: 2, answered: 1, problem: "it is gone")
      ])
  }

  @Test func `figures of a Prometheus server are shown as it states them`() {
    var readings = Readings()
    let key = TrafficKey(service: NamespacedName("shop", "web"))
    func state(_ increase: Double, from start: Double) {
      var counters = TrafficCounters()
      counters.classes[1] = increase * 5 / 60
      readings.ingest(
        TrafficRound(from: start, to: start + 5, increases: [key: counters], window: 60))
    }
    state(600, from: 100)
    state(1200, from: 105)
    #expect(isNear(readings.rate(Self.web), 20), "not a mean of what it said before")
    #expect(isNear(readings.rate(Self.web, over: .minute), 20))
    #expect(readings.rate(Self.api) == nil)
    #expect(readings.history(Self.web, columns: 10, now: 110).compactMap { $0 }.count == 10)
    readings.noteGap(at: 140)
    #expect(readings.rate(Self.web) == nil, "what it does not say any more is not known")
  }

  @Test func `rounds that overlap count nothing twice, and a clock set back begins anew`() {
    var readings = Readings()
    let key = TrafficKey(service: NamespacedName("shop", "web"))
    var counters = TrafficCounters()
    counters.classes[1] = 50
    func ingest(_ start: Double, _ end: Double) {
      readings.ingest(TrafficRound(from: start, to: end, increases: [key: counters]))
    }
    ingest(100, 105)
    ingest(102, 107)
    #expect(isNear(readings.rate(Self.web), 10))
    ingest(10, 15)
    #expect(readings.rate(Self.web) == nil)
    ingest(15, 20)
    #expect(isNear(readings.rate(Self.web), 10))
  }
}
