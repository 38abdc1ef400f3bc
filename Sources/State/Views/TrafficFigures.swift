package import Traffic

/// What was measured of one row; nil is "not measured", never 0.
package struct TrafficFigures: Hashable, Sendable {
  /// Requests a second over ten seconds.
  package var rate: Double?
  /// The part of the last minute's requests that failed, 0…1.
  package var errorShare: Double?
  /// The latency of 95 % of the last minute's requests, in seconds.
  package var p95: Double?

  package init(rate: Double? = nil, errorShare: Double? = nil, p95: Double? = nil) {
    self.rate = rate
    self.errorShare = errorShare
    self.p95 = p95
  }

  /// The figures of a subject.
  package init(_ subject: TrafficSubject, in readings: Readings) {
    let minute = readings.measured(subject, over: .minute)
    self.init(
      rate: readings.rate(subject), errorShare: minute?.errorShare,
      p95: minute?.counters.quantile(0.95))
  }

  /// The share of failed requests from which on a row warns, and from which on it is a fault.
  package static let warningShare = 0.01
  package static let faultShare = 0.5

  /// What the errors alone say; a row without traffic says nothing.
  package var health: Health {
    guard let errorShare, errorShare > Self.warningShare else { return .ok }
    return errorShare >= Self.faultShare ? .fault : .warning
  }
}
