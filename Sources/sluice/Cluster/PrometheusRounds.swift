import Probing
import Routing
import Topology
import Traffic

/// Rounds of what a Prometheus server says of the systems that it scrapes.
struct PrometheusRounds: Sendable {
  /// The window of its rates, in seconds.
  static let window = 60

  /// How long what it knows is believed before it is asked again, in seconds.
  private static let memory = 15.0

  private let server: PrometheusServer
  private let clock: @Sendable () -> Double
  /// Which samples it has, each with the time at which it was last there, and until when that is believed.
  private var lastSeen: [String: Double] = [:]
  private var knownUntil = -Double.infinity
  private var end: Double?

  init(_ server: PrometheusServer, clock: @escaping @Sendable () -> Double) {
    self.server = server
    self.clock = clock
  }

  /// Asks once for everything; what cannot be had is told by the round's sources.
  mutating func round(_ routing: RoutingTable, _ inventory: Inventory) async -> TrafficRound {
    let time = clock()
    let start = end.map { min($0, time) } ?? time - TrafficMeasuring.interval
    end = time
    var round = TrafficRound(
      from: start, to: time, increases: [:], window: Double(Self.window))
    do throws(PrometheusServer.Failure) {
      try await learn(at: time)
      var increases: [TrafficIncrease] = []
      for system in TrafficSystems.all {
        let asked = system.queries.filter { lastSeen[$0.sample] != nil }
        guard !asked.isEmpty else { continue }
        var answers: [(TrafficQuery, [TrafficSample])] = []
        for query in asked {
          answers.append((query, try await server.samples(query.text(window: Self.window))))
        }
        increases += system.increases(in: answers.map { (query: $0.0, samples: $0.1) })
        round.sources.append(
          TrafficSource(system: system.name, vantage: .prometheus, asked: 1, answered: 1))
      }
      let part = (time - start) / Double(Self.window)
      round.increases = TrafficNames(routing, inventory).counters(of: increases)
        .mapValues { $0.scaled(by: part) }
      if round.sources.isEmpty {
        round.sources = [Self.source(0, "it scrapes none of the systems that are known here")]
      }
    } catch {
      round.sources = [Self.source(0, error.description)]
      (round.increases, round.window) = ([:], nil)
      knownUntil = -.infinity
    }
    return round
  }

  private static func source(_ answered: Int, _ problem: String) -> TrafficSource {
    TrafficSource(
      system: "Prometheus", vantage: .prometheus, asked: 1, answered: answered, problem: problem)
  }

  /// Asks which samples it has, so that only those are asked for.
  private mutating func learn(at time: Double) async throws(PrometheusServer.Failure) {
    guard time >= knownUntil else { return }
    let names = Set(TrafficSystems.all.flatMap { $0.queries }.map(\.sample)).sorted()
    let pattern = names.joined(separator: "|")
    let samples = try await server.samples(#"count by (__name__) ({__name__=~"\#(pattern)"})"#)
    for name in samples.compactMap({ $0.labels["__name__"] }) { lastSeen[name] = time }
    // Who does not answer at the moment has no samples now, and rates over the window all the same.
    lastSeen = lastSeen.filter { time - $0.value <= Double(Self.window) }
    // What nobody has asked for yet has no samples, and may have some with the next request.
    knownUntil = lastSeen.isEmpty ? -.infinity : time + Self.memory
  }
}
