import Routing
import Topology

/// A Service with what every list of them asks for: reckoned once for all lists until something changes.
struct ListedService: Sendable {
  let known: ServiceFacts
  let figures: TrafficFigures
  let health: Health
  /// Whether any route leads to it.
  let isRouted: Bool

  var name: NamespacedName { known.name }
}

/// Facts that many rows share: a copy costs one reference.
final class SharedFacts: Sendable {
  let facts: Facts

  init(_ facts: Facts) { self.facts = facts }
}

extension Facts {
  /// All Services as lists see them, in the order of their names.
  func listing() -> [ListedService] {
    serviceNames.compactMap { name in
      guard let known = known[name] else { return nil }
      let figures = figures(of: known)
      return ListedService(
        known: known, figures: figures, health: health(of: known, figures),
        isRouted: routing.countRoutes(to: name) > 0)
    }
  }
}
