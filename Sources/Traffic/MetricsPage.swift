/// What came of reading one page of metrics.
package struct MetricsPage: Hashable, Sendable {
  package var target: MetricsTarget
  /// When it came, in seconds on the clock of the program.
  package var time: Double
  /// From where it was read.
  package var vantage: TrafficSource.Vantage
  /// Its bytes; nil when it could not be read.
  package var bytes: [UInt8]?
  /// Why it could not, uncleaned; nil when it could.
  package var problem: String?

  package init(
    of target: MetricsTarget, at time: Double, from vantage: TrafficSource.Vantage,
    bytes: [UInt8]?, problem: String? = nil
  ) {
    self.target = target
    self.time = time
    self.vantage = vantage
    self.bytes = bytes
    self.problem = problem
  }
}
