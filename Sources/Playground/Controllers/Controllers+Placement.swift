import HashTreeCollections
import Topology

extension Controllers {
  /// The number of one of the playground's own nodes; nil for nodes that only a manifest declares.
  static func number(of node: String) -> Int? {
    InitialObjects.nodes.firstIndex { $0.name == node }.map { $0 + 1 }
  }

  /// The nodes with a kubelet, in the order of their names.
  var runningNodes: [Node] {
    inventory.nodes.values.filter { Self.number(of: $0.metadata.name) != nil }
      .sorted { $0.metadata.name < $1.metadata.name }
  }

  /// Gives a pod its node and its address, once.
  mutating func reconcilePlacement(_ name: NamespacedName, in store: isolated ObjectStore) {
    guard let object = store.get(.pod, name) else { return }
    let pod = Pod(object)
    guard pod.addresses.isEmpty, !pod.isFinished, !pod.metadata.isDeleting else { return }
    let node =
      pod.node.isEmpty
      ? node(for: object, pod, in: store) : runningNodes.first { $0.metadata.name == pod.node }
    guard let node else {
      if pod.node.isEmpty { refuse(object, in: store) }
      return
    }
    let number = Self.number(of: node.metadata.name) ?? 1
    let isHost = object["spec"]["hostNetwork"].bool ?? false
    let free = Scheduling.address(for: name, on: number, plan) { podAddresses[$0] == nil }
    guard let address = isHost ? node.internalAddress : free else {
      refuse(object, in: store)
      return
    }
    let bound = Scheduling.bound(
      object, to: node, address: address, now: Timestamp.text(store.now))
    store.commit(bound, at: ObjectStore.Place(kind: .pod, name: name))
    note(
      EventNote(
        about: object, reason: "Scheduled",
        message: "Successfully assigned \(name) to \(node.metadata.name)",
        component: "default-scheduler"), in: store)
  }

  private func node(
    for object: JSONValue, _ pod: Pod, in store: isolated ObjectStore
  ) -> Node? {
    let open = runningNodes.filter {
      store.get(.node, $0.metadata.key)?["spec"]["unschedulable"].bool != true
    }
    let siblings = (pod.metadata.owner.flatMap { store.dependents[$0.uid] } ?? [])
      .compactMap { inventory.pods[$0.name] }
      .filter { !$0.node.isEmpty && !$0.isFinished && !$0.metadata.isDeleting }
    return Scheduling.node(for: object, siblings: siblings, nodes: open)
  }

  private mutating func refuse(_ object: JSONValue, in store: isolated ObjectStore) {
    let waiting = Scheduling.unschedulable(
      object, nodes: runningNodes.count, now: Timestamp.text(store.now))
    guard waiting["status"] != object["status"] else { return }
    let message = waiting["status"]["conditions"].array.last?["message"].string ?? ""
    perform(
      [
        .updateStatus(.pod, waiting),
        .record(
          EventNote(
            about: object, isWarning: true, reason: "FailedScheduling", message: message,
            component: "default-scheduler")),
      ], for: object, in: store)
  }
}
