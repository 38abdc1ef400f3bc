package import Topology

/// What the DaemonSet controller does: one pod on every node that the template admits.
package enum DaemonSetRules {
  private static let component = "daemonset-controller"
  private static let revisionLabel = "controller-revision-hash"

  /// The steps that bring the pods of a DaemonSet closer to one a node, and its status.
  ///
  /// `nextOrdinal` counts the pods it ever made, so that a replaced pod has a new name.
  package static func changes(
    of set: JSONValue, pods: [Pod], nodes: [Node], nextOrdinal: Int = 0
  ) -> [ClusterChange] {
    guard set["metadata"]["deletionTimestamp"].isNull else { return [] }
    let revision = PodTemplate.hash(set["spec"]["template"])
    let eligible = Scheduling.candidates(set["spec"]["template"]["spec"], nodes).map(
      \.metadata.name)
    let alive = pods.filter { !$0.isFinished && !$0.metadata.isDeleting }
    let byNode = Dictionary(grouping: alive, by: \.node)
    var changes: [ClusterChange] = []
    var ordinal = nextOrdinal
    for node in eligible where byNode[node] == nil {
      guard !pods.contains(where: { $0.node == node && $0.metadata.isDeleting }) else { continue }
      changes += creation(on: node, ordinal, set, revision)
      ordinal += 1
    }
    for pod in pods where pod.isFinished && !pod.metadata.isDeleting {
      changes.append(.delete(.pod, pod.metadata.key))
    }
    for (node, found) in byNode.sorted(by: { $0.key < $1.key }) {
      let surplus = eligible.contains(node) ? found.dropFirst() : found[...]
      changes += surplus.map { .delete(.pod, $0.metadata.key) }
    }
    if changes.isEmpty { changes += replacement(set, pods, alive, revision, eligible.count) }
    let updated = status(of: set, alive, eligible, revision)
    return updated == set ? changes : changes + [.updateStatus(.daemonSet, updated)]
  }

  /// The pods that a rolling update replaces now: as many as may be unavailable.
  private static func replacement(
    _ set: JSONValue, _ pods: [Pod], _ alive: [Pod], _ revision: String, _ total: Int
  ) -> [ClusterChange] {
    let strategy = set["spec"]["updateStrategy"]
    guard strategy["type"].string != "OnDelete" else { return [] }
    let stated = strategy["rollingUpdate"]["maxUnavailable"]
    let allowed = stated.isNull ? 1 : max(1, Rollout.count(stated, of: total, roundsUp: true))
    let old = alive.filter { $0.metadata.labels[revisionLabel] != revision }
      .sorted { ($0.isReady ? 1 : 0, $0.node) < ($1.isReady ? 1 : 0, $1.node) }
    let missing = total - alive.filter(\.isReady).count
    let broken = old.prefix { !$0.isReady }.count
    return old.prefix(max(0, allowed - missing) + broken).map { .delete(.pod, $0.metadata.key) }
  }

  private static func creation(
    on node: String, _ ordinal: Int, _ set: JSONValue, _ revision: String
  ) -> [ClusterChange] {
    let name = PodTemplate.name(of: Metadata(set).key, ordinal: ordinal)
    var pod = PodTemplate.pod(
      named: name, of: set,
      labels: [
        revisionLabel: revision,
        "pod-template-generation": String(set["metadata"]["generation"].integer ?? 1),
      ])
    pod["spec"]["nodeName"] = .string(node)
    return [
      .create(.pod, pod),
      .record(
        EventNote(
          about: set, reason: "SuccessfulCreate", message: "Created pod: \(name)",
          component: component)),
    ]
  }

  private static func status(
    of set: JSONValue, _ alive: [Pod], _ eligible: [String], _ revision: String
  ) -> JSONValue {
    let placed = alive.filter { eligible.contains($0.node) }
    let ready = placed.filter(\.isReady).count
    let updated = placed.filter { $0.metadata.labels[revisionLabel] == revision }.count
    func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
    var object = set
    object["status"] = [
      "observedGeneration": set["metadata"]["generation"],
      "desiredNumberScheduled": count(eligible.count),
      "currentNumberScheduled": count(Set(placed.map(\.node)).count),
      "numberMisscheduled": count(alive.count - placed.count), "numberReady": count(ready),
      "numberAvailable": count(ready), "numberUnavailable": count(max(0, eligible.count - ready)),
      "updatedNumberScheduled": count(updated),
    ]
    return object
  }
}
