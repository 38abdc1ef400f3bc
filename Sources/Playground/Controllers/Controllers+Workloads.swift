import HashTreeCollections
import Topology

extension Controllers {
  /// The objects of a kind that an object controls, in the order of their names.
  private func owned(
    _ kind: ResourceKind, by owner: JSONValue, in store: isolated ObjectStore
  ) -> [JSONValue] {
    let uid = owner["metadata"]["uid"].string ?? ""
    return (store.dependents[uid] ?? []).filter { $0.kind == kind }.map(\.name).sorted()
      .compactMap { store.get(kind, $0) }
      .filter { Metadata($0).owner?.uid == uid }
  }

  private func pods(of owner: JSONValue, in store: isolated ObjectStore) -> [Pod] {
    let uid = owner["metadata"]["uid"].string ?? ""
    return (store.dependents[uid] ?? []).filter { $0.kind == .pod }.map(\.name).sorted()
      .compactMap { inventory.pods[$0] }
      .filter { $0.metadata.owner?.uid == uid }
  }

  mutating func reconcileDeployment(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let deployment = store.get(.deployment, name) else { return }
    let sets = owned(.replicaSet, by: deployment, in: store)
    var running: [String: Int] = [:]
    for set in sets {
      running[Metadata(set).name] = pods(of: set, in: store).count { !$0.isFinished }
    }
    let changes = DeploymentRules.changes(
      of: deployment, replicaSets: sets, running: running, hash: templateHash(of: deployment),
      now: Timestamp.text(store.now))
    perform(changes, for: deployment, in: store)
  }

  /// The hash of a Deployment's template, reckoned once for each template.
  private mutating func templateHash(of deployment: JSONValue) -> String {
    let uid = deployment["metadata"]["uid"].string ?? ""
    let template = deployment["spec"]["template"]
    if let known = templateHashes[uid], known.template == template { return known.hash }
    let hash = PodTemplate.hash(template)
    templateHashes[uid] = (template, hash)
    return hash
  }

  mutating func reconcileReplicaSet(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let set = store.get(.replicaSet, name) else { return }
    let uid = set["metadata"]["uid"].string ?? ""
    let labels = LabelSelector(set["spec"]["selector"]).labels
    let candidates =
      labels.isEmpty
      ? inventory.pods(in: name.namespace)
      : inventory.pods(in: name.namespace, matching: labels)
    let orphans = candidates.filter { $0.metadata.owner == nil && $0.node.isEmpty == false }
    var situation = ReplicaSetRules.Situation(
      set, owned: pods(of: set, in: store), orphans: orphans, nextOrdinal: ordinals[uid] ?? 0)
    let claims = ReplicaSetRules.claims(situation)
    for pod in claims.adopted { setOwner(of: pod, to: set, in: store) }
    for pod in claims.released { setOwner(of: pod, to: nil, in: store) }
    let released = Set(claims.released.map(\.metadata.name))
    situation.owned =
      situation.owned.filter { !released.contains($0.metadata.name) }
      + claims.adopted
    let changes = ReplicaSetRules.changes(situation)
    advanceOrdinal(of: set, past: changes, taken: situation.owned.map(\.metadata.name))
    if !perform(changes, for: set, in: store) { retryIfNamesClash(changes, set, in: store) }
  }

  /// A pod of somebody else may hold a name; the next ordinal has another.
  private mutating func retryIfNamesClash(
    _ changes: [ClusterChange], _ set: JSONValue, in store: isolated ObjectStore
  ) {
    let uid = set["metadata"]["uid"].string ?? ""
    let isClash = changes.contains { change in
      guard case .create(let kind, let pod) = change,
        let found = store.get(kind, Metadata(pod).key)
      else { return false }
      return Metadata(found).owner?.uid != uid
    }
    if isClash { queue.insert(ControllerKey(.replicaSet, Metadata(set).key)) }
  }

  private mutating func advanceOrdinal(
    of owner: JSONValue, past changes: [ClusterChange], taken: [String]
  ) {
    let uid = owner["metadata"]["uid"].string ?? ""
    var names = Set(taken)
    for case .create(_, let pod) in changes { names.insert(Metadata(pod).name) }
    var ordinal = ordinals[uid] ?? 0
    while names.contains(PodTemplate.name(of: Metadata(owner).key, ordinal: ordinal)) {
      ordinal += 1
    }
    ordinals[uid] = ordinal
  }

  private func setOwner(of pod: Pod, to owner: JSONValue?, in store: isolated ObjectStore) {
    guard var object = store.get(.pod, pod.metadata.key) else { return }
    var references = object["metadata"]["ownerReferences"].array.filter {
      $0["controller"].bool != true
    }
    if let owner { references.append(PodTemplate.reference(to: owner)) }
    object["metadata"]["ownerReferences"] = references.isEmpty ? .null : .array(references)
    _ = try? store.update(object, .pod)
  }

  mutating func reconcileStatefulSet(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let set = store.get(.statefulSet, name) else { return }
    perform(
      StatefulSetRules.changes(of: set, pods: pods(of: set, in: store)), for: set, in: store)
  }

  mutating func reconcileDaemonSet(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let set = store.get(.daemonSet, name) else { return }
    let found = pods(of: set, in: store)
    let changes = DaemonSetRules.changes(
      of: set, pods: found, nodes: runningNodes,
      nextOrdinal: ordinals[set["metadata"]["uid"].string ?? ""] ?? 0)
    advanceOrdinal(of: set, past: changes, taken: found.map(\.metadata.name))
    perform(changes, for: set, in: store)
  }
}
