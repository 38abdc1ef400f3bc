package import Routing
package import Topology

/// Which fault of another object a fault follows from, among those that were found.
///
/// A fault names its cause by its id alone; which object has it is looked up here, along the ways that requests and
/// owners take.
package struct FaultCauses: Sendable {
  private let inventory: Inventory
  private let routes: RoutingTable
  private let diagnosis: Diagnosis

  /// So many pods of one object are looked at.
  private static let mostPods = 50
  /// No chain is longer; one that goes in a circle ends here.
  private static let longest = 8

  /// The diagnosis must be one of this inventory.
  package init(_ inventory: Inventory, routes: RoutingTable, diagnosis: Diagnosis) {
    self.inventory = inventory
    self.routes = routes
    self.diagnosis = diagnosis
  }

  /// The fault that this one follows from; nil where it names none, or none was found.
  package func cause(of fault: Fault) -> Fault? {
    guard let id = fault.cause else { return nil }
    for object in [fault.object] + near(fault) {
      let found = diagnosis.faults(of: object).first {
        $0.id == id && !$0.isSame(as: fault)
      }
      if let found { return found }
    }
    // Elsewhere only where there is no doubt.
    let others = diagnosis.objects(with: id)
    guard others.count == 1, let only = others.first else { return nil }
    return diagnosis.faults(of: only).first { $0.id == id && !$0.isSame(as: fault) }
  }

  /// What it follows from, the nearest first, the beginning of the chain last.
  package func chain(of fault: Fault) -> [Fault] {
    var chain: [Fault] = []
    var next = fault
    while chain.count < Self.longest, let cause = cause(of: next), !chain.contains(cause),
      cause != fault
    {
      chain.append(cause)
      next = cause
    }
    return chain
  }

  /// The objects whose faults show in those of this one.
  private func near(_ fault: Fault) -> [ObjectReference] {
    let object = fault.object
    switch object.kind {
    case "Service": return behind(object.name)
    case "Pod": return inventory.pod(object.name).map { around([$0]) } ?? []
    case "Node": return []
    default: break
    }
    if let workload = inventory.workload(object) {
      return around(pods(in: object.name.namespace, workload.templateLabels))
    }
    return routes.routes(of: object).flatMap { route in
      let own = fault.route == nil || fault.route == route.id
      let services = own ? route.backends.map(\.service) : []
      return services.map { ObjectReference("Service", $0) } + services.flatMap(behind)
        + [ObjectReference("IngressClass", "", route.controller)]
    }
  }

  /// The workloads, pods and nodes behind a Service.
  private func behind(_ name: NamespacedName) -> [ObjectReference] {
    guard let service = inventory.service(name), service.isSelecting else { return [] }
    let deployed = inventory.workloads(in: name.namespace).filter { workload in
      service.selector.allSatisfy { workload.templateLabels[$0.key] == $0.value }
    }
    return deployed.map(\.reference) + around(pods(in: name.namespace, service.selector))
  }

  private func pods(in namespace: String, _ labels: [String: String]) -> [Pod] {
    guard !labels.isEmpty else { return [] }
    let pods = inventory.pods(in: namespace, matching: labels)
    return Array((pods.filter { !$0.isReady } + pods.filter(\.isReady)).prefix(Self.mostPods))
  }

  private func around(_ pods: [Pod]) -> [ObjectReference] {
    pods.map { ObjectReference("Pod", $0.metadata.key) }
      + pods.compactMap { inventory.workload(of: $0)?.reference }
      + Set(pods.map(\.node)).sorted().map { ObjectReference("Node", "", $0) }
  }
}
