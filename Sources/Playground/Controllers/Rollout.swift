import Topology

/// The state of one Deployment's rollout, with the next steps that its strategy allows.
struct Rollout {
  static let revisionKey = "deployment.kubernetes.io/revision"
  private static let component = "deployment-controller"

  let deployment: JSONValue
  let all: [JSONValue]
  /// The ReplicaSet of the present template; nil while there is none.
  let current: JSONValue?
  /// The ReplicaSets of earlier templates, oldest revision first.
  let old: [JSONValue]
  let hash: String
  /// How many pods of each ReplicaSet still run, by its name, those being deleted among them.
  private let running: [String: Int]

  init(
    _ deployment: JSONValue, _ replicaSets: [JSONValue], running: [String: Int] = [:],
    hash known: String? = nil
  ) {
    self.deployment = deployment
    self.running = running
    let hash = known ?? PodTemplate.hash(deployment["spec"]["template"])
    let ordered = replicaSets.filter { $0["metadata"]["deletionTimestamp"].isNull }.sorted {
      (Self.revision(of: $0), Metadata($0).name) < (Self.revision(of: $1), Metadata($1).name)
    }
    let current = ordered.last {
      $0["metadata"]["labels"]["pod-template-hash"].string == hash
        || PodTemplate.hash($0["spec"]["template"]) == hash
    }
    self.hash = hash
    self.all = ordered
    self.current = current
    self.old = ordered.filter { Metadata($0).name != current.map { Metadata($0).name } }
  }

  var desired: Int { deployment["spec"]["replicas"].integer ?? 1 }
  var isPaused: Bool { deployment["spec"]["paused"].bool ?? false }
  private var strategy: JSONValue { deployment["spec"]["strategy"] }

  private var isRecreating: Bool { strategy["type"].string == "Recreate" }

  /// How many pods more than desired may exist: 25 % unless stated, rounded up.
  var maxSurge: Int {
    isRecreating
      ? 0 : Self.count(strategy["rollingUpdate"]["maxSurge"], of: desired, roundsUp: true)
  }

  /// How many of the desired pods may be missing: 25 % unless stated, rounded down, and 1 when
  /// nothing could move otherwise.
  var maxUnavailable: Int {
    if isRecreating { return desired }
    let count = Self.count(
      strategy["rollingUpdate"]["maxUnavailable"], of: desired, roundsUp: false)
    return min(desired, count == 0 && maxSurge == 0 ? 1 : count)
  }

  static func count(_ value: JSONValue, of total: Int, roundsUp: Bool) -> Int {
    if let number = value.integer { return number }
    let percent = value.string.flatMap { Int($0.dropLast()) } ?? 25
    return (total * percent + (roundsUp ? 99 : 0)) / 100
  }

  static func revision(of replicaSet: JSONValue) -> Int {
    replicaSet["metadata"]["annotations"][revisionKey].string.flatMap { Int($0) } ?? 0
  }

  private func replicas(_ set: JSONValue) -> Int { set["spec"]["replicas"].integer ?? 0 }
  private func available(_ set: JSONValue) -> Int {
    set["status"]["availableReplicas"].integer ?? 0
  }

  /// The next steps: first the new ReplicaSet grows as far as it may, then the old ones shrink.
  func steps() -> [ClusterChange] {
    guard let current else { return creation() }
    var renewed = current
    let revision = (old.map(Self.revision).max() ?? 0) + 1
    if Self.revision(of: current) < revision {
      renewed["metadata"]["annotations"][Self.revisionKey] = .string(String(revision))
    }
    let marked = revisionMark(max(Self.revision(of: current), revision))
    let target = targetOfCurrent(replicas(current))
    if target != replicas(current) { return scaling(renewed, to: target) + marked }
    let prefix: [ClusterChange] = renewed == current ? [] : [.update(.replicaSet, renewed)]
    return prefix + marked + shrinking(current)
  }

  /// Writes the revision on the Deployment itself, where `kubectl rollout` looks for it.
  private func revisionMark(_ revision: Int) -> [ClusterChange] {
    guard deployment["metadata"]["annotations"][Self.revisionKey].string != String(revision) else {
      return []
    }
    var marked = deployment
    marked["metadata"]["annotations"][Self.revisionKey] = .string(String(revision))
    return [.update(.deployment, marked)]
  }

