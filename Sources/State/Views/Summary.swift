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
    for service in facts.listed where namespace == nil || service.name.namespace == namespace {
      services += 1
      switch service.health {
      case .fault:
        faults += 1
        if faults <= Self.mostNamed { faulty.append(service.name) }
      case .warning:
        warnings += 1
        if warnings <= Self.mostNamed { warning.append(service.name) }
      case .ok, .unready, .unknown: break
      }
    }
    let isMeant = { (object: ObjectReference) in
      namespace == nil || object.name.namespace == namespace
    }
    for (object, count) in facts.routing.sources where isMeant(object) {
      routes += count
      countOwn(facts.diagnosis.ownGrades(of: object))
    }
    for canary in facts.routing.canaries where isMeant(canary) {
      countOwn(facts.diagnosis.ownGrades(of: canary))
    }
    pods = facts.podCount(in: namespace)
    rate = facts.readings.rate(.total)
    refused = facts.refused
  }

  /// What is wrong with a route's own object; what follows from a Service is counted with that.
  private mutating func countOwn(_ grades: [Fault.Grade]) {
    for grade in grades {
      switch Health(grade) {
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
