package import Topology

/// What the StatefulSet controller does: pods with ordinals, one after the other or all at once.
package enum StatefulSetRules {
  private static let component = "statefulset-controller"
  private static let revisionLabel = "controller-revision-hash"

  /// The steps that bring the pods of a StatefulSet closer to what it wants, and its status.
  package static func changes(of set: JSONValue, pods: [Pod]) -> [ClusterChange] {
    guard set["metadata"]["deletionTimestamp"].isNull else { return [] }
    let revision =
      "\(set["metadata"]["name"].string ?? "")-"
      + PodTemplate.hash(set["spec"]["template"])
    let changes = steps(set, pods, revision: revision)
    let updated = status(of: set, pods, revision: revision)
    return updated == set ? changes : changes + [.updateStatus(.statefulSet, updated)]
  }

  private static func steps(_ set: JSONValue, _ pods: [Pod], revision: String) -> [ClusterChange] {
    let name = set["metadata"]["name"].string ?? ""
    let start = set["spec"]["ordinals"]["start"].integer ?? 0
    let desired = start..<(start + max(0, set["spec"]["replicas"].integer ?? 1))
    let isParallel = set["spec"]["podManagementPolicy"].string == "Parallel"
    let byName = Dictionary(pods.map { ($0.metadata.name, $0) }, uniquingKeysWith: { $1 })
    var changes: [ClusterChange] = []
    for ordinal in desired {
      if let pod = byName["\(name)-\(ordinal)"] {
        if pod.isFinished, !pod.metadata.isDeleting { changes.append(deletion(pod, set)) }
        if !isParallel, !pod.isReady || pod.metadata.isDeleting { return changes }
      } else {
        changes += creation(ordinal, set, revision)
        if !isParallel { return changes }
      }
    }
    let surplus = pods.filter { ordinal(of: $0, name).map { !desired.contains($0) } ?? false }
      .sorted { (ordinal(of: $0, name) ?? 0) > (ordinal(of: $1, name) ?? 0) }
    if isParallel {
      return changes + surplus.filter { !$0.metadata.isDeleting }.map { deletion($0, set) }
    }
    if let last = surplus.first {
      return changes + (last.metadata.isDeleting ? [] : [deletion(last, set)])
    }
    return changes + replacement(set, pods, revision: revision)
  }

  /// The pod to be replaced next by a rolling update: the highest ordinal with an old revision, once
  /// all pods are ready.
  private static func replacement(
    _ set: JSONValue, _ pods: [Pod], revision: String
  ) -> [ClusterChange] {
    let strategy = set["spec"]["updateStrategy"]
    guard strategy["type"].string != "OnDelete" else { return [] }
    let partition = strategy["rollingUpdate"]["partition"].integer ?? 0
    let name = set["metadata"]["name"].string ?? ""
    let ordered = pods.filter { (ordinal(of: $0, name) ?? -1) >= partition }
      .sorted { (ordinal(of: $0, name) ?? 0) > (ordinal(of: $1, name) ?? 0) }
    for pod in ordered {
      if pod.metadata.isDeleting { return [] }
      if pod.metadata.labels[revisionLabel] != revision { return [deletion(pod, set)] }
      if !pod.isReady { return [] }
    }
    return []
  }

  /// The ordinal in a pod's name; nil when the name is not of this set.
  private static func ordinal(of pod: Pod, _ name: String) -> Int? {
    pod.metadata.name.hasPrefix("\(name)-")
      ? Int(pod.metadata.name.dropFirst(name.count + 1)) : nil
  }

  private static func creation(
    _ ordinal: Int, _ set: JSONValue, _ revision: String
  ) -> [ClusterChange] {
    let set0 = set["metadata"]["name"].string ?? ""
    let name = "\(set0)-\(ordinal)"
    var pod = PodTemplate.pod(
      named: name, of: set,
      labels: [
        revisionLabel: revision, "statefulset.kubernetes.io/pod-name": name,
        "apps.kubernetes.io/pod-index": String(ordinal),
      ])
    pod["spec"]["hostname"] = .string(name)
    pod["spec"]["subdomain"] = set["spec"]["serviceName"]
    let message = "create Pod \(name) in StatefulSet \(set0) successful"
    return [
      .create(.pod, pod),
      .record(
        EventNote(about: set, reason: "SuccessfulCreate", message: message, component: component)),
    ]
  }

  private static func deletion(_ pod: Pod, _ set: JSONValue) -> ClusterChange {
    .delete(.pod, pod.metadata.key)
  }

  private static func status(of set: JSONValue, _ pods: [Pod], revision: String) -> JSONValue {
    let active = pods.filter { !$0.isFinished && !$0.metadata.isDeleting }
    let updated = active.filter { $0.metadata.labels[revisionLabel] == revision }
    let old = set["status"]["currentRevision"].string ?? revision
    let desired = set["spec"]["replicas"].integer ?? 1
    let isComplete = updated.count == desired && active.count == desired
    let current = isComplete ? revision : old
    let ready = active.filter(\.isReady).count
    func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
    var object = set
    object["status"] = [
      "observedGeneration": set["metadata"]["generation"], "replicas": count(active.count),
      "readyReplicas": count(ready), "availableReplicas": count(ready),
      "updatedReplicas": count(updated.count),
      "currentReplicas": count(
        active.filter { $0.metadata.labels[revisionLabel] == current }.count),
      "currentRevision": .string(current), "updateRevision": .string(revision),
      "collisionCount": 0,
    ]
    return object
  }
}
