import Testing
import Topology

@testable import Traffic

struct SilenceTests {
  private let web = NamespacedName("shop", "web")

  /// Ten requests a second up to a moment, then none; read once a second for twenty.
  private func readings(until end: Double, isComplete: Bool) -> Readings {
    var readings = Readings()
    for second in 0...20 {
      let time = 1000 + Double(second)
      var counters = TrafficCounters()
      counters.classes[1] = 10 * (min(time, end) - 1000)
      let key = TrafficKey(route: nil, service: web, backend: nil)
      readings.ingest(
        TrafficScrape(time: time, counters: [key: counters], isComplete: isComplete))
    }
    return readings
  }

  @Test func `what no counter names is idle where all are counted, and unknown elsewhere`() {
    let idle = TrafficSubject.service(NamespacedName("shop", "pay"))
    #expect(readings(until: 1020, isComplete: true).rate(idle) == 0)
    #expect(readings(until: 1020, isComplete: false).rate(idle) == nil)
    #expect(!readings(until: 1020, isComplete: true).isCounted(idle))
  }

  @Test func `a measurement since a moment has nothing of what was before`() {
    let readings = readings(until: 1015, isComplete: true)
    #expect(abs((readings.measured(.service(web), since: 1010)?.rate ?? 0) - 5) < 0.1)
    #expect(readings.measured(.service(web), since: 1015)?.rate == 0)
    #expect(readings.measured(.service(web), since: 1030) == nil)
  }
}
