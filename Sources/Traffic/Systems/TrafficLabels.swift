/// Which labels of a family are looked at, to find them in a sample without making texts of them.
struct TrafficLabels: Sendable {
  /// What a label is for.
  private struct Wanted: Sendable {
    let name: [UInt8]
    /// Whether it tells whose requests are counted, and not what of them.
    let isOfOrigin: Bool
  }

  private let wanted: [Wanted]

  init(_ family: TrafficFamily) {
    let whose = family.spellings.flatMap { $0 }
    let what = family.furtherLabels + (family.condition.map { [$0.label] } ?? [])
    wanted =
      whose.map { Wanted(name: Array($0.utf8), isOfOrigin: true) }
      + what.map { Wanted(name: Array($0.utf8), isOfOrigin: false) }
  }

  /// Hashes of the values as they stand in a sample: of those that tell whose requests are counted, and of those that
  /// tell what is counted of them.
  func hashes(of labels: PrometheusText.Bytes, _ sample: Int, _ family: Int) -> (
    origin: Int, part: Int
  ) {
    var (origin, part) = (Hasher(), Hasher())
    origin.combine(family)
    part.combine(sample)
    var reader = LabelReader(labels)
    while let label = reader.next() {
      for (place, wanted) in wanted.enumerated() where label.name.isSame(as: wanted.name) {
        if wanted.isOfOrigin {
          Self.add(label.value, place, to: &origin)
        } else {
          Self.add(label.value, place, to: &part)
        }
      }
    }
    return (origin.finalize(), part.finalize())
  }

  private static func add(_ value: PrometheusText.Bytes, _ place: Int, to hasher: inout Hasher) {
    hasher.combine(place)
    hasher.combine(value.count)
    hasher.combine(bytes: UnsafeRawBufferPointer(value))
  }
}
