import Language
package import Routing
package import Topology
import Traffic

/// A route as a list shows it, with a line for each of its backends.
package struct RouteRow: Hashable, Sendable, Identifiable {
  /// The part of the route that goes to one Service.
  package struct Backend: Hashable, Sendable {
    package var service: NamespacedName
    /// `web:80`, `web@v2:http`.
    package var label: String
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
  /// What is wrong, worst first.
  package var findings: [Finding]
  /// Since when it is gone, for a row that stays as a ghost; nil while it exists.
  package var goneSince: Double?

  package var rate: Double? { figures.rate }
  package var errorShare: Double? { figures.errorShare }
  package var p95: Double? { figures.p95 }

  init(_ route: Route, in facts: Facts, withHistory: Bool = true) {
    self.route = route
    figures = facts.figures(of: route.id)
    backends = route.backends.map { Self.backend($0, of: route, facts) }
    history =
      withHistory ? facts.readings.history(.route(route.id), columns: 60, now: facts.time) : []
    findings = facts.findings(of: route)
    health = findings.health
  }

  /// The row of a route that exists no more.
  init(gone id: Route.ID, since: Double) {
    route = Route(id: id, backends: [])
    (backends, figures, history, health) = ([], TrafficFigures(), [], .unknown)
    (findings, goneSince) = ([Finding(.unknown, localized("it is gone"))], since)
  }

  private static func backend(
    _ backend: Route.Backend, of route: Route, _ facts: Facts
  ) -> Backend {
    let known = facts.known[backend.service]
    let subject =
      route.isOnlyPart(backend) ? TrafficSubject.routeService(route.id, backend.service) : nil
    let rate = subject == nil ? rate(ofPart: backend, of: route, facts) : nil
    return Backend(
      service: backend.service,
      label: backend.label(of: facts.inventory.service(backend.service)), weight: backend.weight,
      expectedShare: route.share(of: backend),
      measuredShare: subject.map { facts.readings.share(of: $0, in: .route(route.id)) }
        ?? share(rate, of: route, facts),
      figures: subject.map { TrafficFigures($0, in: facts.readings) } ?? TrafficFigures(rate: rate),
      isMissing: known == nil,
      ready: known?.ready ?? 0, total: known?.total ?? 0, health: facts.health(of: backend.service))
  }

  /// Requests a second to a part of a Service's pods: those to its addresses; nil where one is in another part too, or
  /// they are not counted apart.
  static func rate(
    ofPart backend: Route.Backend, of route: Route, _ facts: Facts
  ) -> Double? {
    func addresses(_ backend: Route.Backend) -> Set<BackendAddress> {
      Set(ExpectedShares(backend, in: facts.inventory).shares.map(\.backend))
    }
    let own = addresses(backend)
    let others = route.backends.filter { $0.service == backend.service && $0 != backend }
    guard backend.subset != nil,
      others.count + 1 == route.backends.count(where: { $0.service == backend.service }),
      others.allSatisfy({ own.isDisjoint(with: addresses($0)) })
    else { return nil }
    var sum = 0.0
    for address in own {
      let key = TrafficKey(route: route.id, service: backend.service, backend: address)
      guard let rate = facts.readings.rate(.key(key)) else { return nil }
      sum += rate
    }
    return sum
  }

  private static func share(_ rate: Double?, of route: Route, _ facts: Facts) -> Double? {
    guard let rate, let all = facts.readings.rate(.route(route.id)), all > 0 else { return nil }
    return min(1, rate / all)
  }
}
