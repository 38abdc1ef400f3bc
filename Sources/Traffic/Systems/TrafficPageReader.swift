package import Topology

/// Reads the pages of one target one after the other, and says by how much its counters grew.
///
/// Each series is compared with itself: one that went back, because it was made anew, counts from 0. Series are known by
/// a hash of their labels, so that these are looked into once. Of series with the same labels the last one is meant.
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

  /// What a series counts of the requests of its origin.
  private struct Counted {
    var family: Int
    var part: TrafficFamily.Part
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
  private let labels: [TrafficLabels]
  private var table = TrafficSeriesTable()
  /// The place of the series that was read last, and the hash of the one that is being read.
  private var last = -1
  private var hash: Int?
  /// What series count, and where that is by a hash of the labels that tell it; -1 for nothing.
  private var counted: [Counted] = []
  private var placeOfCounted: [Int: Int32] = [:]
  /// Everybody whose requests this target has counted.
  package private(set) var origins: [TrafficOrigin] = []
  /// Changes with `origins`.
  private(set) var revision = 0
  private var placeOfOrigin: [TrafficOrigin: Int32] = [:]
  /// The same by a hash of the labels that tell it.
  private var placeOfValues: [Int: Int32] = [:]
  private var page: UInt32 = 0
  private var wasComplete = false
  private var started: Double?
  private var uptime: Double?

  /// A reader for the pages of a pod.
  package init(_ system: any TrafficSystem.Type, pod: NamespacedName? = nil) {
    self.system = system.name
    self.pod = pod
    families = system.families
    labels = system.families.map(TrafficLabels.init)
    wanted = families.enumerated().flatMap { index, family in
      family.sampleNames.map { Wanted(name: Array($0.utf8), text: $0, family: index) }
    }
  }

  /// The histograms' bounds in seconds, each family's for itself.
  package var bounds: [[Double]] {
    families.indices.map { family in
      Set(
        counted.lazy.compactMap { counted in
          guard counted.family == family, case .under(let bound) = counted.part else { return nil }
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
    last = -1
    var name = 0
    var (started, uptime): (Double?, Double?) = (nil, nil)
    let text = PrometheusText(
      document, isKnown: { isKnown($0, $1, &name) },
      handle: { sample in
        if let index = index(of: sample.name, &name) {
          take(sample, index)
        } else if sample.name.elementsEqual("process_start_time_seconds".utf8) {
          started = sample.value
        } else if sample.name.elementsEqual("envoy_server_uptime".utf8) {
          uptime = sample.value
        }
      })
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
  private func index(of name: PrometheusText.Bytes, _ last: inout Int) -> Int? {
    if last < wanted.count, name.isSame(as: wanted[last].name) { return last }
    guard let index = wanted.firstIndex(where: { name.isSame(as: $0.name) }) else { return nil }
    last = index
    return index
  }

  /// Whether labels are those of a series; keeps their hash for `take`.
  private mutating func isKnown(
    _ name: PrometheusText.Bytes, _ labels: PrometheusText.Bytes, _ last: inout Int
  ) -> Bool {
    hash = index(of: name, &last).map { Self.hash($0, labels) }
    guard let hash, let place = table.place(of: hash, after: self.last) else { return false }
    self.last = place - 1
    return true
  }

  private static func hash(_ index: Int, _ labels: PrometheusText.Bytes) -> Int {
    var hasher = Hasher()
    hasher.combine(index)
    hasher.combine(bytes: UnsafeRawBufferPointer(labels))
    return hasher.finalize()
  }

  private mutating func take(_ sample: PrometheusText.Sample, _ index: Int) {
    let known = sample.labels.isEmpty ? nil : hash
    guard TrafficFamily.counts.contains(sample.value) else { return }
    let hash = known ?? Self.hash(index, sample.labels)
    if let place = table.place(of: hash, after: last) {
      table[place].value = sample.value
      table[place].page = page
      last = place
    } else if table.count < Self.mostSeries {
      last = table.count
      table.append(newSeries(sample, index, hash))
    }
  }

  private mutating func newSeries(
    _ sample: PrometheusText.Sample, _ index: Int, _ hash: Int
  ) -> TrafficSeriesTable.Series {
    var new = TrafficSeriesTable.Series(
      hash: hash, value: sample.value, previous: -1, page: page, origin: -1, part: -1)
    let family = wanted[index].family
    let hashes = labels[family].hashes(of: sample.labels, index, family)
    let part = placeOfCounted[hashes.part] ?? place(ofCounted: sample, index, hashes.part)
    guard part >= 0 else { return new }
    guard let origin = placeOfValues[hashes.origin] ?? place(of: sample, family, hashes.origin)
    else { return new }
    (new.part, new.origin) = (part, origin)
    return new
  }

  /// Where it is noted what a sample counts.
  private mutating func place(
    ofCounted sample: PrometheusText.Sample, _ index: Int, _ hash: Int
  ) -> Int32 {
    let (family, text) = (wanted[index].family, wanted[index].text)
    var place: Int32 = -1
    if let part = families[family].part(ofSample: text, { sample.text(ofLabel: $0) }) {
      place = Int32(counted.count)
      counted.append(Counted(family: family, part: part))
    }
    placeOfCounted[hash] = place
    return place
  }

  /// The place of the origin of a sample; nil where it has none.
  private mutating func place(
    of sample: PrometheusText.Sample, _ family: Int, _ hash: Int
  ) -> Int32? {
    let family = families[family]
    guard let values = family.values({ sample.text(ofLabel: $0) }),
      let place = place(
        of: TrafficOrigin(
          system: system, group: family.group, values: values,
          pod: family.isOfItsPod ? pod : nil))
    else { return nil }
    placeOfValues[hash] = place
    return place
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
    var rows: [TrafficRow?] = Array(repeating: nil, count: origins.count)
    for index in 0..<table.count {
      let known = table[index]
      guard known.page == page, known.origin >= 0 else { continue }
      table[index].previous = known.value
      // A new series counts from 0 where it would have been seen before.
      let isNew = known.previous < 0
      guard !isFirst, !isNew || wasComplete || isRestart else { continue }
      let isReset = isNew || isRestart || known.value < known.previous
      let growth = isReset ? known.value : known.value - known.previous
      guard growth > 0 else { continue }
      let counted = counted[Int(known.part)]
      let scaled = families[counted.family].scaled(growth, counted.part)
      rows[Int(known.origin), default: TrafficRow()].add(scaled, counted.part)
    }
    return zip(origins, rows).compactMap { origin, row in
      row.map { TrafficIncrease(origin: origin, counters: $0.counters) }
    }
  }

  /// Drops series that have been missing for long, with origins and bounds that no others have.
  private mutating func forget() {
    let oldest = page > Self.longestAbsence ? page - Self.longestAbsence : 0
    guard (0..<table.count).contains(where: { table[$0].page < oldest }) else { return }
    var (movedOrigins, movedParts): ([Int32: Int32], [Int32: Int32]) = ([:], [:])
    var kept = TrafficSeriesTable()
    var (keptOrigins, keptParts): ([TrafficOrigin], [Counted]) = ([], [])
    for place in 0..<table.count where table[place].page >= oldest {
      var series = table[place]
      if series.origin >= 0 {
        let (origin, part) = (Int(series.origin), Int(series.part))
        series.origin = Self.move(series.origin, origins[origin], &movedOrigins, &keptOrigins)
        series.part = Self.move(series.part, counted[part], &movedParts, &keptParts)
      }
      kept.append(series)
    }
    (table, origins, counted) = (kept, keptOrigins, keptParts)
    (placeOfValues, placeOfCounted) = ([:], [:])
    revision += 1
    placeOfOrigin = Dictionary(
      uniqueKeysWithValues: keptOrigins.enumerated().map { ($1, Int32($0)) })
  }

  /// The place among those that are kept of what was at another one.
  private static func move<Kept>(
    _ old: Int32, _ value: Kept, _ moved: inout [Int32: Int32], _ kept: inout [Kept]
  ) -> Int32 {
    if let place = moved[old] { return place }
    moved[old] = Int32(kept.count)
    kept.append(value)
    return Int32(kept.count - 1)
  }
}

extension [TrafficRow?] {
  fileprivate subscript(place: Int, default new: @autoclosure () -> TrafficRow) -> TrafficRow {
    get { self[place] ?? new() }
    _modify {
      var row = self[place].take() ?? new()
      defer { self[place] = row }
      yield &row
    }
  }
}

extension PrometheusText.Sample {
  /// The value of a label, of a long one only the beginning; the empty text where it is missing.
  fileprivate func text(ofLabel name: String) -> String {
    var reader = LabelReader(labels)
    while let label = reader.next() {
      guard label.name.elementsEqual(name.utf8) else { continue }
      return PrometheusText.unescaped(
        .init(rebasing: label.value.prefix(2 * TrafficFamily.longestValue)))
    }
    return ""
  }
}
