import Topology

/// Adds to rounds what Envoys know of each address behind them.
///
/// Only all Envoys together know what a backend gets: while one of them does not tell, it is unknown. What others count
/// as well is left to them, since a part of a backend's requests is none of its figures.
struct EndpointRounds: Sendable {
  private struct Known {
    var endpoints: EnvoyEndpoints
    var moment: PageMoment
  }

  /// More Envoys of one system are not asked: each page has as many lines as there are pods.
  static let mostPages = 20

  private var known: [MetricsTarget: Known] = [:]

  /// Takes in the admin pages of all Envoys; `others` are the Services that other systems count.
  mutating func take(
    _ pages: [MetricsPage], besides others: Set<NamespacedName>, into round: inout TrafficRound
  ) {
    let targets = Set(pages.map(\.target))
    known = known.filter { targets.contains($0.key) }
    var increases: [TrafficIncrement] = []
    for page in pages {
      guard let endpoints = page.bytes.flatMap(EnvoyEndpoints.init) else { continue }
      for (subject, verdict) in endpoints.verdicts(of: page.target.system) {
        round.add(verdict, of: subject)
      }
      if let earlier = known[page.target], page.moment.seconds(since: earlier.moment) != nil {
        increases.append(
          TrafficIncrement(
            target: page.target, start: earlier.moment.time, end: page.time,
            counters: endpoints.counters(since: earlier.endpoints)
              .filter { !Self.isCounted($0.key, by: others) }, isLatencyExact: true))
      }
      known[page.target] = Known(endpoints: endpoints, moment: page.moment)
    }
    if increases.count == pages.count {
      for increment in increases { round.add(increment) }
    } else {
      let keys = known.values.flatMap(\.endpoints.counters.keys)
      round.missing.formUnion(keys.filter { !Self.isCounted($0, by: others) })
    }
  }

  private static func isCounted(_ key: TrafficKey, by others: Set<NamespacedName>) -> Bool {
    key.service.map(others.contains) ?? false
  }
}
