import HashTreeCollections
import Routing
package import Topology

/// All controllers of the playground: what they know, what they have to look at again, and one round of work.
///
/// They are level-triggered: an event only names what to look at, the decision is made from the objects
/// as they are. A round runs inside one transaction of the store, so it is the same whether anything is
/// running or manifests are only looked at.
package struct Controllers: Sendable {
  /// What the controllers see: the kinds that decide about pods and endpoints.
  package internal(set) var inventory = Inventory()
  let plan: AddressPlan
  var queue: Set<ControllerKey> = []
  /// The store's version up to which events were taken in; nil before the first list.
  private var cursor: UInt64?
  /// The next ordinal for a pod's name, by the owner's UID.
  var ordinals: [String: Int] = [:]
  /// The hash of each Deployment's template, by the Deployment's UID, with the template that it is of.
  var templateHashes: [String: (template: JSONValue, hash: String)] = [:]
  /// Which pod holds an address.
  var podAddresses: [String: NamespacedName] = [:]
  /// The Events in the order of their first recording, so that the oldest can be dropped.
  var recorded: [NamespacedName] = []
  /// Grows whenever a Secret changes.
  private(set) var secretRevision = 0
  private var changedPods: Set<NamespacedName> = []

  /// How many Events are kept.
  static let eventLimit = 1000
  /// The kinds that the inventory holds.
  private static let watched: Set<ResourceKind> = [
    .node, .pod, .service, .endpointSlice, .deployment, .replicaSet, .statefulSet, .daemonSet,
    .ingress, .ingressClass, .secret, .namespace,
  ]
  /// The names of kinds that routes come from, in whichever version they are served.
  private static let routeKinds = Set(RouteAdapters.kinds.map(\.keptName))

  /// Whether the inventory holds objects of a kind.
  static func isWatched(_ kind: ResourceKind) -> Bool {
    watched.contains(kind) || routeKinds.contains(kind.keptName)
  }

  package init(plan: AddressPlan) { self.plan = plan }

  /// The pods that changed since the last call; the kubelet looks at them.
  package mutating func takeChangedPods() -> Set<NamespacedName> {
    defer { changedPods = [] }
    return changedPods
  }

  /// Whether everything up to a version of the store was taken in.
  package func hasSeen(_ version: UInt64) -> Bool { cursor.map { $0 >= version } ?? false }

  /// Works until nothing is left to do.
  package mutating func run(in store: isolated ObjectStore) {
    absorb(store)
    while !queue.isEmpty {
      let round = queue.sorted()
      queue = []
      for key in round {
        reconcile(key, in: store)
        absorb(store)
      }
    }
    dropOldEvents(in: store)
  }

  private mutating func reconcile(_ key: ControllerKey, in store: isolated ObjectStore) {
    switch key.controller {
    case .deployment: reconcileDeployment(key.name, in: store)
    case .replicaSet: reconcileReplicaSet(key.name, in: store)
    case .statefulSet: reconcileStatefulSet(key.name, in: store)
    case .daemonSet: reconcileDaemonSet(key.name, in: store)
    case .scheduler: reconcilePlacement(key.name, in: store)
    case .service: reconcileService(key.name, in: store)
    case .ingress: reconcileIngress(key.name, in: store)
    }
  }

  /// Takes in what happened since the last time; lists everything when the history no longer tells.
  private mutating func absorb(_ store: isolated ObjectStore) {
    guard let cursor, cursor >= store.compactedVersion else {
      list(store)
      return
    }
    guard cursor < store.version else { return }
    for event in store.events(after: cursor) { absorb(event) }
    self.cursor = store.version
  }

  private mutating func list(_ store: isolated ObjectStore) {
    changedPods.formUnion(inventory.pods.keys)
    inventory = Inventory()
    podAddresses = [:]
    for kind in store.populatedKinds where Self.isWatched(kind) {
      for object in store.list(kind) {
        let name = Metadata(object).key
        absorb(StoreEvent(change: .added, kind: kind, name: name, object: object, version: 0))
      }
    }
    for endpoints in store.list(.endpoints) {
      queue.insert(.init(.service, Metadata(endpoints).key))
    }
    cursor = store.version
  }

  private mutating func absorb(_ event: StoreEvent) {
    if event.kind == .event, event.change == .added { recorded.append(event.name) }
    if event.kind == .secret { secretRevision += 1 }
    if event.kind == .endpoints { queue.insert(ControllerKey(.service, event.name)) }
    guard Self.isWatched(event.kind) else { return }
    let isGone = event.change == .deleted
    let reference = ObjectReference(event.kind.keptName, event.name)
    let resource = isGone ? nil : resource(of: event, reference)
    if event.kind == .pod { notice(pod: event.name, resource) }
    inventory.apply(resource.map { .applied($0) } ?? .deleted(reference))
    switch event.kind {
    case .service: queue.insert(ControllerKey(.service, event.name))
    case .endpointSlice: notice(slice: event)
    case .node: noticeNodes()
    case .ingress: queue.insert(ControllerKey(.ingress, event.name))
    case .ingressClass:
      for ingress in inventory.objects("Ingress") {
        queue.insert(ControllerKey(.ingress, ingress.metadata.key))
      }
    case .deployment, .replicaSet, .statefulSet, .daemonSet: notice(workload: event)
    default: break
    }
  }
}

