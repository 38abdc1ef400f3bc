import AsyncHTTPClient
import Kubernetes
import Probing
import State
import Topology
import Traffic

/// Reads what a real cluster's own systems count, every five seconds, into the store.
///
/// A Prometheus server that was named is asked alone; otherwise the systems' own pages, and where none of these can be
/// read, a Prometheus server in the cluster.
struct TrafficMeasuring: Sendable {
  let client: KubernetesClient
  /// The server of `--prometheus`; nil looks at what there is.
  let prometheus: PrometheusURL?
  let clock: @Sendable () -> Double
  /// The only targets there are; nil looks for those of the cluster.
  let targets: [MetricsTarget]?
  private let scraper: MetricsScraper

  /// How often all is read, in seconds.
  static let interval = 5.0

  /// Measures until it is cancelled.
  func run(_ store: Store) async {
    var rounds = TrafficRounds()
    var patience = EndpointPatience()
    var answers = prometheus.map { url in
      PrometheusRounds(PrometheusServer(url: url, client: .shared), clock: clock)
    }
    var next = ContinuousClock.now
    var isFirst = true
    repeat {
      let state = await store.current
      guard state.connection.isLoaded else {
        next = .now + .milliseconds(250)
        continue
      }
      var round: TrafficRound?
      if prometheus == nil { round = await scrape(state, &rounds, &patience) }
      if round?.sources.contains(where: { $0.answered > 0 }) != true {
        if answers == nil, targets == nil { answers = found(in: state) }
        round = await answers?.round(state.live.routing, state.live.inventory) ?? round
      }
      let now = clock()
      let measured = round ?? TrafficRound(from: now, to: now, increases: [:])
      await store.send(together: [.measured(measured), .tick(now)])
      // The first page only says where counters stand: the second one makes figures of it soon.
      next = max(next + .seconds(isFirst ? 2 : targets == nil ? Self.interval : 1), .now)
      isFirst = false
    } while (try? await Task.sleep(until: next)) != nil
  }

  /// Reads the pages of the systems; nil where no system has any.
  private func scrape(
    _ state: ConsoleState, _ rounds: inout TrafficRounds, _ patience: inout EndpointPatience
  ) async -> TrafficRound? {
    let targets =
      targets
      ?? TrafficSystems.targets(in: state.live.inventory, shown: state.shownServices)
    guard !targets.isEmpty else { return nil }
    // Only what has pages needs its names, which cost a walk over all routes.
    let named = Set(targets.map(\.system))
    let systems = TrafficSystems.all.filter { named.contains($0.name) }
    rounds.use(TrafficNames(state.live.routing, state.live.inventory, of: systems))
    // The admin pages of Envoys are read with the others; on the playground there are none.
    let admin =
      self.targets == nil
      ? TrafficSystems.endpointPages(in: state.live.inventory, of: systems) : []
    let asked = patience.due(admin, at: clock())
    let pages = await scraper.pages(of: targets + asked)
    let isAdmin = Set(asked)
    let endpoints = patience.complete(
      pages.filter { isAdmin.contains($0.target) }, of: admin, at: clock())
    return rounds.take(
      pages.filter { !isAdmin.contains($0.target) }, endpoints: endpoints, at: clock())
  }

  init(
    client: KubernetesClient, prometheus: PrometheusURL? = nil, targets: [MetricsTarget]? = nil,
    clock: @escaping @Sendable () -> Double
  ) {
    self.targets = targets
    self.client = client
    self.prometheus = prometheus
    self.clock = clock
    scraper = MetricsScraper(
      client: .shared,
      throughServer: { target in
        try await client.page(
          of: target.pod, port: target.port, path: target.path, limit: MetricsFetch.limit)
      }, clock: clock)
  }

  /// A Prometheus server of the cluster, reached through the API server; nil where there is none.
  private func found(in state: ConsoleState) -> PrometheusRounds? {
    guard let (service, port) = state.live.inventory.prometheus else { return nil }
    let server = PrometheusServer { [client] path, query in
      try await client.page(
        of: service, port: port, path: path, query: query, limit: PrometheusServer.limit)
    }
    return PrometheusRounds(server, clock: clock)
  }
}
