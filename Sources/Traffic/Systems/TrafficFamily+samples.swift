import Topology

extension TrafficFamily {
  /// What one sample says.
  enum Part: Hashable, Sendable {
    /// Answers of a class of `TrafficCounters`.
    case answers(Int)
    /// Requests that took no longer than so many seconds.
    case under(Double)
    /// The sum of all durations.
    case sum
  }

  /// What a count may be; whatever is more is none, and sums of these stay finite.
  static let counts = 0.0..<1e18

  /// Label values that are longer are not looked at.
  static let longestValue = 1024

  /// What a sample of a name says; nil where its labels do not fit.
  ///
  /// `label` gives the values of labels, the empty text for those that are missing.
  func part(ofSample name: String, _ label: (String) -> String) -> Part? {
    if let condition, !condition.values.contains(label(condition.label)) { return nil }
    switch measure {
    case .answers(let labels, let place): return place(labels.map(label)).map(Part.answers)
    case .durations(let unitsPerSecond):
      guard name.hasSuffix("_bucket") else { return .sum }
      let bound = Array(label("le").utf8).withUnsafeBufferPointer { PrometheusText.number($0) }
      guard let bound, bound >= 0 else { return nil }
      return .under(bound / unitsPerSecond)
    }
  }

  /// What a value of a sample is in `TrafficCounters`: sums are in seconds.
  func scaled(_ value: Double, _ part: Part) -> Double {
    if case .durations(let unitsPerSecond) = measure, part == .sum { return value / unitsPerSecond }
    return value
  }

  /// The values of the labels that tell whose requests are counted; nil where one is too long.
  ///
  /// A label that Prometheus renamed, because a target has one of its name too, is found under its new name.
  func values(_ label: (String) -> String) -> [String]? {
    let values = spellings.map { names in
      for name in names {
        let value = label(name)
        if !value.isEmpty { return value }
      }
      return ""
    }
    return values.contains { $0.utf8.count > Self.longestValue } ? nil : values
  }
}

/// Counts of one origin while they are put together.
struct TrafficRow {
  private var classes: [Double] = Array(repeating: 0, count: 6)
  private var seconds = 0.0
  /// In the order in which they came.
  private var reached: [(bound: Double, count: Double)] = []

  mutating func add(_ value: Double, _ part: TrafficFamily.Part) {
    switch part {
    case .answers(let place): classes[place] += value
    case .under(let bound): reached.append((bound, value))
    case .sum: seconds += value
    }
  }

  var counters: TrafficCounters {
    var counters = TrafficCounters(classes: classes, seconds: seconds)
    if !reached.isEmpty {
      counters.buckets = TrafficHistogram(sums).buckets
    }
    return counters
  }

  /// What reached each bound, by the bounds.
  private var sums: [(bound: Double, count: Double)] {
    var sums: [(bound: Double, count: Double)] = []
    for entry in reached.sorted(by: { $0.bound < $1.bound }) {
      if let last = sums.last, last.bound == entry.bound {
        sums[sums.count - 1].count += entry.count
      } else {
        sums.append(entry)
      }
    }
    return sums
  }
}

extension TrafficSystem {
  /// Reads answers of a Prometheus server to the system's questions: what was counted in their window.
  ///
  /// What is no number, negative or endless says nothing.
  package static func increases(
    in answers: [(query: TrafficQuery, samples: [TrafficSample])]
  ) -> [TrafficIncrease] {
    var rows: [TrafficOrigin: TrafficRow] = [:]
    for (query, samples) in answers {
      guard let family = families.first(where: { $0.sampleNames.contains(query.sample) }) else {
        continue
      }
      for sample in samples where TrafficFamily.counts.contains(sample.value) {
        let label = { (name: String) in sample.labels[name] ?? "" }
        guard let part = family.part(ofSample: query.sample, label),
          let values = family.values(label)
        else { continue }
        let origin = TrafficOrigin(
          system: name, group: family.group, values: values,
          pod: family.isOfItsPod ? pod(label) : nil)
        rows[origin, default: TrafficRow()].add(family.scaled(sample.value, part), part)
      }
    }
    return rows.map { TrafficIncrease(origin: $0.key, counters: $0.value.counters) }
  }

  private static func pod(_ label: (String) -> String) -> NamespacedName? {
    TrafficQuery.pods.map { NamespacedName(label($0), label($1)) }
      .first { !$0.namespace.isEmpty && !$0.name.isEmpty }
  }
}