  private func targetOfCurrent(_ count: Int) -> Int {
    if count >= desired { return desired }
    if isRecreating { return oldPodsRun ? count : desired }
    let active = old.reduce(0) { $0 + replicas($1) }
    guard active > 0 else { return desired }
    return min(desired, count + max(0, desired + maxSurge - active - count))
  }

  private var oldPodsRun: Bool {
    old.contains { replicas($0) > 0 || running[Metadata($0).name, default: 0] > 0 }
  }

  private func creation() -> [ClusterChange] {
    let metadata = deployment["metadata"]
    let name = "\(metadata["name"].string ?? "")-\(hash)"
    let revision = (old.map(Self.revision).max() ?? 0) + 1
    let active = old.reduce(0) { $0 + replicas($1) }
    let count =
      isRecreating
      ? (oldPodsRun ? 0 : desired)
      : active == 0 ? desired : min(desired, max(0, desired + maxSurge - active))
    var template = deployment["spec"]["template"]
    template["metadata"]["labels"]["pod-template-hash"] = .string(hash)
    var selector = deployment["spec"]["selector"]
    selector["matchLabels"]["pod-template-hash"] = .string(hash)
    var annotations = metadata["annotations"].stringMap
    annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
    annotations[Self.revisionKey] = String(revision)
    let replicaSet: JSONValue = [
      "apiVersion": "apps/v1", "kind": "ReplicaSet",
      "metadata": [
        "name": .string(name), "namespace": metadata["namespace"],
        "labels": template["metadata"]["labels"], "annotations": JSONValue(annotations),
        "ownerReferences": [PodTemplate.reference(to: deployment)],
      ],
      "spec": ["replicas": .integer(Int64(count)), "selector": selector, "template": template],
    ]
    return [.create(.replicaSet, replicaSet), note("up", name, from: 0, to: count)]
      + revisionMark(revision)
  }

  /// Takes from the old ReplicaSets what may go: unhealthy replicas first, then as many as stay covered.
  private func shrinking(_ current: JSONValue) -> [ClusterChange] {
    if isRecreating { return old.filter { replicas($0) > 0 }.flatMap { scaling($0, to: 0) } }
    let total = all.reduce(0) { $0 + replicas($1) }
    let minimum = desired - maxUnavailable
    let missing = max(0, replicas(current) - available(current))
    var allowed = total - minimum - missing
    guard allowed > 0 else { return [] }
    var targets = old.map(replicas)
    for index in old.indices {
      let broken = min(allowed, max(0, targets[index] - available(old[index])))
      targets[index] -= broken
      allowed -= broken
    }
    var spare = all.reduce(0) { $0 + available($1) } - minimum
    for index in old.indices {
      let taken = min(allowed, max(0, spare), targets[index])
      targets[index] -= taken
      allowed -= taken
      spare -= taken
    }
    return zip(old, targets).filter { replicas($0) != $1 }.flatMap { scaling($0, to: $1) }
  }

  /// A paused Deployment moves no replicas between templates, but follows its count.
  func scaledWhilePaused() -> [ClusterChange] {
    guard let set = current ?? old.last(where: { replicas($0) > 0 }) else { return [] }
    let others = all.filter { Metadata($0).name != Metadata(set).name }
    let target = max(0, desired - others.reduce(0) { $0 + replicas($1) })
    return target == replicas(set) ? [] : scaling(set, to: target)
  }

  private func scaling(_ set: JSONValue, to count: Int) -> [ClusterChange] {
    var scaled = set
    scaled["spec"]["replicas"] = .integer(Int64(count))
    let before = replicas(set)
    return [
      .update(.replicaSet, scaled),
      note(count > before ? "up" : "down", Metadata(set).name, from: before, to: count),
    ]
  }

  private func note(_ direction: String, _ name: String, from: Int, to: Int) -> ClusterChange {
    .record(
      EventNote(
        about: deployment, reason: "ScalingReplicaSet",
        message: "Scaled \(direction) replica set \(name) from \(from) to \(to)",
        component: Self.component))
  }

  /// Empty ReplicaSets beyond `revisionHistoryLimit`, oldest first.
  func expiredRevisions() -> [JSONValue] {
    let empty = old.filter { replicas($0) == 0 && ($0["status"]["replicas"].integer ?? 0) == 0 }
    let limit = deployment["spec"]["revisionHistoryLimit"].integer ?? 10
    return Array(empty.prefix(max(0, empty.count - limit)))
  }
}
