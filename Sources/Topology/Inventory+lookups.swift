import HashTreeCollections

/// Answers that need no knowledge of the collections behind them, so that only this module imports
/// `HashTreeCollections`.
extension Inventory {
  /// A Service by name.
  package func service(_ name: NamespacedName) -> Service? { services[name] }

  /// A pod by name.
  package func pod(_ name: NamespacedName) -> Pod? { pods[name] }

  /// A node by name.
  package func node(_ name: String) -> Node? { nodes[name] }

  /// Whether there is a node of this name.
  package func hasNode(_ name: String) -> Bool { nodes.index(forKey: name) != nil }

  /// The node with an address; walks nodes up to the one.
  package func node(withAddress address: String) -> Node? {
    nodes.values.first { $0.internalAddress == address }
  }

  /// The node that has an address, however it is written.
  package func node(withAddress address: IPAddress) -> Node? {
    nodes.values.first { IPAddress($0.internalAddress) == address }
  }

  /// The metadata of a namespace.
  package func namespace(_ name: String) -> Metadata? { namespaces[name] }

  /// An EndpointSlice by name.
  package func slice(_ name: NamespacedName) -> EndpointSlice? { slices[name] }

  /// A workload by kind and name.
  package func workload(_ reference: ObjectReference) -> Workload? { workloads[reference] }

  /// All Services in the order of their names.
  package var sortedServices: [Service] {
    services.values.sorted { $0.metadata.key < $1.metadata.key }
  }

  /// All pods in the order of their names; for lists, never for one question.
  package var sortedPods: [Pod] { pods.values.sorted { $0.metadata.key < $1.metadata.key } }

  /// The pods of a node that are being deleted, unordered; walks all pods, so for rare events only.
  package func deletedPods(onNode node: String) -> [NamespacedName] {
    pods.compactMap { $1.metadata.isDeleting && $1.node == node ? $0 : nil }
  }

  /// All slices in the order of their names.
  package var sortedSlices: [EndpointSlice] {
    slices.values.sorted { $0.metadata.key < $1.metadata.key }
  }

  /// All workloads in the order of their names.
  package var sortedWorkloads: [Workload] {
    workloads.values.sorted { $0.reference < $1.reference }
  }

  /// All nodes in the order of their names.
  package var sortedNodes: [Node] { nodes.values.sorted { $0.metadata.name < $1.metadata.name } }

  /// The names of all namespaces that exist, sorted.
  package var namespaceNames: [String] { namespaces.keys.sorted() }

  /// The names of all objects that are kept, unordered; for the answer to a name that nothing has.
  package var names: [NamespacedName] {
    namespaces.keys.map { NamespacedName("", $0) } + nodes.keys.map { NamespacedName("", $0) }
      + pods.keys + services.keys + slices.keys + workloads.keys.map(\.name)
      + generic.values.flatMap(\.keys)
  }

  /// The names of all Services, unordered.
  package var serviceNames: [NamespacedName] { Array(services.keys) }

  /// The names of all pods, unordered.
  package var podNames: [NamespacedName] { Array(pods.keys) }

  /// The names of the pods that are wanted, unordered; walks all pods.
  package func podNames(where isWanted: (Pod) -> Bool) -> [NamespacedName] {
    var names: [NamespacedName] = []
    for (name, pod) in pods where isWanted(pod) { names.append(name) }
    return names
  }

  /// The names of all EndpointSlices, unordered.
  package var sliceNames: [NamespacedName] { Array(slices.keys) }

  /// Whether any slice lists an endpoint on a node; walks slices up to the first such.
  package func hasEndpoint(on node: String) -> Bool {
    slices.values.contains { slice in slice.endpoints.contains { $0.node == node } }
  }

  /// The names of all generic objects of a kind, unordered.
  package func objectNames(_ kind: String) -> [NamespacedName] {
    Array((generic[kind] ?? [:]).keys)
  }

  /// How many there are of the kinds that a status line counts.
  package var counts: (services: Int, pods: Int, nodes: Int, namespaces: Int) {
    (services.count, pods.count, nodes.count, namespaces.count)
  }

  /// Any object by its reference, as far as it is kept.
  package func metadata(of reference: ObjectReference) -> Metadata? {
    switch reference.kind {
    case "Namespace": namespaces[reference.name.name]
    case "Node": nodes[reference.name.name]?.metadata
    case "Pod": pods[reference.name]?.metadata
    case "Service": services[reference.name]?.metadata
    case "EndpointSlice": slices[reference.name]?.metadata
    default:
      workloads[reference]?.metadata ?? generic[reference.kind]?[reference.name]?.metadata
    }
  }

  /// Any object by its reference, as it is kept.
  package func resource(_ reference: ObjectReference) -> Resource? {
    switch reference.kind {
    case "Namespace": return namespaces[reference.name.name].map(Resource.namespace)
    case "Node": return nodes[reference.name.name].map(Resource.node)
    case "Pod": return pods[reference.name].map(Resource.pod)
    case "Service": return services[reference.name].map(Resource.service)
    case "EndpointSlice": return slices[reference.name].map(Resource.endpointSlice)
    default:
      if let workload = workloads[reference] { return .workload(workload) }
      return generic[reference.kind]?[reference.name].map(Resource.generic)
    }
  }

  /// Every object that is kept, in no particular order; for tests and exports.
  package var resources: [Resource] {
    let core =
      namespaces.values.map(Resource.namespace) + nodes.values.map(Resource.node)
      + services.values.map(Resource.service) + slices.values.map(Resource.endpointSlice)
      + pods.values.map(Resource.pod)
    return core + workloads.values.map(Resource.workload)
      + generic.values.flatMap { $0.values.map(Resource.generic) }
  }
}

extension Inventory {
  /// The workloads at the top of their chain of owners that are wanted, in the order of their names.
  ///
  /// Walks all workloads: for rare questions, such as who serves a class.
  package func topWorkloads(where isWanted: (Workload) -> Bool) -> [Workload] {
    workloads.values.filter { $0.metadata.owner == nil && isWanted($0) }
      .sorted { $0.reference < $1.reference }
  }
}
