/// Which admin pages of Envoys are worth asking for.
///
/// Most Envoys open theirs for their own pod alone: what never answered is asked again after some minutes only. So are
/// pages that are too long to be read every five seconds.
package struct EndpointPatience: Sendable {
  /// How long a page that never answered is left alone, in seconds.
  package static let pause = 300.0

  /// More bytes in all are not read each time: they have a line for each pod and each Envoy.
  package static let mostBytes = 8 << 20

  private var answered: Set<MetricsTarget> = []
  private var silentUntil: [MetricsTarget: Double] = [:]

  package init() {}

  /// Those of some pages that are to be read now.
  package func due(_ targets: [MetricsTarget], at time: Double) -> [MetricsTarget] {
    targets.filter { answered.contains($0) || time >= silentUntil[$0] ?? -.infinity }
  }

  /// Takes in what came, and gives a page for every target: an unread one for those that were left alone.
  package mutating func complete(
    _ pages: [MetricsPage], of targets: [MetricsTarget], at time: Double
  ) -> [MetricsPage] {
    let known = Set(targets)
    var pages = pages
    if pages.reduce(0, { $0 + ($1.bytes?.count ?? 0) }) > Self.mostBytes {
      answered = []
      for index in pages.indices { pages[index].bytes = nil }
    }
    answered.formIntersection(known)
    silentUntil = silentUntil.filter { known.contains($0.key) }
    for page in pages {
      if page.bytes != nil {
        answered.insert(page.target)
        silentUntil[page.target] = nil
      } else {
        silentUntil[page.target] = time + Self.pause
      }
    }
    let read = Set(pages.map(\.target))
    return pages
      + targets.filter { !read.contains($0) }.map {
        MetricsPage(of: $0, at: time, from: .here, bytes: nil)
      }
  }
}
