package import Topology

/// What the ReplicaSet controller does: as many pods as asked for, and its status.
package enum ReplicaSetRules {
  private static let component = "replicaset-controller"

  /// The pods of a ReplicaSet and what it may still name.
  package struct Situation: Sendable {
    /// The ReplicaSet.
    package var replicaSet: JSONValue
    /// The pods that it controls.
    package var owned: [Pod]
    /// Pods without controller in its namespace, with labels that it selects.
    package var orphans: [Pod]
    /// The next ordinal for a name: it only grows, so a replaced pod has a new name.
    package var nextOrdinal: Int

    package init(
      _ replicaSet: JSONValue, owned: [Pod], orphans: [Pod] = [], nextOrdinal: Int = 0
    ) {
      self.replicaSet = replicaSet
      self.owned = owned
      self.orphans = orphans
      self.nextOrdinal = nextOrdinal
    }
  }

  /// Pods to take in and to let go, because their labels say so.
  ///
  /// A pod whose labels were edited away is released and replaced, as in a real cluster.
  package static func claims(_ situation: Situation) -> (adopted: [Pod], released: [Pod]) {
    let selector = LabelSelector(situation.replicaSet["spec"]["selector"])
    let isDeleting = !situation.replicaSet["metadata"]["deletionTimestamp"].isNull
    let adopted = situation.orphans.filter {
      !isDeleting && !$0.isFinished && !$0.metadata.isDeleting
        && selector.matches($0.metadata.labels)
    }
    let released = situation.owned.filter {
      !$0.metadata.isDeleting && !selector.matches($0.metadata.labels)
    }
    return (adopted, released)
  }

  /// The pods to create and delete, and the status, once claims are settled.
  package static func changes(_ situation: Situation) -> [ClusterChange] {
    let set = situation.replicaSet
    guard set["metadata"]["deletionTimestamp"].isNull else { return [] }
    let active = situation.owned.filter { !$0.isFinished && !$0.metadata.isDeleting }
    let desired = set["spec"]["replicas"].integer ?? 1
    var changes: [ClusterChange] = []
    if active.count < desired {
      changes += creations(desired - active.count, situation)
    } else if active.count > desired {
      for pod in active.sorted(by: goesFirst).prefix(active.count - desired) {
        changes.append(.delete(.pod, pod.metadata.key))
        changes.append(note("SuccessfulDelete", "Deleted pod: \(pod.metadata.name)", set))
      }
    }
    let updated = status(of: set, active)
    return updated == set ? changes : changes + [.updateStatus(.replicaSet, updated)]
  }

  private static func creations(_ count: Int, _ situation: Situation) -> [ClusterChange] {
    let set = situation.replicaSet
    let taken = Set(situation.owned.map(\.metadata.name))
    var ordinal = situation.nextOrdinal
    var changes: [ClusterChange] = []
    while changes.count < count * 2 {
      let name = PodTemplate.name(of: Metadata(set).key, ordinal: ordinal)
      ordinal += 1
      guard !taken.contains(name) else { continue }
      changes.append(.create(.pod, PodTemplate.pod(named: name, of: set)))
      changes.append(note("SuccessfulCreate", "Created pod: \(name)", set))
    }
    return changes
  }

  /// Which of two pods is deleted first: the unplaced, the unready, the cheaper by annotation, the newer.
  package static func goesFirst(_ left: Pod, _ right: Pod) -> Bool {
    func rank(_ pod: Pod) -> (Int, Int, Int) {
      (
        pod.node.isEmpty ? 0 : 1, pod.isReady ? 1 : 0,
        pod.metadata.annotations["controller.kubernetes.io/pod-deletion-cost"].flatMap { Int($0) }
          ?? 0
      )
    }
    let (first, second) = (rank(left), rank(right))
    if first != second { return first < second }
    let (one, other) = (left.metadata, right.metadata)
    return (one.creationTimestamp, one.name) > (other.creationTimestamp, other.name)
  }

  private static func status(of set: JSONValue, _ active: [Pod]) -> JSONValue {
    let labels = set[["spec", "template", "metadata", "labels"]].stringMap
    let labelled = active.filter { pod in
      labels.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
    }
    let ready = active.filter(\.isReady).count
    var status: JSONValue = [
      "replicas": .integer(Int64(active.count)),
      "observedGeneration": set["metadata"]["generation"],
    ]
    if !labelled.isEmpty { status["fullyLabeledReplicas"] = .integer(Int64(labelled.count)) }
    if ready > 0 {
      status["readyReplicas"] = .integer(Int64(ready))
      status["availableReplicas"] = .integer(Int64(ready))
    }
    var object = set
    object["status"] = status
    return object
  }

  private static func note(_ reason: String, _ message: String, _ set: JSONValue) -> ClusterChange {
    .record(EventNote(about: set, reason: reason, message: message, component: component))
  }
}
