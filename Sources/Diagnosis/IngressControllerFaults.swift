import Language
import Routing
import Topology

/// Whether anybody serves the classes that Ingresses name.
struct IngressControllerFaults: FaultFamily {
  let needs = ["Ingress", "IngressClass"] + IngressControllers.kinds

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.objects("IngressClass")
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch reference.kind {
    case "IngressClass": return .all
    case "Ingress": return users(change, in: cluster)
    case "Node" where reference.name.name == "node-1":
      return change.before?.metadata.labels == change.after?.metadata.labels ? .none : .all
    case let kind where IngressControllers.kinds.contains(kind):
      return IngressControllers.isTouched(by: change) ? .all : .none
    default: return .none
    }
  }

  /// The classes of an Ingress that may be the first user of one or the last, or the first with an address.
  private func users(_ change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    let ingresses = change.versions.compactMap { version -> GenericResource? in
      guard case .generic(let ingress) = version else { return nil }
      return ingress
    }
    let names = Set(ingresses.map { cluster.classes.resolution(of: $0).name })
    let isSame =
      ingresses.count == 2 && names.count == 1
      && ingresses[0].hasAddress == ingresses[1].hasAddress
    return isSame ? .none : .some(names.map { ObjectReference("IngressClass", "", $0) })
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  {
    guard let workload = cluster.inventory.workload(object), workload.metadata.owner == nil,
      IngressControllers.all.contains(where: { $0.isServed(by: workload) })
    else { return [] }
    return cluster.objects("IngressClass")
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard cluster.extent.isWhole,
      let found = cluster.inventory.object("IngressClass", object.name),
      let implementation = found.object["spec"]["controller"].string,
      !cluster.isServedByPlayground(implementation),
      let controller = IngressControllers.controller(implementation),
      cluster.hasIngress(ofClass: object.name.name)
    else { return [] }
    let workloads = cluster.workloads(of: controller)
    guard !workloads.contains(where: { $0.readyReplicas > 0 }) else { return [] }
    if workloads.isEmpty {
      // Some run outside the cluster: who has written addresses is there, or has been.
      let isServed = cluster.hasIngress(ofClass: object.name.name, where: \.hasAddress)
      return isServed ? [] : [absence(of: controller, implementation, object)]
    }
    return [failure(of: workloads, object, in: cluster)]
  }

  private func absence(
    of controller: IngressController, _ implementation: String, _ object: ObjectReference
  ) -> Fault {
    Fault(
      "ingress-class-no-controller", .blocker, object, field: "spec.controller",
      says: "No workload of the cluster is \(controller.name), which serves \(implementation): "
        + "nobody serves the Ingresses of this class.",
      fix: "Install the controller, or name a class in the Ingresses that is served.")
  }

  private func failure(
    of workloads: [Workload], _ object: ObjectReference, in cluster: DiagnosedCluster
  ) -> Fault {
    let names = workloads.prefix(3).map { "\($0.reference)" }.joined(separator: ", ")
    let worst = workloads.compactMap { cluster.worst(of: $0.reference) }.min(by: Fault.precedes)
    return Fault(
      "ingress-controller-down", .blocker, object, field: "spec.controller",
      says: "Its controller has no ready pod: \(names).",
      fix: "Look at why the controller's pods are not ready."
    ).caused(by: worst)
  }
}
