import Diagnosis
import Language
import Routing
import Topology

/// Something that is wrong with a row: what the diagnosis found, or what was measured.
package struct Finding: Hashable, Sendable {
  /// Fault for what nothing gets past, warning for what something does.
  package var health: Health
  /// One sentence.
  package var sentence: String
  /// The slug of the catalogue, as `sluice get faults` prints it; nil for what was measured.
  package var id: String?
  /// What to do: one sentence; empty for what was measured.
  package var fix = ""

  init(_ health: Health, _ sentence: String) {
    self.health = health
    self.sentence = sentence
  }

  init(_ fault: Fault) {
    health = Health(fault.grade)
    sentence = localized(fault.says)
    id = fault.id
    fix = localized(fault.fix)
  }

  /// What the measured errors say; nil while they are few.
  init?(_ figures: TrafficFigures) {
    guard figures.health != .ok, let share = figures.errorShare else { return nil }
    self.init(
      figures.health,
      localized("\(Decimal.percent(share)) of the requests of the last minute failed"))
  }

  /// At most a warning: something still gets past it.
  var capped: Finding {
    var finding = self
    if health == .fault { finding.health = .warning }
    return finding
  }
}

extension Health {
  /// How a grade of the catalogue reads on a row: what still answers in part is a warning.
  init(_ grade: Fault.Grade) {
    switch grade {
    case .blocker: self = .fault
    case .degraded, .risk: self = .warning
    case .info: self = .ok
    }
  }
}

extension [Finding] {
  /// The worst first; equal ones in the order in which they were found.
  var worstFirst: [Finding] {
    enumerated().sorted {
      ($0.element.health.rank, $0.offset) < ($1.element.health.rank, $1.offset)
    }
    .map(\.element)
  }

  /// The worst health; ok without any.
  var health: Health { reduce(.ok) { $0.worse($1.health) } }
}

extension Facts {
  /// What is wrong with a Service, the worst first; what is only remarked of it is no part of that.
  func findings(of service: NamespacedName) -> [Finding] {
    let found = diagnosis.faults(of: ObjectReference("Service", service))
      .filter { $0.grade > .info }.map { Finding($0) }
    return (found + [Finding(figures(of: service))].compactMap(\.self)).worstFirst
  }

  /// How a Service fares; a fault when it does not exist.
  func health(of service: NamespacedName) -> Health {
    guard let known = known[service] else { return .fault }
    return health(of: known, figures(of: known))
  }

  /// How a Service fares that has these figures.
  func health(of known: ServiceFacts, _ figures: TrafficFigures) -> Health {
    let grade = diagnosis.grade(of: ObjectReference("Service", known.name)).flatMap {
      $0 > .info ? $0 : nil
    }
    guard grade != nil || knowsBackends else { return .unknown }
    return (grade.map { Health($0) } ?? .ok).worse(figures.health)
  }

  /// What is wrong with a route: with its own object, then with the Services behind it.
  func findings(of route: Route) -> [Finding] {
    let isAnswered = refused(route) < 0.999
    let own = diagnosis.faults(of: route).filter { $0.grade > .info }.map { fault in
      let isPartial =
        route.backends.count > 1 && isAnswered && fault.id.hasPrefix("ingress-backend")
      return isPartial ? Finding(fault).capped : Finding(fault)
    }
    let behind = route.backends.filter { route.share(of: $0) > 0 }.compactMap { backend in
      diagnosis.faults(of: ObjectReference("Service", backend.service)).first {
        $0.grade > .info
      }.map { fault in
        var finding = Finding(fault).capped
        finding.sentence = "\(backend.service.name): \(finding.sentence)"
        return finding
      }
    }
    let measured = Finding(routeFigures[route.id] ?? TrafficFigures())
    return (own + behind + [measured].compactMap(\.self)).worstFirst
  }

  /// The part of a route's requests that finds no endpoint, 0…1.
  func refused(_ route: Route) -> Double {
    guard route.backends.contains(where: { $0.weight > 0 }) else { return 1 }
    return route.backends.reduce(0) { $0 + (isAnswering($1) ? 0 : route.share(of: $1)) }
  }

  private func isAnswering(_ backend: Route.Backend) -> Bool {
    guard let service = inventory.service(backend.service), let known = known[backend.service],
      backend.port(of: service) != nil
    else { return false }
    return service.exposure == .externalName || known.ready + known.serving > 0
  }
}
