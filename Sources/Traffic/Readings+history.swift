/// What the last ten minutes say, for sparklines, plots and heat maps.
extension Readings {
  /// What a history shows.
  package enum Metric: Hashable, Sendable {
    /// Requests a second.
    case requests
    /// Failed requests a second.
    case errors
    /// Failed requests of all requests, 0…1.
    case errorShare
    /// The latency under which this share of the requests stayed, in seconds; ten seconds a step at least.
    case latency(Double)
  }

  /// The last second that was measured well enough to be shown, or the last that should have been.
  package func lastStep(at now: Double) -> Int? {
    guard let latest, coverage.last != Int.min else { return nil }
    guard now - latest < max(Self.longestInterval, 2 * interval + 1) else {
      return Int(now.rounded(.down)) - 1
    }
    return coverage.value(step: coverage.last) >= 0.5 ? coverage.last : coverage.last - 1
  }

  /// A history of `columns` values, the newest last, each over `step` seconds; nil where nothing is known.
  package func history(
    _ subject: TrafficSubject, _ metric: Metric = .requests, columns: Int, step: Int = 1,
    now: Double
  ) -> [Double?] {
    let columns = max(0, columns)
    guard let entry = series(subject), let last = lastStep(at: now) else {
      return Array(repeating: nil, count: columns)
    }
    let step = max(1, step)
    // Steps of several seconds are aligned, so that columns keep their content while they move left.
    let end = step == 1 ? last : StepAlignment.end(last, step: step)
    return (0..<columns).map { column in
      let newest = end - (columns - 1 - column) * step
      let steps = (newest - step + 1)...newest
      if case .latency(let share) = metric { return latency(entry, share, steps) }
      return value(entry, metric, steps)
    }
  }

  private func value(
    _ entry: TrafficSeries, _ metric: Metric, _ steps: ClosedRange<Int>
  ) -> Double? {
    var seconds = 0.0
    var requests = 0.0
    var errors = 0.0
    for step in steps where step >= entry.firstStep && step <= entry.lastStep {
      seconds += covered(entry, step)
      requests += Double(entry.history.value(step: step))
      errors += Double(entry.history.value(step: step, offset: 1))
    }
    guard seconds >= 0.5 else { return nil }
    return switch metric {
    case .errors: errors / seconds
    case .errorShare: requests > 0 ? errors / requests : nil
    case .requests, .latency: requests / seconds
    }
  }

  private func latency(
    _ entry: TrafficSeries, _ share: Double, _ steps: ClosedRange<Int>
  ) -> Double? {
    var counters = TrafficCounters()
    for cell in StepRing.cell(of: steps.lowerBound)...StepRing.cell(of: steps.upperBound) {
      entry.cells.sum(step: cell, into: &counters)
    }
    return counters.quantile(share)
  }

  /// The latency heat map: for each ten seconds, the newest last, the part of the requests in each
  /// bucket of `TrafficCounters.bounds`; nil where nothing was measured or requested.
  package func heatMap(_ subject: TrafficSubject, columns: Int, now: Double) -> [[Double]?] {
    let columns = max(0, columns)
    guard let entry = series(subject), let last = lastStep(at: now) else {
      return Array(repeating: nil, count: columns)
    }
    let newest = StepRing.cell(of: last)
    return (0..<columns).map { column in
      var counters = TrafficCounters()
      entry.cells.sum(step: newest - (columns - 1 - column), into: &counters)
      let total = counters.buckets.reduce(0, +)
      return total > 0 ? counters.buckets.map { $0 / total } : nil
    }
  }
}

/// Where steps of several seconds end.
enum StepAlignment {
  /// The last second of the newest step that is complete.
  static func end(_ last: Int, step: Int) -> Int {
    let remainder = (last + 1) % step
    return last - (remainder < 0 ? remainder + step : remainder)
  }
}
