import Routing
import Topology
package import Traffic

extension DemoFixture {
  /// What one backend does in a second.
  private struct Load {
    let path: String
    let service: String
    let address: String?
    let rate: Double
    let errors: Double
    let milliseconds: [(index: Int, part: Double)]
  }

  private static let fast: [(index: Int, part: Double)] = [
    (2, 0.2), (3, 0.5), (4, 0.28), (6, 0.02),
  ]
  private static let slow: [(index: Int, part: Double)] = [(3, 0.3), (4, 0.4), (6, 0.2), (7, 0.1)]

  private static let loads: [Load] = [
    Load(
      path: "/", service: "web", address: "127.64.1.10", rate: 141, errors: 0, milliseconds: fast),
    Load(
      path: "/", service: "web", address: "127.64.2.10", rate: 139, errors: 0, milliseconds: fast),
    Load(
      path: "/", service: "web", address: "127.64.3.10", rate: 140, errors: 0.001,
      milliseconds: fast),
    Load(
      path: "/api", service: "api-v1", address: "127.64.1.16", rate: 82, errors: 0.002,
      milliseconds: fast),
    Load(
      path: "/api", service: "api-v1", address: "127.64.2.16", rate: 80, errors: 0.001,
      milliseconds: fast),
    Load(
      path: "/api", service: "api-v2", address: "127.64.1.17", rate: 18, errors: 0.049,
      milliseconds: slow),
    Load(path: "/pay", service: "pay", address: nil, rate: 9, errors: 1, milliseconds: [(0, 1)]),
  ]

  /// One reading a second over the last `seconds`, ending now; the load grows at first and is steady in the
  /// last minute.
  package static func scrapes(seconds: Int = 300) -> [TrafficScrape] {
    var counters: [TrafficKey: TrafficCounters] = [:]
    return (0...seconds).map { second in
      let left = Double(seconds - second)
      let factor = left <= 75 ? 1 : max(0.4, 1 - (left - 75) / 400)
      for load in loads { count(load, factor: factor, in: &counters) }
      return TrafficScrape(time: now - left, counters: counters, isComplete: true)
    }
  }

  private static func count(
    _ load: Load, factor: Double, in counters: inout [TrafficKey: TrafficCounters]
  ) {
    let key = TrafficKey(
      route: route(load.path), service: NamespacedName(namespace, load.service),
      backend: load.address.map { BackendAddress(address: $0, port: 8080) })
    var counter = counters[key] ?? TrafficCounters()
    let rate = load.rate * factor
    counter.classes[1] += rate * (1 - load.errors)
    counter.classes[4] += rate * load.errors
    for (index, part) in load.milliseconds { counter.buckets[index] += rate * part }
    counter.seconds += rate * 0.012
    counters[key] = counter
  }
}
