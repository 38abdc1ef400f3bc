/// What came of reading one page of metrics.
package struct MetricsPage: Hashable, Sendable {
  package var target: MetricsTarget
  /// When it came, in seconds on the clock of the program.
  package var time: Double
  /// How long it took to come, in seconds.
  package var took = 0.0
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

extension MetricsPage {
  /// When its counters were looked at, as far as that is known.
  var moment: PageMoment { PageMoment(time: time, took: took) }
}

/// When the counters of a page were looked at: about the middle between question and answer.
package struct PageMoment: Hashable, Sendable {
  /// In seconds on the clock of the program.
  package var time: Double
  /// How long the page took to come, in seconds.
  package var took: Double

  package init(time: Double, took: Double = 0) {
    self.time = time
    self.took = took
  }

  /// The seconds since an earlier page; nil where the clock was set back, and where one took so much longer to come than
  /// the other that a rate would be a guess.
  func seconds(since earlier: PageMoment) -> Double? {
    let span = time - earlier.time
    return span > 0 && abs(took - earlier.took) <= span / 2 ? span : nil
  }
}
