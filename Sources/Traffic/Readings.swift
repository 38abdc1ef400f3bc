/// What was measured, as one value: rates, shares, errors, latencies and their last ten minutes.
///
/// Scrapes are taken in once; questions afterwards cost a few dozen additions each. Nothing that was
/// not measured reads as 0: it is nil.
package struct Readings: Sendable {
  /// Over which time a rate is taken.
  package enum Window: Int, Hashable, Sendable, CaseIterable {
    case second = 1
    case ten = 10
    case minute = 60
  }

  /// Two scrapes further apart than this leave a gap, in seconds.
  package static let longestInterval = 6.0

  /// Grows with every scrape that is taken in.
  package private(set) var revision = 0
  /// When the last scrape was made.
  package private(set) var latest: Double?
  var series: [TrafficSubject: TrafficSeries] = [:]
  /// How much of each second, and of each ten, was measured.
  var coverage = StepRing(capacity: TrafficSeries.historySeconds, width: 1)
  var cellCoverage = StepRing(
    capacity: TrafficSeries.historySeconds / TrafficSeries.cellSeconds + 1, width: 1)
  private var previous: [TrafficKey: TrafficCounters] = [:]
  private var subjects: [TrafficKey: [TrafficSubject]] = [:]
  private var hasGap = false

  package init() {}

  /// A scrape failed: the time until the next one stays unknown.
  package mutating func noteGap(at time: Double) {
    hasGap = true
    advance(to: time)
  }

  /// Takes in one scrape.
  ///
  /// The first one, and the first after a gap, only say where the counters stand.
  package mutating func ingest(_ scrape: TrafficScrape) {
    defer {
      previous = scrape.counters
      latest = scrape.time
      hasGap = false
    }
    guard let before = latest else {
      register(scrape)
      return
    }
    let interval = scrape.time - before
    guard interval >= 0 else {
      // The clock was set back: what is kept lies in the future and means nothing.
      self = Readings()
      register(scrape)
      return
    }
    guard interval > 0 else { return }
    guard !hasGap, interval <= Self.longestInterval else {
      register(scrape)
      return
    }
    revision += 1
    let parts = Self.parts(from: before, to: scrape.time)
    for (step, part) in parts {
      coverage.advance(to: step)
      coverage.add(Float(part * interval), step: step, offset: 0)
      cellCoverage.advance(to: StepRing.cell(of: step))
      cellCoverage.add(Float(part * interval), step: StepRing.cell(of: step), offset: 0)
    }
    add(scrape, over: parts)
    if revision % 60 == 0 { forgetOldSubjects() }
  }

  /// The seconds that an interval touches, with the part of the interval in each.
  static func parts(from start: Double, to end: Double) -> [(step: Int, part: Double)] {
    var parts: [(Int, Double)] = []
    var time = start
    while time < end {
      let step = Int(time.rounded(.down))
      let next = min(Double(step + 1), end)
      parts.append((step, (next - time) / (end - start)))
      time = next
    }
    return parts
  }

  private mutating func add(_ scrape: TrafficScrape, over parts: [(step: Int, part: Double)]) {
    guard let first = parts.first?.step, let last = parts.last?.step else { return }
    // Keys of one subject are summed first, so that each subject is written once.
    var sums: [TrafficSubject: TrafficCounters] = [:]
    for (key, counters) in scrape.counters {
      let counted = previous[key].map { counters.since($0) } ?? counters
      for subject in names(of: key) {
        sums[subject, default: TrafficCounters()].add(counted)
      }
    }
    for (subject, counted) in sums {
      var entry =
        series.removeValue(forKey: subject)
        ?? TrafficSeries(hasHistory: subject.hasHistory, firstStep: first)
      for (step, part) in parts { entry.add(counted, part: part, step: step) }
      entry.lastStep = last
      series[subject] = entry
    }
  }

  /// Makes the subjects of a scrape known without counting anything.
  private mutating func register(_ scrape: TrafficScrape) {
    revision += 1
    advance(to: scrape.time)
    let step = Int(scrape.time.rounded(.down))
    for key in scrape.counters.keys {
      for subject in names(of: key) {
        if series[subject] == nil {
          series[subject] = TrafficSeries(hasHistory: subject.hasHistory, firstStep: step)
        }
        series[subject]?.lastStep = step
      }
    }
  }

  /// Seconds up to here that nobody measured stay without coverage.
  private mutating func advance(to time: Double) {
    let step = Int(time.rounded(.down))
    coverage.advance(to: step)
    cellCoverage.advance(to: StepRing.cell(of: step))
  }

  private mutating func names(of key: TrafficKey) -> [TrafficSubject] {
    if let known = subjects[key] { return known }
    let names = key.subjects
    subjects[key] = names
    return names
  }

  private mutating func forgetOldSubjects() {
    guard let latest else { return }
    let oldest = Int(latest.rounded(.down)) - TrafficSeries.historySeconds
    series = series.filter { $0.value.lastStep > oldest }
    subjects = subjects.filter { previous[$0.key] != nil || series[.key($0.key)] != nil }
  }
}
