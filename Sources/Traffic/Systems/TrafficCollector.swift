/// What one target counted in an interval.
package struct TrafficIncrement: Hashable, Sendable {
  package var target: MetricsTarget
  /// When the page before was read; requests lie between this moment and `end`, one does not know where.
  package var start: Double
  package var end: Double
  /// What was counted; keys of the target without requests in the interval have counters of 0.
  package var counters: [TrafficKey: TrafficCounters]
  /// Whether the durations needed no interpolation.
  package var isLatencyExact: Bool
}

/// Puts the pages of all targets together.
///
/// Each target is compared with itself alone. The first page of one only says where its counters stand. A page that is
/// missing says nothing; what was counted meanwhile comes with the next one, over the interval in which it happened.
package struct TrafficCollector: Sendable {
  private struct Source {
    var reader: TrafficPageReader
    /// When its last page was read.
    var moment: PageMoment
    /// Since when nothing could be read; nil while it answers.
    var failing: Double?
  }

  private let systems: [any TrafficSystem.Type]
  private var sources: [MetricsTarget: Source] = [:]
  private var names: TrafficNames?
  /// Everybody whose requests are counted, with its key; nil where the names changed.
  private var keys: [TrafficOrigin: TrafficKey]?
  /// The revisions of the readers for which the keys were looked for.
  private var revisions: [MetricsTarget: Int] = [:]

  package init(systems: [any TrafficSystem.Type] = TrafficSystems.all) { self.systems = systems }

  /// The targets that have been read.
  package var targets: [MetricsTarget] { sources.keys.sorted() }

  /// Says what labels mean from now on.
  ///
  /// Counters are compared by series, so that a change of names moves no old request.
  package mutating func use(_ names: TrafficNames) {
    self.names = names
    keys = nil
  }

  /// Forgets the targets that are none any more.
  package mutating func keep(only targets: [MetricsTarget]) {
    let kept = Set(targets)
    guard sources.keys.contains(where: { !kept.contains($0) }) else { return }
    sources = sources.filter { kept.contains($0.key) }
    keys = nil
  }

  /// Takes in a page; nil where it only says where the counters stand.
  package mutating func take(
    _ page: [UInt8], of target: MetricsTarget, at time: Double
  ) -> TrafficIncrement? {
    take(page, of: target, at: PageMoment(time: time))
  }

  /// Takes in a page that was looked at in some moment; nil where it only says where the counters stand.
  package mutating func take(
    _ page: [UInt8], of target: MetricsTarget, at moment: PageMoment
  ) -> TrafficIncrement? {
    guard let system = systems.first(where: { $0.name == target.system }) else { return nil }
    guard var source = sources.removeValue(forKey: target) else {
      var source = Source(
        reader: TrafficPageReader(system, pod: target.pod), moment: moment)
      let read = source.reader.read(page)
      // A page without any sample is none.
      if read.samples > 0 { sources[target] = source }
      return nil
    }
    let read = source.reader.read(page)
    let start = source.moment
    guard read.samples > 0 else {
      source.failing = source.failing ?? moment.time
      sources[target] = source
      return nil
    }
    let span = moment.seconds(since: start)
    // A rate that would be a guess is unknown, as if the page were missing.
    let isGuess = span == nil && moment.time > start.time
    (source.moment, source.failing) = (moment, isGuess ? moment.time : nil)
    sources[target] = source
    guard span != nil else { return nil }
    return increment(of: target, read, source.reader, from: start.time, to: moment.time)
  }

  /// A page could not be read.
  package mutating func fail(_ target: MetricsTarget, at time: Double) {
    guard sources[target] != nil, sources[target]?.failing == nil else { return }
    sources[target]?.failing = time
  }

  /// Since when a target has not answered; nil while it does, and where it never did.
  package func failing(_ target: MetricsTarget) -> Double? { sources[target]?.failing }

  /// The keys that a target counts: what is not known while it does not answer.
  package mutating func keys(of target: MetricsTarget) -> Set<TrafficKey> {
    let keys = currentKeys()
    return Set((sources[target]?.reader.origins ?? []).compactMap { keys[$0] })
  }

  private mutating func increment(
    of target: MetricsTarget, _ page: TrafficPageReader.Page, _ reader: TrafficPageReader,
    from start: Double, to end: Double
  ) -> TrafficIncrement {
    let keys = currentKeys()
    var counters = TrafficNames.counters(of: page.increases, by: keys)
    for origin in reader.origins {
      if let key = keys[origin], counters[key] == nil { counters[key] = TrafficCounters() }
    }
    return TrafficIncrement(
      target: target, start: start, end: end, counters: counters,
      isLatencyExact: reader.isLatencyExact)
  }

  private mutating func currentKeys() -> [TrafficOrigin: TrafficKey] {
    let revisions = sources.mapValues(\.reader.revision)
    if let keys, revisions == self.revisions { return keys }
    let origins = Set(sources.values.flatMap(\.reader.origins))
    let found = names?.keys(of: origins) ?? [:]
    (keys, self.revisions) = (found, revisions)
    return found
  }
}
