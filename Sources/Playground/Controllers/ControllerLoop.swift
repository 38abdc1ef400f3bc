package import Topology

/// Runs the controllers over a store: to a fixpoint without anything running, or along with its changes.
package actor ControllerLoop {
  /// What one round left behind.
  package struct Outcome: Sendable {
    /// The objects that decide about traffic, as they are now.
    package var inventory: Inventory
    /// The pods that changed, each with its object; nil when it is gone.
    package var pods: [NamespacedName: JSONValue?]
    /// Grows whenever a Secret changes.
    package var secretRevision = 0
  }

  private let store: ObjectStore
  private var controllers: Controllers

  package init(store: ObjectStore, plan: AddressPlan) {
    self.store = store
    self.controllers = Controllers(plan: plan)
  }

  /// Creates the nodes and the ingress class; what a manifest declared under such a name stays.
  package func prepare() async {
    let plan = controllers.plan
    await store.transaction { store in
      for (kind, object) in InitialObjects.objects(plan, now: Timestamp.text(store.now)) {
        _ = try? store.create(object, kind)
        guard !object["status"].isNull else { continue }
        _ = try? store.update(object, kind, .status)
      }
    }
  }

  /// Lets the controllers work until nothing is left to do.
  package func round() async -> Outcome {
    let taken = controllers
    let (next, outcome) = await store.transaction { store in
      var controllers = taken
      controllers.run(in: store)
      var pods: [NamespacedName: JSONValue?] = [:]
      for name in controllers.takeChangedPods() { pods[name] = store.get(.pod, name) }
      let outcome = Outcome(
        inventory: controllers.inventory, pods: pods, secretRevision: controllers.secretRevision)
      return (controllers, outcome)
    }
    controllers = next
    return outcome
  }

  /// Brings everything to rest with nothing running: pods are as ready as a kubelet would find them.
  package func settle() async {
    for index in 0..<Self.roundLimit {
      let outcome = await round()
      let changed = await store.transaction { store in
        let names = index == 0 ? store.names(of: .pod) : outcome.pods.keys.sorted()
        return names.reduce(false) { changed, name in
          Self.predict(name, in: store) || changed
        }
      }
      if !changed { return }
    }
  }

  /// Every object of the store, read; what the controllers have read is taken from them.
  package func resources() async -> [Resource] {
    let inventory = controllers.inventory
    return await store.transaction { store in
      store.populatedKinds.flatMap { kind in
        store.names(of: kind).compactMap { name -> Resource? in
          guard let object = store.get(kind, name) else { return nil }
          if Controllers.isWatched(kind),
            let known = inventory.resource(ObjectReference(kind.keptName, name)),
            known.metadata.resourceVersion == object["metadata"]["resourceVersion"].string
          {
            return known
          }
          return Resource(object, kind: kind)
        }
      }
    }
  }

  /// More rounds than any rollout needs; what does not come to rest by then never will.
  private static let roundLimit = 10_000

  /// Ends or reports one pod as its kubelet would; returns whether that changed anything.
  private static func predict(_ name: NamespacedName, in store: isolated ObjectStore) -> Bool {
    guard let pod = store.get(.pod, name) else { return false }
    guard pod["metadata"]["deletionTimestamp"].isNull else {
      return (try? store.delete(.pod, name, .immediately)) != nil
    }
    guard let plan = PodPlan(pod), Controllers.number(of: plan.node) != nil else { return false }
    let written = PodStatus.written(
      .predicted(for: plan), into: pod, now: Timestamp.text(store.now))
    guard written["status"] != pod["status"] else { return false }
    return (try? store.update(written, .pod, .status)) != nil
  }

  /// Follows the store until its watches end; `apply` gets what every round left behind.
  package func run(_ apply: @Sendable (Outcome) async -> Void) async {
    let events = await store.watchAll()
    await apply(round())
    for await event in events where !controllers.hasSeen(event.version) {
      await apply(round())
    }
  }

  /// Writes what the kubelet found out, until its reports end.
  package func write(_ reports: AsyncStream<[PodReport]>) async {
    for await batch in reports {
      await store.transaction { store in
        for report in batch { Self.write(report, in: store) }
      }
    }
  }

  private static func write(_ report: PodReport, in store: isolated ObjectStore) {
    guard let pod = store.get(.pod, report.pod), pod["metadata"]["uid"].string == report.uid else {
      return
    }
    for note in report.notes { record(note, about: pod, in: store) }
    if report.isGone {
      _ = try? store.delete(.pod, report.pod, .immediately)
      return
    }
    let written = PodStatus.written(report, into: pod, now: Timestamp.text(store.now))
    if written["status"] != pod["status"] { _ = try? store.update(written, .pod, .status) }
  }

  /// Records a warning about an object, from a part that only finds out while it runs.
  package func warn(
    _ kind: ResourceKind, _ name: NamespacedName, reason: String, message: String
  ) async {
    await store.transaction { store in
      guard let object = store.get(kind, name) else { return }
      let note = PodReport.Note(isWarning: true, reason: reason, message: message)
      Self.record(note, about: object, in: store)
    }
  }

  private static func record(
    _ note: PodReport.Note, about pod: JSONValue, in store: isolated ObjectStore
  ) {
    let full = EventNote(
      about: pod, isWarning: note.isWarning, reason: note.reason, message: note.message,
      component: "kubelet")
    let old = store.get(.event, full.namespace, full.name)
    let event = full.event(at: Timestamp.text(store.now), after: old)
    _ = old == nil ? try? store.create(event, .event) : try? store.update(event, .event)
  }
}
