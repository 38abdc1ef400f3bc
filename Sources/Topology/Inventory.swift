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
  private var serviceIndex = ServiceIndex()
  private var workloadIndex = WorkloadIndex()
  /// The pods that ask for a DNS name of their own: few in most clusters.
  private var podsOfSubdomains: TreeSet<NamespacedName> = []

  package init() {}

  /// An inventory of these objects.
  package init(_ resources: some Sequence<Resource>) {
    for resource in resources { put(resource) }
  }

  /// Takes in one event.
  package mutating func apply(_ event: ResourceEvent) {
    var log = ChangeLog(isOverflown: true)
    apply(event, noting: &log)
  }

  /// Takes in one event, and notes which objects it changed.
  package mutating func apply(_ event: ResourceEvent, noting log: inout ChangeLog) {
    switch event {
    case .applied(let resource): put(resource, &log)
    case .deleted(let reference): remove(reference, &log)
    case .listed(let kind, let resources):
      var gone = Set(references(of: kind.keptName))
      for resource in resources {
        gone.remove(resource.reference)
        put(resource, &log)
      }
      for reference in gone { remove(reference, &log) }
    }
  }

  private mutating func put(_ resource: Resource, _ log: inout ChangeLog) {
    if !log.isOverflown {
      log.note(before: self.resource(resource.reference), after: resource)
    }
    put(resource)
  }

  private mutating func remove(_ reference: ObjectReference, _ log: inout ChangeLog) {
    if !log.isOverflown { log.note(before: resource(reference), after: nil) }
    remove(reference)
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
    case .service(let service): put(service)
    case .endpointSlice(let slice): put(slice)
    case .workload(let workload): put(workload)
    case .generic(let object):
      generic[object.kind.keptName, default: [:]][object.metadata.key] = object
    }
    touch(resource.kindName)
  }

  private mutating func put(_ pod: Pod) {
    let old = pods.updateValue(pod, forKey: pod.metadata.key)
    if old?.subdomain ?? "" != pod.subdomain { index(pod) }
    // Most events change a pod's status only.
    if let old {
      guard old.metadata.labels != pod.metadata.labels else { return }
      podIndex.remove(old.metadata)
    }
    podIndex.insert(pod.metadata)
  }

  /// Notes whether a pod asks for a name.
  private mutating func index(_ pod: Pod) {
    if pod.subdomain.isEmpty {
      podsOfSubdomains.remove(pod.metadata.key)
    } else {
      podsOfSubdomains.insert(pod.metadata.key)
    }
  }

  private mutating func put(_ service: Service) {
    let old = services.updateValue(service, forKey: service.metadata.key)
    if let old {
      guard
        old.selector != service.selector || old.ports != service.ports
          || old.addresses != service.addresses
      else { return }
      serviceIndex.remove(old)
    }
    serviceIndex.insert(service)
  }

  private mutating func put(_ workload: Workload) {
    if let old = workloads.updateValue(workload, forKey: workload.reference) {
      guard !WorkloadIndex.isSame(old, workload) else { return }
      workloadIndex.remove(old)
    }
    workloadIndex.insert(workload)
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
      podsOfSubdomains.remove(key)
    case "Service":
      if let service = services.removeValue(forKey: key) { serviceIndex.remove(service) }
    case "EndpointSlice":
      if let slice = slices.removeValue(forKey: key) { unindex(slice) }
    default:
      if let workload = workloads.removeValue(forKey: reference) {
        workloadIndex.remove(workload)
      }
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

  /// All objects of a generic kind in one namespace, in no order.
  package func objects(_ kind: String, in namespace: String) -> [GenericResource] {
    (generic[kind] ?? [:]).values.filter { $0.metadata.namespace == namespace }
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

  /// Whether a pod that has not finished carries every label of a selector.
  package func hasPod(in namespace: String, matching selector: [String: String]) -> Bool {
    !selector.isEmpty
      && containsPod(in: namespace, matching: LabelSelector(labels: selector)) { !$0.isFinished }
  }

  /// The workloads whose pods take a port of their node, in the order of their names.
  package func workloads(withHostPort port: Int) -> [Workload] {
    workloadIndex.references(withHostPort: port).compactMap { workloads[$0] }
  }

  /// The pods that ask for a DNS name of their own (`spec.subdomain`), unordered.
  package var podsWithSubdomain: [Pod] { podsOfSubdomains.compactMap { pods[$0] } }

  /// The namespaces that have had pods.
  package var podNamespaces: [String] { podIndex.namespaces }

  /// How many pods a namespace has.
  package func podCount(in namespace: String) -> Int { podIndex.count(in: namespace) }

  /// The sets of labels of a namespace that may differ from a selector in one label alone, with the names of their
  /// pods.
  func relatives(
    of selector: [String: String], in namespace: String
  ) -> [(labels: [String: String], names: TreeSet<String>)] {
    podIndex.relatives(of: selector, in: namespace)
  }

  /// The distinct sets of labels that pods of a namespace carry, each with the number of these pods; unordered.
  ///
  /// Costs one step for each template, however many pods it has.
  package func labelSets(in namespace: String) -> [(labels: [String: String], count: Int)] {
    podIndex.labelSets(in: namespace)
  }

  /// Whether a pod of a namespace matches a selector and a test; an empty selector matches every pod.
  ///
  /// Walks templates, and pods until one passes.
  package func containsPod(
    in namespace: String, matching selector: LabelSelector,
    where isWanted: (Pod) -> Bool = { _ in true }
  ) -> Bool {
    podIndex.contains(in: namespace, matching: selector) { name in
      pods[NamespacedName(namespace, name)].map(isWanted) ?? false
    }
  }

  /// All pods of a namespace, in the order of their names.
  package func pods(in namespace: String) -> [Pod] {
    pods(podIndex.names(in: namespace), in: namespace)
  }

  private func pods(_ names: [String], in namespace: String) -> [Pod] {
    names.sorted().compactMap { pods[NamespacedName(namespace, $0)] }
  }

  /// The Services of a namespace in the order of their names.
  package func services(in namespace: String) -> [Service] {
    serviceIndex.names(in: namespace).compactMap { services[NamespacedName(namespace, $0)] }
  }

  /// The Services whose selector matches the labels of a pod or template, in the order of their names.
  package func services(in namespace: String, selecting labels: [String: String]) -> [Service] {
    serviceIndex.candidates(in: namespace, for: labels).sorted()
      .compactMap { services[NamespacedName(namespace, $0)] }
      .filter { service in
        service.isSelecting && service.selector.allSatisfy { labels[$0.key] == $0.value }
      }
  }

  /// The Services with a node port, in the order of their names.
  package func services(withNodePort port: Int) -> [NamespacedName] {
    serviceIndex.services(withNodePort: port)
  }

  /// The Services with an address of the cluster, of a load balancer or an external one, in the order of their names.
  package func services(withAddress address: String) -> [NamespacedName] {
    serviceIndex.services(withAddress: address)
  }

  /// The names of the Services of a namespace, unordered.
  package func serviceNames(in namespace: String) -> [String] {
    serviceIndex.unorderedNames(in: namespace)
  }

  /// The namespaces that have Services, unordered.
  package var serviceNamespaces: [String] { serviceIndex.namespaces }

  /// The workloads of a namespace that no other workload owns, in the order of their names.
  package func workloads(in namespace: String) -> [Workload] {
    workloadIndex.references(in: namespace).compactMap { workloads[$0] }
  }

  /// The workloads of a namespace that no other workload owns and whose template carries every label of a selector, in
  /// the order of their names.
  ///
  /// An empty selector selects nothing, as a Service without selector does.
  package func workloads(
    in namespace: String, matching selector: [String: String]
  ) -> [Workload] {
    workloadIndex.candidates(in: namespace, for: selector).compactMap { workloads[$0] }
      .filter { workload in
        selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
      }.sorted { $0.reference < $1.reference }
  }

  /// Whether a namespace has a workload that no other workload owns.
  package func hasWorkloads(in namespace: String) -> Bool {
    workloadIndex.isInhabited(namespace)
  }

  /// The namespaces that have workloads, unordered.
  package var workloadNamespaces: [String] { workloadIndex.namespaces }

  /// The workload at the top of a pod's chain of owners: the Deployment of its ReplicaSet.
  package func workload(of pod: Pod) -> Workload? {
    guard let owner = pod.metadata.owner else { return nil }
    let reference = ObjectReference(owner.kind, pod.metadata.namespace, owner.name)
    guard let workload = workloads[reference] else { return nil }
    guard let above = workload.metadata.owner else { return workload }
    return workloads[ObjectReference(above.kind, pod.metadata.namespace, above.name)] ?? workload
  }
}
