/// What was measured, as one value: rates, shares, errors, latencies and their last ten minutes.
///
/// Scrapes are taken in once; questions afterwards cost a few dozen additions each. Nothing that was
/// not measured reads as 0: it is nil. Only a source that counts every request makes silence a 0.
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
  /// Whether the last scrape counted every request: then what no counter names is idle, not unknown.
  package private(set) var isComplete = false
  /// When the last scrape was made.
  package private(set) var latest: Double?
  /// Where the series of each subject is in `entries`.
  private(set) var places: [TrafficSubject: Int] = [:]
  private var entries: [TrafficSeries] = []
  /// What a source states itself over a window of its own, where the newest figures come from one.
  private(set) var stated: [TrafficSubject: Measured]?
  /// How long the newest reading took to come after the one before, in seconds.
  private(set) var interval = 1.0
  /// How much of each second, and of each ten, was measured.
  var coverage = StepRing(capacity: TrafficSeries.historySeconds, width: 1)
  var cellCoverage = StepRing(
    capacity: TrafficSeries.historySeconds / TrafficSeries.cellSeconds + 1, width: 1)
  private var previous: [TrafficKey: TrafficCounters] = [:]
  /// Where the series of a counter's subjects are.
  private var placesOfKey: [TrafficKey: [Int]] = [:]
  private var hasGap = false

  package init() {}

  /// A scrape failed: the time until the next one stays unknown.
  package mutating func noteGap(at time: Double) {
    (hasGap, stated) = (true, nil)
    advance(to: time)
  }

  /// Takes in one scrape.
  ///
  /// The first one, and the first after a gap, only say where the counters stand.
  package mutating func ingest(_ scrape: TrafficScrape) {
    defer {
      previous = scrape.counters
      latest = scrape.time
      isComplete = scrape.isComplete
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
    self.interval = interval
    let parts = cover(from: before, to: scrape.time)
    var increases: [TrafficKey: TrafficCounters] = [:]
    increases.reserveCapacity(scrape.counters.count)
    for (key, counters) in scrape.counters {
      increases[key] = previous[key].map { counters.since($0) } ?? counters
    }
    add(increases, over: parts)
    if revision % 60 == 0 { forgetOldSubjects() }
  }

  /// Takes in what was counted between two moments.
  ///
  /// Rounds that overlap or lie before what is known are left out: nothing counts twice.
  package mutating func ingest(_ round: TrafficRound) {
    guard round.end > round.start, round.start >= (latest ?? -.infinity) - 0.001 else {
      if let latest, round.end < latest - Self.longestInterval { self = Readings() }
      return
    }
    interval = round.end - round.start
    latest = round.end
    isComplete = false
    let parts = cover(from: round.start, to: round.end)
    add(round.increases, over: parts)
    for key in round.missing {
      for place in places(of: key, firstStep: parts.first?.step ?? 0) {
        for (step, part) in parts {
          entries[place].miss(Float(part * interval), step: step)
        }
        entries[place].lastStep = parts.last?.step ?? entries[place].lastStep
      }
    }
    stated = round.window.map { Self.statements(round, over: $0) }
    if revision % 60 == 0 { forgetOldSubjects() }
  }

  /// Marks the time between two moments as measured.
  private mutating func cover(from start: Double, to end: Double) -> [(step: Int, part: Double)] {
    revision += 1
    let parts = Self.parts(from: start, to: end)
    for (step, part) in parts {
      coverage.advance(to: step)
      coverage.add(Float(part * (end - start)), step: step, offset: 0)
      cellCoverage.advance(to: StepRing.cell(of: step))
      cellCoverage.add(Float(part * (end - start)), step: StepRing.cell(of: step), offset: 0)
    }
    return parts
  }

  /// The figures of every subject as the source states them, over its own window.
  private static func statements(
    _ round: TrafficRound, over window: Double
  ) -> [TrafficSubject: Measured] {
    let scale = window / (round.end - round.start)
    var statements: [TrafficSubject: Measured] = [:]
    for (key, counters) in round.increases {
      for subject in key.subjects {
        statements[subject, default: Measured(counters: TrafficCounters(), seconds: window)]
          .counters.add(counters.scaled(by: scale))
      }
    }
    return statements
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

  /// What is kept of a subject.
  func series(_ subject: TrafficSubject) -> TrafficSeries? { places[subject].map { entries[$0] } }

  private mutating func add(
    _ increases: [TrafficKey: TrafficCounters], over parts: [(step: Int, part: Double)]
  ) {
    guard let first = parts.first?.step, let last = parts.last?.step else { return }
    // Rows of all subjects in one array: the counters of one subject are summed before it is written.
    let width = TrafficSeries.width
    var sums: [Float] = Array(repeating: 0, count: entries.count * width)
    var isTouched = Array(repeating: false, count: entries.count)
    var row = Array(repeating: Float(0), count: width)
    for (key, counters) in increases {
      Self.write(counters, to: &row)
      for place in places(of: key, firstStep: first) {
        if place >= isTouched.count {
          sums += Array(repeating: 0, count: (place + 1 - isTouched.count) * width)
          isTouched += Array(repeating: false, count: place + 1 - isTouched.count)
        }
        isTouched[place] = true
        for offset in 0..<width { sums[place * width + offset] += row[offset] }
      }
    }
    for place in isTouched.indices where isTouched[place] {
      let row = sums[(place * width)..<((place + 1) * width)]
      let totals = [
        row.prefix(6).reduce(0, +), row[row.startIndex + 4] + row[row.startIndex + 5],
      ]
      for (step, part) in parts {
        entries[place].add(row, totals: totals[...], part: Float(part), step: step)
      }
      entries[place].lastStep = last
    }
  }

  /// Counters as a row: the classes, the buckets, the sum of seconds.
  private static func write(_ counters: TrafficCounters, to row: inout [Float]) {
    for (index, count) in counters.classes.enumerated() { row[index] = Float(count) }
    for (index, count) in counters.buckets.enumerated() { row[6 + index] = Float(count) }
    row[TrafficSeries.width - 1] = Float(counters.seconds)
  }

  /// Makes the subjects of a scrape known without counting anything.
  private mutating func register(_ scrape: TrafficScrape) {
    revision += 1
    advance(to: scrape.time)
    let step = Int(scrape.time.rounded(.down))
    for key in scrape.counters.keys {
      for place in places(of: key, firstStep: step) { entries[place].lastStep = step }
    }
  }

  /// Seconds up to here that nobody measured stay without coverage.
  private mutating func advance(to time: Double) {
    let step = Int(time.rounded(.down))
    coverage.advance(to: step)
    cellCoverage.advance(to: StepRing.cell(of: step))
  }

  /// The series of everything that a counter belongs to, made where they are new.
  private mutating func places(of key: TrafficKey, firstStep: Int) -> [Int] {
    if let known = placesOfKey[key] { return known }
    let found = key.subjects.map { subject -> Int in
      if let place = places[subject] { return place }
      places[subject] = entries.count
      entries.append(TrafficSeries(hasHistory: subject.hasHistory, firstStep: firstStep))
      return entries.count - 1
    }
    placesOfKey[key] = found
    return found
  }

  /// Drops what has not been counted for as long as anything is kept.
  private mutating func forgetOldSubjects() {
    guard let latest else { return }
    let oldest = Int(latest.rounded(.down)) - TrafficSeries.historySeconds
    guard entries.contains(where: { $0.lastStep <= oldest }) else { return }
    var kept: [TrafficSeries] = []
    var places: [TrafficSubject: Int] = [:]
    for (subject, place) in self.places where entries[place].lastStep > oldest {
      places[subject] = kept.count
      kept.append(entries[place])
    }
    (self.places, entries, placesOfKey) = (places, kept, [:])
  }
}
