package import Routing
package import Topology
import Traffic

/// A route as a list shows it, with a line for each of its backends.
package struct RouteRow: Hashable, Sendable, Identifiable {
  /// The part of the route that goes to one Service.
  package struct Backend: Hashable, Sendable {
    package var service: NamespacedName
    /// `80` or `http`.
    package var port: String
    package var weight: Int
    /// By weight, 0…1.
    package var expectedShare: Double
    /// As measured over ten seconds, 0…1.
    package var measuredShare: Double?
    package var figures: TrafficFigures
    /// Whether the Service exists, and how it fares.
    package var isMissing: Bool
    package var ready: Int
    package var total: Int
    package var health: Health
  }

  package var route: Route
  package var id: RowID { .route(route.id) }
  package var host: String { route.host }
  package var path: String { route.path }
  package var type: String { route.isDefault ? "default" : route.pathType.rawValue }
  package var isTLS: Bool { route.isTLS }
  package var backends: [Backend]
  package var figures: TrafficFigures
  /// Requests a second of the last minute, the newest last.
  package var history: [Double?]
  package var health: Health
  /// What is wrong, worst first, as sentences.
  package var faults: [String]
  /// Since when it is gone, for a row that stays as a ghost; nil while it exists.
  package var goneSince: Double?

  package var rate: Double? { figures.rate }
  package var errorShare: Double? { figures.errorShare }
  package var p95: Double? { figures.p95 }

  init(_ route: Route, in facts: Facts, withHistory: Bool = true) {
    self.route = route
    figures = facts.routeFigures[route.id] ?? TrafficFigures()
    backends = route.backends.map { Self.backend($0, of: route, facts) }
    history =
      withHistory ? facts.readings.history(.route(route.id), columns: 60, now: facts.time) : []
    (health, faults) = RouteJudgement(route, in: facts).result(figures)
  }

  /// The row of a route that exists no more.
  init(gone id: Route.ID, since: Double) {
    route = Route(id: id, backends: [])
    (backends, figures, history, health) = ([], TrafficFigures(), [], .unknown)
    (faults, goneSince) = (["it is gone"], since)
  }

  private static func backend(
    _ backend: Route.Backend, of route: Route, _ facts: Facts
  ) -> Backend {
    let known = facts.known[backend.service]
    let subject = TrafficSubject.routeService(route.id, backend.service)
    return Backend(
      service: backend.service, port: backend.port.description, weight: backend.weight,
      expectedShare: route.share(of: backend),
      measuredShare: facts.readings.share(of: subject, in: .route(route.id)),
      figures: TrafficFigures(subject, in: facts.readings), isMissing: known == nil,
      ready: known?.ready ?? 0, total: known?.total ?? 0, health: known?.health ?? .fault)
  }
}

/// What the objects say of a route: whether its requests can be answered.
struct RouteJudgement {
  private(set) var health: Health = .ok
  private(set) var faults: [String] = []
  /// The part of the requests that nobody can answer, 0…1.
  private(set) var refused = 0.0

  init(_ route: Route, in facts: Facts) {
    if route.backends.allSatisfy({ $0.weight <= 0 }) {
      add(.fault, route.backends.isEmpty ? "no backend" : "all weights are 0")
      refused = 1
    }
    for backend in route.backends {
      let share = route.share(of: backend)
      guard let sentence = Self.defect(backend, facts) else {
        if let known = facts.known[backend.service], known.health != .ok, share > 0 {
          add(.warning, "\(backend.service.name): \(known.faults.first ?? known.health.word)")
        }
        continue
      }
      refused += share
      add(share == 0 ? .ok : share > 0.999 ? .fault : .warning, sentence)
    }
    if refused > 0.999 { health = .fault }
  }

  /// Why a Service can take no request of a route; nil when it can.
  private static func defect(_ backend: Route.Backend, _ facts: Facts) -> String? {
    let name = backend.service.name
    guard let service = facts.inventory.service(backend.service),
      let known = facts.known[backend.service]
    else {
      return "backend service \"\(name)\" does not exist in namespace \(backend.service.namespace)"
    }
    guard service.port(backend.port) != nil else { return "\(name) has no port \(backend.port)" }
    guard service.exposure != .externalName, known.ready == 0, known.serving == 0 else {
      return nil
    }
    return "\(name): \(known.faults.first ?? "no ready endpoint")"
  }

  private mutating func add(_ health: Health, _ sentence: String) {
    self.health = self.health.worse(health)
    if health == .fault { faults.insert(sentence, at: 0) } else { faults.append(sentence) }
  }

  /// Together with what was measured.
  func result(_ figures: TrafficFigures) -> (Health, [String]) {
    (health.worse(figures.health), faults + ServiceRow.sentences(figures))
  }
}
