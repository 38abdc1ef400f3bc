package import Actions
package import Diagnosis
package import Routing
package import Topology

/// Which faults a change would mend and which it would cause, when the cluster has followed it.
package struct FaultForecast: Hashable, Sendable {
  package let mended: [Fault]
  package let caused: [Fault]

  /// Whether no fault comes or goes.
  package var isEmpty: Bool { mended.isEmpty && caused.isEmpty }

  /// The faults before and after a plan; nil where what follows from it passes by itself.
  ///
  /// The diagnosis is one of this inventory. Only what the change concerns is looked at again.
  package init?(
    _ plan: Plan, of inventory: Inventory, routing: RoutingTable, diagnosis: Diagnosis, now: Double
  ) {
    guard let events = plan.events(in: inventory) else { return nil }
    var later = inventory
    var log = ChangeLog()
    for event in events { later.apply(event, noting: &log) }
    var routes = routing
    routes.follow(later, changes: log)
    var diagnosed = diagnosis
    diagnosed.update(later, routes: routes, changes: log, now: now)
    self.init(before: diagnosis.faults, after: diagnosed.faults)
  }

  /// The difference of two lists of faults; other words for the same fault are no difference, and remarks are no
  /// faults.
  package init(before: [Fault], after: [Fault]) {
    let old = Set(before.map(FaultIdentity.init))
    let new = Set(after.map(FaultIdentity.init))
    mended = before.filter { $0.severity != .info && !new.contains(FaultIdentity($0)) }
    caused = after.filter { $0.severity != .info && !old.contains(FaultIdentity($0)) }
  }
}

extension Facts {
  /// What a plan does to the faults as they are now.
  ///
  /// nil where it cannot be said, in a large cluster also while much changes.
  func forecast(_ plan: Plan) -> FaultForecast? {
    guard let diagnosis = currentDiagnosis else { return nil }
    return FaultForecast(
      plan, of: inventory, routing: routing, diagnosis: diagnosis, now: time)
  }
}
