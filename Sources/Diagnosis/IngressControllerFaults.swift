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
    // It may be the first user of a class or the last one.
    case "Ingress":
      let names = change.versions.compactMap { version -> String? in
        guard case .generic(let ingress) = version else { return nil }
        return cluster.classes.resolution(of: ingress).name
      }
      guard change.versions.count < 2 || Set(names).count > 1 else { return .none }
      return .some(Set(names).map { ObjectReference("IngressClass", "", $0) })
    case "Node" where reference.name.name == "node-1":
      return change.before?.metadata.labels == change.after?.metadata.labels ? .none : .all
    case let kind where IngressControllers.kinds.contains(kind):
      return IngressControllers.isTouched(by: change) ? .all : .none
    default: return .none
    }
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
    let field = "spec.controller"
    guard !workloads.isEmpty else {
      return [
        Fault(
          "ingress-class-no-controller", .blocker, object, field: field,
          says: "No workload of the cluster is \(controller.name), which serves \(implementation): "
            + "nobody serves the Ingresses of this class.",
          fix: "Install the controller, or name a class in the Ingresses that is served.")
      ]
    }
    let names = workloads.prefix(3).map { "\($0.reference)" }.joined(separator: ", ")
    let worst = workloads.compactMap { cluster.worst(of: $0.reference) }.min(by: Fault.precedes)
    return [
      Fault(
        "ingress-controller-down", .blocker, object, field: field,
        says: "Its controller has no ready pod: \(names).",
        fix: "Look at why the controller's pods are not ready."
      ).caused(by: worst)
    ]
  }
}
