package import AsyncHTTPClient
package import Traffic

/// Reads the pages of many targets: from here, or through the API server where they cannot be reached from here.
///
/// Which way is tried first follows from what the last pages found; it is looked at again after a minute.
package actor MetricsScraper {
  /// Reads a page through the API server; throws why it could not.
  package typealias Detour = @Sendable (MetricsTarget) async throws -> [UInt8]

  /// How many pages are read at once.
  package static let mostAtOnce = 16
  /// How long the detour is kept before the direct way is tried again, in seconds.
  private static let detourSeconds = 60.0

  private let client: HTTPClient
  private let throughServer: Detour
  private let clock: @Sendable () -> Double
  private var detourUntil = -Double.infinity

  /// `clock` gives the seconds since 1970.
  package init(
    client: HTTPClient, throughServer: @escaping Detour, clock: @escaping @Sendable () -> Double
  ) {
    self.client = client
    self.throughServer = throughServer
    self.clock = clock
  }

  /// Reads all of them, some at once; each has an outcome.
  package func pages(of targets: [MetricsTarget]) async -> [MetricsPage] {
    await withTaskGroup(of: MetricsPage.self) { group in
      var pages: [MetricsPage] = []
      for (index, target) in targets.enumerated() {
        if index >= Self.mostAtOnce, let page = await group.next() { pages.append(page) }
        group.addTask { await self.page(of: target) }
      }
      for await page in group { pages.append(page) }
      return pages
    }
  }

  /// One page; it is of the middle between question and answer, since nobody knows when its counters were looked at.
  private func page(of target: MetricsTarget) async -> MetricsPage {
    if clock() < detourUntil {
      let page = await detour(target)
      if page.bytes != nil { return page }
    }
    let start = clock()
    let host = target.address.contains(":") ? "[\(target.address)]" : target.address
    let fetch = MetricsFetch(client: client, url: "http://\(host):\(target.port)\(target.path)")
    do {
      let bytes = try await fetch.text()
      return Self.page(bytes, of: target, from: .here, start, clock())
    } catch {
      // What answers is there, and the API server would hear the same.
      guard case .unreachable(let reason) = error else {
        return MetricsPage(
          of: target, at: clock(), from: .here, bytes: nil, problem: "\(error)")
      }
      let page = await detour(target)
      guard page.bytes != nil else {
        return MetricsPage(of: target, at: clock(), from: .here, bytes: nil, problem: reason)
      }
      detourUntil = clock() + Self.detourSeconds
      return page
    }
  }

  private static func page(
    _ bytes: [UInt8], of target: MetricsTarget, from vantage: TrafficSource.Vantage,
    _ start: Double, _ end: Double
  ) -> MetricsPage {
    var page = MetricsPage(of: target, at: (start + end) / 2, from: vantage, bytes: bytes)
    page.took = max(0, end - start)
    return page
  }

  private func detour(_ target: MetricsTarget) async -> MetricsPage {
    let start = clock()
    do {
      let bytes = try await throughServer(target)
      return Self.page(bytes, of: target, from: .server, start, clock())
    } catch {
      return MetricsPage(
        of: target, at: clock(), from: .server, bytes: nil, problem: "\(error)")
    }
  }
}
