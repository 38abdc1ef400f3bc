package import HashTreeCollections

/// Every object that is known, with the indexes that questions about traffic need.
///
/// A value on persistent collections: a copy is cheap, shares what did not change, and stays as it was.
/// One event costs what it touches; nothing here walks all pods for one question.
package struct Inventory: Sendable {
  /// Grows with every change; equal revisions of one lineage are equal inventories.
  package private(set) var revision = 0
  package private(set) var namespaces: TreeDictionary<String, Metadata> = [:]
  package private(set) var nodes: TreeDictionary<String, Node> = [:]
  package private(set) var pods: TreeDictionary<NamespacedName, Pod> = [:]
  package private(set) var services: TreeDictionary<NamespacedName, Service> = [:]
  package private(set) var slices: TreeDictionary<NamespacedName, EndpointSlice> = [:]
  package private(set) var workloads: TreeDictionary<ObjectReference, Workload> = [:]
  /// Generic objects, by kind and then by name.
  package private(set) var generic:
    TreeDictionary<String, TreeDictionary<NamespacedName, GenericResource>> =
      [:]
  /// The revision at which a generic kind, or `Service` or `EndpointSlice`, last changed.
  package private(set) var kindRevisions: [String: Int] = [:]
  private var slicesOfService: TreeDictionary<NamespacedName, TreeSet<NamespacedName>> = [:]
  private var podIndex = PodIndex()

  package init() {}

  /// An inventory of these objects.
  package init(_ resources: some Sequence<Resource>) {
    for resource in resources { put(resource) }
  }

  /// Takes in one event.
  package mutating func apply(_ event: ResourceEvent) {
    switch event {
    case .applied(let resource): put(resource)
    case .deleted(let reference): remove(reference)
    case .listed(let kind, let resources):
      var gone = Set(references(of: kind.kind))
      for resource in resources {
        gone.remove(resource.reference)
        put(resource)
      }
      for reference in gone { remove(reference) }
    }
  }

  /// The references of all objects of a kind.
  private func references(of kind: String) -> [ObjectReference] {
    switch kind {
    case "Namespace": namespaces.keys.map { ObjectReference(kind, "", $0) }
    case "Node": nodes.keys.map { ObjectReference(kind, "", $0) }
    case "Pod": pods.keys.map { ObjectReference(kind, $0) }
    case "Service": services.keys.map { ObjectReference(kind, $0) }
    case "EndpointSlice": slices.keys.map { ObjectReference(kind, $0) }
    default:
      workloads.keys.filter { $0.kind == kind }
        + (generic[kind]?.keys.map { ObjectReference(kind, $0) } ?? [])
    }
  }

  private mutating func touch(_ kind: String) {
    revision += 1
    kindRevisions[kind] = revision
  }

  private mutating func put(_ resource: Resource) {
    switch resource {
    case .namespace(let metadata): namespaces[metadata.name] = metadata
    case .node(let node): nodes[node.metadata.name] = node
    case .pod(let pod): put(pod)
    case .service(let service): services[service.metadata.key] = service
    case .endpointSlice(let slice): put(slice)
    case .workload(let workload): workloads[workload.reference] = workload
    case .generic(let object):
      generic[object.kind.kind, default: [:]][object.metadata.key] = object
    }
    touch(resource.kindName)
  }

  private mutating func put(_ pod: Pod) {
    let old = pods.updateValue(pod, forKey: pod.metadata.key)
    // Most events change a pod's status only.
    if let old {
      guard old.metadata.labels != pod.metadata.labels else { return }
      podIndex.remove(old.metadata)
    }
    podIndex.insert(pod.metadata)
  }

  private mutating func put(_ slice: EndpointSlice) {
    let key = slice.metadata.key
    if let old = slices[key], old.service != slice.service { unindex(old) }
    slices[key] = slice
    guard !slice.service.isEmpty else { return }
    slicesOfService[NamespacedName(key.namespace, slice.service), default: []].insert(key)
  }

  private mutating func unindex(_ slice: EndpointSlice) {
    let key = slice.metadata.key
    slicesOfService[NamespacedName(key.namespace, slice.service)]?.remove(key)
  }

  private mutating func remove(_ reference: ObjectReference) {
    let key = reference.name
    switch reference.kind {
    case "Namespace": namespaces[key.name] = nil
    case "Node": nodes[key.name] = nil
    case "Pod":
      if let pod = pods.removeValue(forKey: key) { podIndex.remove(pod.metadata) }
    case "Service": services[key] = nil
    case "EndpointSlice":
      if let slice = slices.removeValue(forKey: key) { unindex(slice) }
    default:
      workloads[reference] = nil
      generic[reference.kind]?[key] = nil
    }
    touch(reference.kind)
  }
}

extension Inventory {
  /// The slices of a Service, in the order of their names.
  package func slices(of service: NamespacedName) -> [EndpointSlice] {
    (slicesOfService[service] ?? []).sorted().compactMap { slices[$0] }
  }

  /// Generic objects of a kind, in the order of their names.
  package func objects(_ kind: String) -> [GenericResource] {
    (generic[kind] ?? [:]).values.sorted { $0.metadata.key < $1.metadata.key }
  }

  /// One generic object.
  package func object(_ kind: String, _ name: NamespacedName) -> GenericResource? {
    generic[kind]?[name]
  }

  /// The pods of a namespace that carry every label of a selector, in the order of their names.
  ///
  /// An empty selector selects nothing, as a Service without selector does. Never are all pods walked.
  package func pods(in namespace: String, matching selector: [String: String]) -> [Pod] {
    pods(podIndex.names(in: namespace, matching: selector), in: namespace)
  }

  /// The namespaces that have had pods.
  package var podNamespaces: [String] { podIndex.namespaces }

  /// How many pods a namespace has.
  package func podCount(in namespace: String) -> Int { podIndex.count(in: namespace) }

  /// All pods of a namespace, in the order of their names.
  package func pods(in namespace: String) -> [Pod] {
    pods(podIndex.names(in: namespace), in: namespace)
  }

  private func pods(_ names: [String], in namespace: String) -> [Pod] {
    names.sorted().compactMap { pods[NamespacedName(namespace, $0)] }
  }

  /// The workload at the top of a pod's chain of owners: the Deployment of its ReplicaSet.
  package func workload(of pod: Pod) -> Workload? {
    guard let owner = pod.metadata.owner else { return nil }
    let reference = ObjectReference(owner.kind, pod.metadata.namespace, owner.name)
    guard let workload = workloads[reference] else { return nil }
    guard let above = workload.metadata.owner else { return workload }
    return workloads[ObjectReference(above.kind, pod.metadata.namespace, above.name)] ?? workload
  }
}
