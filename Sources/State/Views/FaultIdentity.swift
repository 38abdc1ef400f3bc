package import Diagnosis
package import Routing
package import Topology

/// What makes two faults the same one, however their words change.
package struct FaultIdentity: Hashable, Sendable {
  package let id: String
  package let object: ObjectReference
  package let field: String?
  package let route: Route.ID?

  /// The identity of a fault.
  package init(_ fault: Fault) {
    (id, object, field, route) = (fault.id, fault.object, fault.field, fault.route)
  }
}

/// What is explained.
package enum Explained: Hashable, Sendable {
  /// A row of a list, with everything that is wrong with it.
  case row(RowID)
  /// A hop of the trace on show.
  case hop(FaultKind.Hop)
  case fault(FaultIdentity)
  /// An entry of the catalogue, with the objects that have it now.
  case kind(String)
}

extension ConsoleState {
  /// A fault as it is now, on show; nil once it is mended.
  package func fault(_ identity: FaultIdentity) -> Fault? {
    let found = diagnosis.faults(of: identity.object) + (trace?.faults ?? [])
    return found.first { FaultIdentity($0) == identity }
  }

  /// What the faults on show follow from.
  package var faultCauses: FaultCauses {
    FaultCauses(inventory, routes: routing, diagnosis: diagnosis)
  }

  /// The faults of a row and of what stands behind it, worst first; remarks are none.
  package func faults(of row: RowID) -> [Fault] {
    let diagnosis = diagnosis
    let found: [Fault]
    switch row {
    case .service(let name): found = diagnosis.faults(of: ObjectReference("Service", name))
    case .route(let id):
      guard let route = routing.route(id) else { return [] }
      found =
        diagnosis.faults(of: route)
        + route.backends.flatMap { diagnosis.faults(of: ObjectReference("Service", $0.service)) }
    case .backend(let service, let address):
      guard let pod = shown.backendRow(service, address)?.pod else { return [] }
      let workload = inventory.pod(pod).flatMap { inventory.workload(of: $0)?.reference }
      found =
        diagnosis.faults(of: ObjectReference("Pod", pod))
        + (workload.map { diagnosis.faults(of: $0) } ?? [])
    case .host(let host):
      found = routing.allRoutes(ofHost: host).prefix(20).flatMap { faults(of: $0.rowID) }
    case .other: found = []
    }
    var seen: Set<Fault> = []
    return found.filter { $0.grade > .info && seen.insert($0).inserted }.sorted {
      $0.grade > $1.grade
    }
  }
}

extension Route {
  /// The row that shows it.
  package var rowID: RowID { .route(id) }
}
