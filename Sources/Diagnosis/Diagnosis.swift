package import Routing
package import Topology

/// Every fault of a cluster, kept until an object of a kind that matters changes.
package struct Diagnosis: Sendable {
  /// All faults, the worst first.
  package private(set) var faults: [Fault] = []
  /// Kinds that could not be read, or not yet: nothing is said of objects that are missing from them.
  package var unreadableKinds: Set<String> = [] {
    didSet { if unreadableKinds != oldValue { revisions = [] } }
  }
  private var byObject: [ObjectReference: [Fault]] = [:]
  private var byFamily: [[Fault]] = Array(repeating: [], count: FaultFamilies.all.count)
  private var revisions: [[Int]] = []
  private let locate: Locator

  /// Where an object, or a field of it, was written down; nil for objects of a cluster.
  package typealias Locator = @Sendable (ObjectReference, String?) -> SourceLocation?

  /// A diagnosis of nothing yet.
  package init(locate: @escaping Locator = { _, _ in nil }) {
    self.locate = locate
  }

  /// The diagnosis of an inventory.
  package init(
    _ inventory: Inventory, routes: RoutingTable, locate: @escaping Locator = { _, _ in nil }
  ) {
    self.init(locate: locate)
    update(inventory, routes: routes)
  }

  /// Looks again at what may have changed since the last time.
  package mutating func update(_ inventory: Inventory, routes: RoutingTable) {
    let current = FaultFamilies.all.map { family in
      family.kinds.map { inventory.kindRevisions[$0] ?? 0 }
    }
    guard current != revisions else { return }
    var cluster = DiagnosedCluster(
      inventory: inventory, routes: routes, unreadable: unreadableKinds)
    var changed = false
    for (index, family) in FaultFamilies.all.enumerated() {
      if revisions.count <= index || revisions[index] != current[index] {
        let isBlind = !unreadableKinds.isDisjoint(with: family.needs)
        let fresh = isBlind ? [] : family.faults(in: cluster).map(located)
        changed = changed || fresh != byFamily[index]
        byFamily[index] = fresh
      }
      for fault in byFamily[index] { cluster.found[fault.object, default: []].append(fault) }
    }
    revisions = current
    guard changed else { return }
    faults = byFamily.flatMap(\.self).sorted(by: Fault.precedes)
    byObject = Dictionary(grouping: faults, by: \.object)
  }

  private func located(_ fault: Fault) -> Fault {
    var fault = fault
    fault.location = locate(fault.object, fault.field)
    return fault
  }

  /// The faults of one object, the worst first.
  package func faults(of object: ObjectReference) -> [Fault] { byObject[object] ?? [] }

  /// The faults of one route: of its object as far as they concern it, and of its canary.
  package func faults(of route: Route) -> [Fault] {
    let canary = route.canary.map { faults(of: $0.source) } ?? []
    return (faults(of: route.source) + canary).filter {
      $0.route == nil || $0.route == route.id
        || $0.object != route.source
          && $0.route?.host == route.host && $0.route?.path == route.path
          && $0.route?.pathType == route.pathType
    }
  }

  /// The worst grade of an object; nil when nothing is wrong with it.
  package func grade(of object: ObjectReference) -> Fault.Grade? { byObject[object]?.first?.grade }

  /// How many faults there are of each severity.
  package var counts: [Fault.Severity: Int] {
    faults.reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
  }
}
