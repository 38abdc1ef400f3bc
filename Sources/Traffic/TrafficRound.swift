/// What all sources counted between two moments, and what they could not say.
package struct TrafficRound: Hashable, Sendable {
  /// Seconds on the clock of the program, the one that `tick` events carry.
  package var start: Double
  package var end: Double
  /// What was counted in that time, by key.
  package var increases: [TrafficKey: TrafficCounters]
  /// Keys of sources that did not answer: unknown for that time, not without requests.
  package var missing: Set<TrafficKey>
  /// The window over which the source itself took its rates, in seconds; nil where we counted.
  ///
  /// Then figures are shown as it states them: `increases` is the part of the window that this round is of.
  package var window: Double?
  /// Who was asked, and what came of it.
  package var sources: [TrafficSource]
  /// What proxies hold of the backends (`TrafficSubject.backend`) that they know; empty where none tells.
  package var verdicts: [TrafficSubject: ProxyVerdict] = [:]

  package init(
    from start: Double, to end: Double, increases: [TrafficKey: TrafficCounters],
    missing: Set<TrafficKey> = [], window: Double? = nil, sources: [TrafficSource] = []
  ) {
    self.start = start
    self.end = end
    self.increases = increases
    self.missing = missing
    self.window = window
    self.sources = sources
  }
}

/// A system that counts requests, and whether its counters can be read.
package struct TrafficSource: Hashable, Sendable {
  /// How users call it: `Traefik`.
  package var system: String
  /// From where its counters were read.
  package var vantage: Vantage
  /// How many of its programs were asked, and how many answered.
  package var asked: Int
  package var answered: Int
  /// Whether its durations are counted in buckets as fine as those on show; otherwise they are interpolated.
  package var isLatencyExact = true
  /// Why one of them did not, uncleaned.
  package var problem: String?

  /// From where counters are read.
  package enum Vantage: Hashable, Sendable {
    /// This machine, over connections of its own.
    case here
    /// The API server, through its pod proxy.
    case server
    /// A Prometheus server that scrapes them.
    case prometheus
  }

  package init(
    system: String, vantage: Vantage, asked: Int, answered: Int, problem: String? = nil
  ) {
    self.system = system
    self.vantage = vantage
    self.asked = asked
    self.answered = answered
    self.problem = problem
  }
}
