package import Routing
package import Topology

/// What the newest seconds say.
extension Readings {
  /// What was counted of a subject in a window, and over how many measured seconds.
  package struct Measured: Sendable {
    package var counters: TrafficCounters
    package var seconds: Double

    /// Requests a second.
    package var rate: Double { counters.requests / seconds }
    /// The part of the requests that failed; nil without requests.
    package var errorShare: Double? {
      counters.requests > 0 ? counters.errors / counters.requests : nil
    }
  }

  /// The counters of a subject over a window; nil when nothing was measured in it.
  package func measured(_ subject: TrafficSubject, over window: Window = .ten) -> Measured? {
    guard coverage.last != Int.min else { return nil }
    if let stated { return stated[subject] }
    guard let entry = series(subject), isAlive(entry, window) else { return idle(window) }
    return window == .minute ? minute(entry) : newest(entry, seconds: Double(window.rawValue))
  }

  /// Whether a counter of the subject was ever read.
  package func isCounted(_ subject: TrafficSubject) -> Bool { series(subject) != nil }

  /// No requests in a window, where every request is counted; nil where nobody knows.
  private func idle(_ window: Window) -> Measured? {
    guard isComplete else { return nil }
    let seconds = (0..<window.rawValue).reduce(0) {
      $0 + Double(coverage.value(step: coverage.last - $1))
    }
    return seconds > 0 ? Measured(counters: TrafficCounters(), seconds: seconds) : nil
  }

  /// The counters of a subject in the whole seconds after a moment, of the newest ten at most; nil when
  /// nothing was measured since.
  package func measured(_ subject: TrafficSubject, since time: Double) -> Measured? {
    guard coverage.last != Int.min, time.isFinite, series(subject) != nil || isComplete else {
      return nil
    }
    let first = max(Int(time.rounded(.up)), coverage.last - Window.ten.rawValue)
    guard first <= coverage.last else { return nil }
    var measured = Measured(counters: TrafficCounters(), seconds: 0)
    for step in first...coverage.last {
      measured.seconds += covered(series(subject), step)
      series(subject)?.fine.sum(step: step, into: &measured.counters)
    }
    return measured.seconds > 0 ? measured : nil
  }

  /// How much of a second was measured of a subject.
  func covered(_ entry: TrafficSeries?, _ step: Int) -> Double {
    let covered = Double(coverage.value(step: step))
    return entry?.missing.map { max(0, covered - Double($0.value(step: step))) } ?? covered
  }

  /// A subject whose counters are gone for the whole window is unknown, not idle.
  private func isAlive(_ entry: TrafficSeries, _ window: Window) -> Bool {
    entry.lastStep > coverage.last - window.rawValue - 1
  }

  private func newest(_ entry: TrafficSeries, seconds wanted: Double) -> Measured? {
    var measured = Measured(counters: TrafficCounters(), seconds: 0)
    var step = coverage.last
    let oldest = step - Int(wanted) - 1
    while step >= max(oldest, entry.firstStep), measured.seconds < wanted - 0.001 {
      measured.seconds += covered(entry, step)
      entry.fine.sum(step: step, into: &measured.counters)
      step -= 1
    }
    // The rest of a window of which most is unknown says nothing of the present.
    let least = entry.missing == nil ? 0 : wanted / 4
    return measured.seconds > least ? measured : nil
  }

  private func minute(_ entry: TrafficSeries) -> Measured? {
    var measured = Measured(counters: TrafficCounters(), seconds: 0)
    let last = StepRing.cell(of: coverage.last)
    let first = max(last - 6, StepRing.cell(of: entry.firstStep))
    guard first <= last else { return nil }
    for cell in first...last {
      measured.seconds += max(
        0, Double(cellCoverage.value(step: cell)) - entry.missed(cell: cell))
      entry.cells.sum(step: cell, into: &measured.counters)
    }
    return measured.seconds > 0 ? measured : nil
  }

  /// Requests a second; nil when nothing was measured.
  package func rate(_ subject: TrafficSubject, over window: Window = .ten) -> Double? {
    guard stated == nil, window == .minute, let entry = series(subject), entry.history.capacity > 1
    else {
      return measured(subject, over: window)?.rate
    }
    return minuteRate(entry)
  }

  /// The rate of sixty seconds from the seconds themselves, which know the window exactly.
  private func minuteRate(_ entry: TrafficSeries) -> Double? {
    guard coverage.last != Int.min else { return nil }
    guard isAlive(entry, .minute) else { return idle(.minute)?.rate }
    var seconds = 0.0
    var requests = 0.0
    for step in max(coverage.last - 59, entry.firstStep)...max(coverage.last, entry.firstStep) {
      seconds += covered(entry, step)
      requests += Double(entry.history.value(step: step))
    }
    return seconds > 0 ? requests / seconds : nil
  }

  /// The part of a subject's requests that failed (5xx or no answer), 0…1; nil without requests.
  package func errorShare(_ subject: TrafficSubject, over window: Window = .minute) -> Double? {
    measured(subject, over: window)?.errorShare
  }

  /// The latency in seconds under which a share of the requests stayed; nil without requests.
  package func quantile(
    _ share: Double, of subject: TrafficSubject, over window: Window = .minute
  ) -> Double? {
    measured(subject, over: window)?.counters.quantile(share)
  }

  /// Requests a second by class of their answer: 1xx … 5xx, then without answer.
  package func classRates(_ subject: TrafficSubject, over window: Window = .minute) -> [Double]? {
    measured(subject, over: window).map { measured in
      measured.counters.classes.map { $0 / measured.seconds }
    }
  }

  /// The measured part that a subject has in another, 0…1; nil when either is unknown or the whole is idle.
  ///
  /// Two pages of one program are not of the same moment, so that the part may seem more than the whole.
  package func share(
    of part: TrafficSubject, in whole: TrafficSubject, over window: Window = .ten
  ) -> Double? {
    guard let whole = measured(whole, over: window), whole.counters.requests > 0,
      let part = measured(part, over: window)
    else { return nil }
    return min(1, part.counters.requests / whole.counters.requests)
  }

  /// How old the newest measurement is; nil when there is none.
  package func age(at now: Double) -> Double? { latest.map { max(0, now - $0) } }

  /// How many subjects are kept.
  package var subjectCount: Int { places.count }

  /// The routes that were counted, in their order.
  package var routes: [Route.ID] {
    places.keys.compactMap { if case .route(let id) = $0 { id } else { nil } }.sorted()
  }

  /// The Services that were counted, in their order.
  package var services: [NamespacedName] {
    places.keys.compactMap { if case .service(let name) = $0 { name } else { nil } }.sorted()
  }
}
