/// Numbers of equal steps of time, the newest few; older ones make room.
struct StepRing: Sendable {
  /// How many numbers one step has.
  let width: Int
  let capacity: Int
  private(set) var last = Int.min
  private var values: [Float] = []

  init(capacity: Int, width: Int) {
    self.capacity = capacity
    self.width = width
  }

  /// Whether nothing was ever added.
  var isEmpty: Bool { values.isEmpty }

  /// Makes room up to a step; steps between are zero.
  mutating func advance(to step: Int) {
    if values.isEmpty { values = Array(repeating: 0, count: capacity * width) }
    guard step > last else { return }
    let first = last == Int.min ? step : max(last + 1, step - capacity + 1)
    for skipped in first...step {
      let start = slot(skipped)
      for offset in 0..<width { values[start + offset] = 0 }
    }
    last = step
  }

  /// Adds to a number of a step; steps that are out of reach are ignored.
  mutating func add(_ amount: Float, step: Int, offset: Int = 0) {
    guard holds(step) else { return }
    values[slot(step) + offset] += amount
  }

  /// Adds a part of a row of numbers to a step.
  mutating func add(_ row: ArraySlice<Float>, part: Float, step: Int) {
    guard holds(step) else { return }
    var place = slot(step)
    for number in row {
      values[place] += number * part
      place += 1
    }
  }

  /// A number of a step; 0 for a step out of reach.
  func value(step: Int, offset: Int = 0) -> Float {
    holds(step) ? values[slot(step) + offset] : 0
  }

  private func holds(_ step: Int) -> Bool {
    last != Int.min && step <= last && step > last - capacity
  }

  private func slot(_ step: Int) -> Int {
    let remainder = step % capacity
    return (remainder < 0 ? remainder + capacity : remainder) * width
  }
}

/// What was measured of one subject, at three grains: seconds for ten minutes (requests and errors),
/// full counters of the newest seconds, and full counters of ten seconds each for ten minutes.
struct TrafficSeries: Sendable {
  static let historySeconds = 600
  static let fineSeconds = 14
  static let cellSeconds = 10
  /// The numbers of a full step: the classes, then the buckets, then the sum of seconds.
  static let width = 6 + TrafficCounters.bounds.count + 1 + 1

  private(set) var history: StepRing
  private(set) var fine = StepRing(capacity: fineSeconds, width: width)
  private(set) var cells: StepRing
  /// How much of each second is unknown although others were measured; nil while nothing is.
  private(set) var missing: StepRing?
  /// The first and the last second in which its counters existed.
  private(set) var firstStep: Int
  var lastStep: Int

  init(hasHistory: Bool, firstStep: Int) {
    history = StepRing(capacity: hasHistory ? Self.historySeconds : 1, width: 2)
    cells = StepRing(
      capacity: hasHistory ? Self.historySeconds / Self.cellSeconds + 1 : 8, width: Self.width)
    self.firstStep = firstStep
    lastStep = firstStep
  }

  /// Adds a part of what was counted to one second: a full row, with its requests and errors.
  mutating func add(_ row: ArraySlice<Float>, totals: ArraySlice<Float>, part: Float, step: Int) {
    // What never had a request has no numbers either: clusters have thousands of such routes.
    guard totals.first != 0 || !history.isEmpty else { return }
    history.advance(to: step)
    fine.advance(to: step)
    let cell = StepRing.cell(of: step)
    cells.advance(to: cell)
    guard totals.first != 0 else { return }
    history.add(totals, part: part, step: step)
    fine.add(row, part: part, step: step)
    cells.add(row, part: part, step: cell)
  }

  /// Marks so many seconds of one second as unknown.
  mutating func miss(_ seconds: Float, step: Int) {
    var ring = missing ?? StepRing(capacity: Self.historySeconds, width: 1)
    ring.advance(to: step)
    ring.add(seconds, step: step)
    missing = ring
  }

  /// How many seconds of a cell are unknown.
  func missed(cell: Int) -> Double {
    guard let missing else { return 0 }
    let first = cell * Self.cellSeconds
    return (first..<first + Self.cellSeconds).reduce(0) { $0 + Double(missing.value(step: $1)) }
  }
}

extension StepRing {
  /// The ten seconds in which a second lies.
  static func cell(of step: Int) -> Int {
    let size = TrafficSeries.cellSeconds
    return step >= 0 ? step / size : (step - size + 1) / size
  }

  /// Adds a full step to counters.
  func sum(step: Int, into counters: inout TrafficCounters) {
    for index in 0..<6 { counters.classes[index] += Double(value(step: step, offset: index)) }
    for index in counters.buckets.indices {
      counters.buckets[index] += Double(value(step: step, offset: 6 + index))
    }
    counters.seconds += Double(value(step: step, offset: TrafficSeries.width - 1))
  }
}
