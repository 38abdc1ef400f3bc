import Routing
package import Topology
import Traffic

/// The line under the flow: how much there is, what is wrong, how much comes in.
package struct Summary: Hashable, Sendable {
  package var routes = 0
  package var services = 0
  package var pods = 0
  /// Services and routes with a fault or a warning.
  package var faults = 0
  package var warnings = 0
  /// The first Services with a fault, and with a warning.
  private var faulty: [NamespacedName] = []
  private var warning: [NamespacedName] = []
  private static let mostNamed = 12
  /// Requests a second that come in and that nobody answers; nil when nothing was measured.
  package var rate: Double?
  package var refused: Double?

  package init() {}

  /// A few Services in trouble, those with a fault first.
  package var worst: [NamespacedName] { faulty + warning }

  init(_ facts: Facts, namespace: String?) {
    for name in facts.serviceNames where namespace == nil || name.namespace == namespace {
      services += 1
      guard let known = facts.known[name] else { continue }
      let figures = facts.serviceFigures[name] ?? TrafficFigures()
      switch known.health.worse(figures.health) {
      case .fault:
        faults += 1
        if faults <= Self.mostNamed { faulty.append(name) }
      case .warning:
        warnings += 1
        if warnings <= Self.mostNamed { warning.append(name) }
      case .ok, .unready, .unknown: break
      }
    }
    for route in facts.routing.routes
    where namespace == nil || route.source.name.namespace == namespace {
      routes += 1
      countMissing(RouteJudgement(route, in: facts).refused, route.backends.map(\.service), facts)
    }
    pods = facts.podCount(in: namespace)
    rate = facts.readings.rate(.total)
    refused = facts.refused
  }

  /// A route to a Service that does not exist is a fault of its own; the others are their Service's.
  private mutating func countMissing(
    _ refused: Double, _ names: [NamespacedName], _ facts: Facts
  ) {
    guard refused > 0, names.isEmpty || names.contains(where: { facts.known[$0] == nil }) else {
      return
    }
    if refused > 0.999 { faults += 1 } else { warnings += 1 }
  }
}

extension Facts {
  fileprivate func podCount(in namespace: String?) -> Int {
    namespace.map { inventory.podCount(in: $0) } ?? inventory.counts.pods
  }
}
