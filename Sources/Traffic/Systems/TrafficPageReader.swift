package import Topology

/// Reads the pages of one target one after the other, and says by how much its counters grew.
///
/// Each series is compared with itself: one that went back, because it was made anew, counts from 0. Series are known by
/// a hash of their labels, so that these are decoded once. Of series with the same labels the last one is meant.
package struct TrafficPageReader: Sendable {
  /// What a page says.
  package struct Page: Sendable {
    /// What grew; nothing on the first page, which only says where the counters stand.
    package var increases: [TrafficIncrease] = []
    /// Whether every line could be read up to the end.
    package var isComplete = false
    /// Whether the program began anew since the last page, so that everything counts from 0.
    package var isRestart = false
    /// How many samples the page has.
    package var samples = 0
  }

  /// In an order of parts that leaves no gaps: there may be very many.
  private struct Series {
    var value: Double
    var previous: Double
    var part: TrafficFamily.Part
    var family: Int16
    /// The number of the last page that had it.
    var page: UInt32
    /// The place of its origin; -1 for one that says nothing.
    var origin: Int32
  }

  /// Samples of one name.
  private struct Wanted {
    let name: [UInt8]
    let text: String
    let family: Int
  }

  /// More series and origins than these are not kept: a broken endpoint must not fill the memory.
  package static let mostSeries = 400_000
  package static let mostOrigins = 100_000
  /// Series that were missing for so many pages are forgotten.
  private static let longestAbsence: UInt32 = 240

  private let system: String
  private let pod: NamespacedName?
  private let families: [TrafficFamily]
  private let wanted: [Wanted]
  private var series: [Series] = []
  private var places: [Int: Int32] = [:]
  /// Everybody whose requests this target has counted.
  package private(set) var origins: [TrafficOrigin] = []
  /// Changes with `origins`.
  private(set) var revision = 0
  private var placeOfOrigin: [TrafficOrigin: Int32] = [:]
  private var page: UInt32 = 0
  private var wasComplete = false
  private var started: Double?
  private var uptime: Double?

  /// A reader for the pages of a pod.
  package init(_ system: any TrafficSystem.Type, pod: NamespacedName? = nil) {
    self.system = system.name
    self.pod = pod
    families = system.families
    wanted = families.enumerated().flatMap { index, family in
      family.sampleNames.map { Wanted(name: Array($0.utf8), text: $0, family: index) }
    }
  }

  /// The histograms' bounds in seconds, each family's for itself.
  package var bounds: [[Double]] {
    families.indices.map { family in
      Set(
        series.lazy.compactMap { series in
          guard series.family == family, case .under(let bound) = series.part else { return nil }
          return bound
        } as [Double]
      ).sorted()
    }
  }

  /// Whether the durations are counted in the buckets of `TrafficCounters`, so that none had to be interpolated.
  package var isLatencyExact: Bool {
    bounds.allSatisfy { $0.isEmpty || TrafficHistogram.isExact($0) }
  }

  /// Reads a page.
  package mutating func read(_ document: [UInt8]) -> Page {
    page += 1
    var last = 0
    var (started, uptime): (Double?, Double?) = (nil, nil)
    let text = PrometheusText(document) { sample in
      if let index = index(of: sample.name, last) {
        last = index
        take(sample, index)
      } else if sample.name.elementsEqual("process_start_time_seconds".utf8) {
        started = sample.value
      } else if sample.name.elementsEqual("envoy_server_uptime".utf8) {
        uptime = sample.value
      }
    }
    var result = Page()
    result.samples = text.accepted
    result.isComplete =
      text.rejected == 0 && text.accepted > 0 && document.last == UInt8(ascii: "\n")
    result.isRestart = isRestart(started, uptime)
    result.increases = increases(result.isRestart)
    wasComplete = result.isComplete
    self.started = started ?? self.started
    self.uptime = uptime ?? self.uptime
    if page % Self.longestAbsence == 0 { forget() }
    return result
  }

  private func isRestart(_ started: Double?, _ uptime: Double?) -> Bool {
    if let started, let before = self.started, abs(started - before) > 0.5 { return true }
    if let uptime, let before = self.uptime, uptime < before { return true }
    return false
  }

  /// Which of the wanted names it is; neighbouring samples mostly have one name.
  private func index(of name: PrometheusText.Bytes, _ last: Int) -> Int? {
    if last < wanted.count, Self.isSame(name, wanted[last].name) { return last }
    return wanted.firstIndex { Self.isSame(name, $0.name) }
  }

  private static func isSame(_ one: PrometheusText.Bytes, _ other: [UInt8]) -> Bool {
    // The ends differ more often than the beginnings.
    one.count == other.count && one.last == other.last && one.elementsEqual(other)
  }

  private mutating func take(_ sample: PrometheusText.Sample, _ index: Int) {
    guard TrafficFamily.counts.contains(sample.value) else { return }
    var hasher = Hasher()
    hasher.combine(index)
    hasher.combine(bytes: UnsafeRawBufferPointer(sample.labels))
    let hash = hasher.finalize()
    if let place = places[hash] {
      series[Int(place)].value = sample.value
      series[Int(place)].page = page
    } else if series.count < Self.mostSeries {
      places[hash] = Int32(series.count)
      series.append(newSeries(sample, wanted[index]))
    }
  }

  private mutating func newSeries(
    _ sample: PrometheusText.Sample, _ wanted: Wanted
  ) -> Series {
    let family = families[wanted.family]
    var new = Series(
      value: sample.value, previous: -1, part: .sum, family: Int16(wanted.family), page: page,
      origin: -1)
    var labels: [(name: String, value: PrometheusText.Bytes)] = []
    var reader = LabelReader(sample.labels)
    while let label = reader.next() {
      labels.append((String(decoding: label.name, as: UTF8.self), label.value))
    }
    let value = { (name: String) in
      labels.first { $0.name == name }.map { label in
        PrometheusText.unescaped(
          .init(rebasing: label.value.prefix(2 * TrafficFamily.longestValue)))
      } ?? ""
    }
    guard let part = family.part(ofSample: wanted.text, value), let values = family.values(value),
      let place = place(
        of: TrafficOrigin(
          system: system, group: family.group, values: values,
          pod: family.isOfItsPod ? pod : nil))
    else { return new }
    new.part = part
    new.origin = place
    return new
  }

  private mutating func place(of origin: TrafficOrigin) -> Int32? {
    if let known = placeOfOrigin[origin] { return known }
    guard origins.count < Self.mostOrigins else { return nil }
    placeOfOrigin[origin] = Int32(origins.count)
    origins.append(origin)
    revision += 1
    return Int32(origins.count - 1)
  }

  /// What grew since the last page.
  private mutating func increases(_ isRestart: Bool) -> [TrafficIncrease] {
    let isFirst = page == 1
    var rows: [Int32: TrafficRow] = [:]
    for index in series.indices where series[index].page == page && series[index].origin >= 0 {
      let known = series[index]
      series[index].previous = known.value
      // A new series counts from 0 where it would have been seen before.
      let isNew = known.previous < 0
      guard !isFirst, !isNew || wasComplete || isRestart else { continue }
      let isReset = isNew || isRestart || known.value < known.previous
      let growth = isReset ? known.value : known.value - known.previous
      guard growth > 0 else { continue }
      let scaled = families[Int(known.family)].scaled(growth, known.part)
      rows[known.origin, default: TrafficRow()].add(scaled, known.part)
    }
    return rows.sorted { $0.key < $1.key }.map {
      TrafficIncrease(origin: origins[Int($0.key)], counters: $0.value.counters)
    }
  }

  /// Drops series that have been missing for long, with origins that have no others.
  private mutating func forget() {
    let oldest = page > Self.longestAbsence ? page - Self.longestAbsence : 0
    guard series.contains(where: { $0.page < oldest }) else { return }
    var moved: [Int32: Int32] = [:]
    var kept: [Series] = []
    var keptOrigins: [TrafficOrigin] = []
    var placeOfSeries: [Int32: Int32] = [:]
    for (place, old) in series.enumerated() where old.page >= oldest {
      placeOfSeries[Int32(place)] = Int32(kept.count)
      var new = old
      if old.origin >= 0 {
        if moved[old.origin] == nil {
          moved[old.origin] = Int32(keptOrigins.count)
          keptOrigins.append(origins[Int(old.origin)])
        }
        new.origin = moved[old.origin] ?? -1
      }
      kept.append(new)
    }
    places = places.compactMapValues { placeOfSeries[$0] }
    (series, origins) = (kept, keptOrigins)
    revision += 1
    placeOfOrigin = Dictionary(
      uniqueKeysWithValues: keptOrigins.enumerated().map { ($1, Int32($0)) })
  }
}
