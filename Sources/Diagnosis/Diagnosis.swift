package import Routing
package import Topology

/// Every fault of a cluster, kept until an object changes that it depends on.
package struct Diagnosis: Sendable {
  /// Kinds that could not be read, or not yet: nothing is said of objects that are missing from them.
  package var unreadableKinds: Set<String> = [] {
    didSet { if unreadableKinds != oldValue { isWhole = false } }
  }
  /// What the inventory shows; the least is said of manifests.
  package var extent = DiagnosisExtent.manifests {
    didSet { if extent != oldValue { isWhole = false } }
  }
  /// Of which objects the faults are wanted; nil for those of all.
  package var scope: DiagnosisScope? {
    didSet { if scope != oldValue { isWhole = false } }
  }
  private var found = FoundFaults()
  /// Whether everything was looked at with the rules of now; otherwise changes alone do not suffice.
  private var isWhole = false
  private var revision = -1
  /// The hour since 1970 in which what depends on time was last looked at.
  private var hour = -1
  /// What has to be looked at again when its time comes.
  private var ripening: [Ripening: Double] = [:]
  /// The policies, kept so that only those that change are read again.
  package private(set) var policies: PolicyIndex?
  private let locate: Locator

  private struct Ripening: Hashable {
    let subject: ObjectReference
    let family: Int
  }

  /// Where an object, or a field of it, was written down; nil for objects of a cluster.
  package typealias Locator = @Sendable (ObjectReference, String?) -> SourceLocation?

  /// A diagnosis of nothing yet.
  package init(locate: @escaping Locator = { _, _ in nil }) {
    self.locate = locate
  }

  /// The diagnosis of an inventory; `now` is in seconds since 1970, 0 leaves out what depends on time.
  package init(
    _ inventory: Inventory, routes: RoutingTable, extent: DiagnosisExtent = .manifests,
    now: Double = 0, locate: @escaping Locator = { _, _ in nil }
  ) {
    self.init(locate: locate)
    self.extent = extent
    update(inventory, routes: routes, now: now)
  }

  /// Whether time alone may have changed something since the last time.
  package func isDue(at now: Double) -> Bool {
    isWhole && (hour != Int(now / 3600) || ripening.values.contains { $0 <= now })
  }

  /// Whether changes alone are enough for the next update.
  package var isIncremental: Bool { isWhole }

  /// Looks again at what changed since the last time; without a log, or with one that has missed something, at
  /// everything.
  package mutating func update(
    _ inventory: Inventory, routes: RoutingTable, changes: ChangeLog? = nil, now: Double = 0
  ) {
    let isSameHour = hour == Int(now / 3600)
    guard !isWhole || revision != inventory.revision || isDue(at: now) else { return }
    let isFollowing = isWhole && changes?.isOverflown == false
    let policies = PolicyIndex(inventory, reusing: isFollowing ? policies : nil)
    self.policies = policies
    var cluster = DiagnosedCluster(
      inventory: inventory, routes: routes, unreadable: unreadableKinds, extent: extent, now: now,
      policies: policies)
    if isFollowing, let changes {
      cluster.found = found
      // Nobody else holds it meanwhile, so it changes in place.
      found = FoundFaults()
      renew(after: Array(changes.changes), isSameHour: isSameHour, &cluster)
    } else {
      found = FoundFaults()
      ripening = [:]
      for index in FaultFamilies.all.indices {
        let family = FaultFamilies.all[index]
        for subject in family.subjects(in: cluster) {
          _ = examine(subject, index, &cluster)
        }
      }
    }
    found = cluster.found
    isWhole = true
    revision = inventory.revision
    hour = Int(now / 3600)
  }

  private mutating func renew(
    after changes: [ObjectChange], isSameHour: Bool, _ cluster: inout DiagnosedCluster
  ) {
    var shifted: Set<ObjectReference> = []
    let ripe = ripening.filter { $0.value <= cluster.now }.keys
    for (index, family) in FaultFamilies.all.enumerated() {
      let isWhole = family.isTimed && !isSameHour
      let own = ripe.filter { $0.family == index }.map(\.subject)
      let due = isWhole ? nil : due(family, changes, shifted, ripe: own, in: cluster)
      let subjects =
        due ?? Set(family.subjects(in: cluster)).union(cluster.found.subjects(of: index))
      for subject in subjects where examine(subject, index, &cluster) { shifted.insert(subject) }
    }
  }

  /// The subjects that a family must look at again; nil means all.
  private func due(
    _ family: any FaultFamily, _ changes: [ObjectChange], _ shifted: Set<ObjectReference>,
    ripe: [ObjectReference], in cluster: DiagnosedCluster
  ) -> Set<ObjectReference>? {
    var due: Set<ObjectReference> = []
    for change in changes {
      switch family.subjects(touchedBy: change, in: cluster) {
      case .none: break
      case .some(let subjects): due.formUnion(subjects)
      case .all: return nil
      }
    }
    for object in shifted { due.formUnion(family.subjects(following: object, in: cluster)) }
    return due.union(ripe)
  }

  /// Asks a family for the faults of an object, and says whether they are others than before.
  private mutating func examine(
    _ subject: ObjectReference, _ index: Int, _ cluster: inout DiagnosedCluster
  ) -> Bool {
    let family = FaultFamilies.all[index]
    if let scope, !scope.includes(subject, needs: family.needs) { return false }
    let isBlind = !unreadableKinds.isDisjoint(with: family.needs)
    let faults = isBlind ? [] : family.faults(of: subject, in: cluster).map(located)
    let time = isBlind ? nil : family.ripening(of: subject, in: cluster)
    let key = Ripening(subject: subject, family: index)
    if time != nil || ripening[key] != nil { ripening[key] = time }
    return cluster.found.replace(faults, of: subject, family: index)
  }

  private func located(_ fault: Fault) -> Fault {
    var fault = fault
    fault.location = locate(fault.object, fault.field)
    return fault
  }

  /// All faults, the worst first; sorts them all, so not for every picture.
  package var faults: [Fault] { found.all.sorted(by: Fault.precedes) }

  /// The faults of one object, the worst first.
  package func faults(of object: ObjectReference) -> [Fault] {
    found[object].sorted(by: Fault.precedes)
  }

  /// The objects that have a fault of this id, in order.
  package func objects(with id: String) -> [ObjectReference] { found.objects(with: id).sorted() }

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
  package func grade(of object: ObjectReference) -> Fault.Grade? {
    found.grade(of: object)
  }

  /// The grades of an object's faults that follow from no other object's, unordered.
  package func ownGrades(of object: ObjectReference) -> [Fault.Grade] {
    found.ownGrades(of: object)
  }

  /// How many faults there are of each severity.
  package var counts: [Fault.Severity: Int] { found.counts.filter { $0.value > 0 } }
}
