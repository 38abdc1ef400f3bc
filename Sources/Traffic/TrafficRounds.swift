import Topology

/// Makes rounds of pages: what was counted between two readings of everything.
///
/// Rates never show how a page came: one that was missing is made up for over its whole interval, of which a round gets
/// its part, and what it counts is unknown meanwhile.
package struct TrafficRounds: Sendable {
  /// For so many seconds what a target counts is unknown when it does not answer; afterwards others may count it alone.
  package static let longestSilence = 60.0

  private var collector: TrafficCollector
  private var endpoints = EndpointRounds()
  private var end: Double?

  /// Rounds of some systems.
  package init(systems: [any TrafficSystem.Type] = TrafficSystems.all) {
    collector = TrafficCollector(systems: systems)
  }

  /// Says what labels mean from now on.
  package mutating func use(_ names: TrafficNames) { collector.use(names) }

  /// Takes in the pages of all targets and the admin pages of Envoys, read up to a moment; the first round counts
  /// nothing.
  package mutating func take(
    _ pages: [MetricsPage], endpoints admin: [MetricsPage] = [], at time: Double
  ) -> TrafficRound {
    collector.keep(only: pages.map(\.target))
    let start = end.map { min($0, time) } ?? time
    end = time
    var round = TrafficRound(
      from: start, to: time, increases: [:], sources: TrafficSource.all(of: pages))
    for page in pages {
      guard let bytes = page.bytes else {
        collector.fail(page.target, at: page.time)
        continue
      }
      if let increment = collector.take(bytes, of: page.target, at: page.moment) {
        round.add(increment)
        if !increment.isLatencyExact { round.noteCoarseLatency(of: page.target.system) }
      }
    }
    for page in pages {
      guard let since = collector.failing(page.target), time - since < Self.longestSilence else {
        continue
      }
      round.missing.formUnion(collector.keys(of: page.target))
    }
    endpoints.take(admin, besides: counted(besides: admin, in: pages), into: &round)
    return round
  }

  /// The Services that systems without admin pages count.
  private mutating func counted(
    besides admin: [MetricsPage], in pages: [MetricsPage]
  ) -> Set<NamespacedName> {
    guard !admin.isEmpty else { return [] }
    let systems = Set(admin.map(\.target.system))
    var counted: Set<NamespacedName> = []
    for page in pages where !systems.contains(page.target.system) {
      counted.formUnion(collector.keys(of: page.target).compactMap(\.service))
    }
    return counted
  }
}

extension TrafficRound {
  /// Adds what a proxy holds of a backend.
  mutating func add(_ verdict: ProxyVerdict, of subject: TrafficSubject) {
    if verdicts[subject]?.add(verdict) == nil { verdicts[subject] = verdict }
  }

  fileprivate mutating func noteCoarseLatency(of system: String) {
    for index in sources.indices where sources[index].system == system {
      sources[index].isLatencyExact = false
    }
  }

  /// Adds the part of what a target counted that lies in this round.
  mutating func add(_ increment: TrafficIncrement) {
    let span = increment.end - increment.start
    guard span > 0, end > start else { return }
    let part = (end - start) / span
    for (key, counters) in increment.counters {
      increases[key, default: TrafficCounters()].add(counters.scaled(by: part))
    }
  }
}

extension TrafficSource {
  /// What came of a round's pages, system by system in the order in which they were first read.
  static func all(of pages: [MetricsPage]) -> [TrafficSource] {
    var sources: [String: TrafficSource] = [:]
    for page in pages.sorted(by: { $0.target < $1.target }) {
      var source =
        sources[page.target.system]
        ?? TrafficSource(
          system: page.target.system, vantage: page.vantage, asked: 0, answered: 0)
      source.asked += 1
      if page.bytes != nil {
        source.answered += 1
        source.vantage = page.vantage
      } else if source.problem == nil {
        source.problem = page.problem
      }
      sources[page.target.system] = source
    }
    return sources.values.sorted { $0.system < $1.system }
  }
}
