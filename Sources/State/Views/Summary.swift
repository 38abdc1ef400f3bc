import Diagnosis
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
      switch facts.health(of: name) {
      case .fault:
        faults += 1
        if faults <= Self.mostNamed { faulty.append(name) }
      case .warning:
        warnings += 1
        if warnings <= Self.mostNamed { warning.append(name) }
      case .ok, .unready, .unknown: break
      }
    }
    var counted: Set<Fault> = []
    for route in facts.routing.routes
    where namespace == nil || route.source.name.namespace == namespace {
      routes += 1
      countOwn(facts.diagnosis.faults(of: route), &counted)
    }
    pods = facts.podCount(in: namespace)
    rate = facts.readings.rate(.total)
    refused = facts.refused
  }

  /// What is wrong with a route's own object; what follows from a Service is counted with that.
  private mutating func countOwn(_ found: [Fault], _ counted: inout Set<Fault>) {
    for fault in found where fault.cause == nil && counted.insert(fault).inserted {
      switch Health(fault.grade) {
      case .fault: faults += 1
      case .warning: warnings += 1
      case .ok, .unready, .unknown: break
      }
    }
  }
}

extension Facts {
  fileprivate func podCount(in namespace: String?) -> Int {
    namespace.map { inventory.podCount(in: $0) } ?? inventory.counts.pods
  }
}