extension Controllers {
  /// What an event leaves; a template that did not change is not read again.
  private func resource(of event: StoreEvent, _ reference: ObjectReference) -> Resource {
    guard let kind = Workload.Kind(rawValue: event.kind.kind), event.kind == kind.resource,
      let old = event.old, let known = inventory.workloads[reference],
      Workload.hasOwnTemplate(kind, known.metadata),
      old["spec"]["template"] == event.object["spec"]["template"]
    else { return Resource(event.object, kind: event.kind) }
    return .workload(Workload(event.object, kind: kind, template: known.template))
  }

  private mutating func notice(workload event: StoreEvent) {
    if let key = ControllerKey(workload: event.kind.kind, event.name) { queue.insert(key) }
    let metadata = Metadata(event.object)
    if let owner = metadata.owner,
      let key = ControllerKey(workload: owner.kind, NamespacedName(metadata.namespace, owner.name))
    {
      queue.insert(key)
    }
    guard event.change == .deleted else { return }
    ordinals[metadata.uid] = nil
    templateHashes[metadata.uid] = nil
  }

  private mutating func notice(slice event: StoreEvent) {
    let service = event.object["metadata"]["labels"][EndpointSlice.serviceLabel].string ?? ""
    queue.insert(ControllerKey(.service, NamespacedName(event.name.namespace, service)))
  }

  private mutating func noticeNodes() {
    for service in inventory.services.keys { queue.insert(ControllerKey(.service, service)) }
    for workload in inventory.workloads.values where workload.kind == .daemonSet {
      queue.insert(ControllerKey(.daemonSet, workload.metadata.key))
    }
    for (name, pod) in inventory.pods where pod.node.isEmpty {
      queue.insert(ControllerKey(.scheduler, name))
    }
  }

  private mutating func notice(pod name: NamespacedName, _ resource: Resource?) {
    changedPods.insert(name)
    let old = inventory.pods[name]
    var new: Pod?
    if case .pod(let pod)? = resource { new = pod }
    for address in old?.addresses ?? [] where podAddresses[address] == name {
      podAddresses[address] = nil
    }
    for address in new?.addresses ?? [] where !(new?.isFinished ?? true) {
      podAddresses[address] = name
    }
    for pod in [old, new] {
      guard let pod else { continue }
      noticeOwner(of: pod)
    }
    let labels = new?.metadata.labels
    for labels in [labels, old?.metadata.labels == labels ? nil : old?.metadata.labels] {
      guard let labels else { continue }
      for service in inventory.services(in: name.namespace, selecting: labels) {
        queue.insert(ControllerKey(.service, service.metadata.key))
      }
    }
    if new?.addresses.isEmpty ?? false { queue.insert(ControllerKey(.scheduler, name)) }
  }

  /// The owner has to look at its pods again; a pod without owner may be one that a ReplicaSet takes in.
  private mutating func noticeOwner(of pod: Pod) {
    let namespace = pod.metadata.namespace
    if let owner = pod.metadata.owner {
      if let key = ControllerKey(workload: owner.kind, NamespacedName(namespace, owner.name)) {
        queue.insert(key)
      }
      let above = inventory.workloads[ObjectReference(owner.kind, namespace, owner.name)]
      if let name = above?.metadata.owner?.name, above?.kind == .replicaSet {
        queue.insert(ControllerKey(.deployment, NamespacedName(namespace, name)))
      }
      return
    }
    for workload in inventory.workloads.values
    where workload.kind == .replicaSet && workload.metadata.namespace == namespace
      && workload.selector.matches(pod.metadata.labels)
    {
      queue.insert(ControllerKey(.replicaSet, workload.metadata.key))
    }
  }
}
