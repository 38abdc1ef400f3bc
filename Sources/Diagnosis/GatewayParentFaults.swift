import Language
import Routing
import Topology

/// Whether routes are attached to what they name as their parents.
struct GatewayParentFaults: FaultFamily {
  let needs = ["Gateway"]

  /// How long a controller may take to say something of a route, in seconds.
  private static let patience = 60.0

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(GatewayAPI.routeKinds)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    if GatewayAPI.routeKinds.contains(object.kind) { return .some([object]) }
    if object.kind == "Service", change.isOfExistence {
      return .some(cluster.gateways.routes(of: object))
    }
    guard GatewayAPI.parentKinds.contains(object.kind), change.isOfExistence else {
      return cluster.routes(attachedBy: change)
    }
    // What is said of a missing parent names others that there are.
    let missing = cluster.found.objects(with: "route-parent-not-found")
    return cluster.routes(attachedBy: change) + .some(missing)
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { GatewayAPI.parentKinds.contains(object.kind) ? cluster.gateways.routes(of: object) : [] }

  func ripening(of subject: ObjectReference, in cluster: DiagnosedCluster) -> Double? {
    guard let metadata = cluster.inventory.gatewayObject(subject)?.metadata, !metadata.uid.isEmpty,
      let created = Timestamp.seconds(metadata.creationTimestamp),
      cluster.now < created + Self.patience
    else { return nil }
    return created + Self.patience
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard let route = cluster.gatewayRoute(object) else { return [] }
    let faults = route.parents.map { fault(of: $0, route, in: cluster) }
    let isServedElsewhere = zip(route.parents, faults).contains { parent, fault in
      let target = parent.reference
      return fault == nil && (target.isService || cluster.gateways.owners[target.object] != nil)
    }
    return faults.compactMap(\.self).map { fault in
      var fault = fault
      if isServedElsewhere, fault.grade == .blocker { fault.grade = .degraded }
      return fault
    }
  }

  private func fault(
    of parent: GatewayParent, _ route: GatewayRouteDocument, in cluster: DiagnosedCluster
  ) -> Fault? {
    let target = parent.reference
    if target.isService {
      guard cluster.inventory.service(target.name) == nil else { return nil }
      return missing(parent, route, in: cluster)
    }
    guard target.isListenerOwner else { return nil }
    guard let owner = cluster.gateways.owners[target.object] else {
      return missing(parent, route, in: cluster)
    }
    let statuses = route.statuses(of: parent)
    // The controller's word is the last one.
    if statuses.contains(where: { $0.conditions["Accepted"]?.isTrue == true }) { return nil }
    let attachment = GatewayAttachment(
      of: route, by: parent, to: owner,
      namespaceLabels: cluster.inventory.namespaceLabels(route.namespace))
    if case .refused(let reason) = attachment {
      return refusal(reason, parent, owner, route, in: cluster)
    }
    let refusing = statuses.lazy.compactMap { $0.conditions["Accepted"] }.first { $0.isFalse }
    if let refusing { return reported(refusing, parent, route) }
    return statuses.isEmpty ? silence(parent, owner, route, in: cluster) : nil
  }

  private func missing(
    _ parent: GatewayParent, _ route: GatewayRouteDocument, in cluster: DiagnosedCluster
  ) -> Fault? {
    let target = parent.reference
    guard cluster.knows(target, from: route.resource) else { return nil }
    // Kinds that are tried out are not watched everywhere.
    if target.kind == "XListenerSet", cluster.inventory.objectNames(target.kind).isEmpty {
      return nil
    }
    return Fault(
      "route-parent-not-found", .blocker, route.reference, field: "\(target.field).name",
      says: "Its parent \(target.kind) \(target.name) does not exist, so it gets no request there.",
      fix: target.isService
        ? "Create the Service, or correct the name and namespace."
        : GatewayListenerFaults.mend(target, in: cluster))
  }

  /// A route that no controller has said anything of although it is there for a minute.
  private func silence(
    _ parent: GatewayParent, _ owner: GatewayDocument, _ route: GatewayRouteDocument,
    in cluster: DiagnosedCluster
  ) -> Fault? {
    let metadata = route.resource.metadata
    guard !metadata.uid.isEmpty, cluster.now > 0,
      let created = Timestamp.seconds(metadata.creationTimestamp),
      cluster.now >= created + Self.patience
    else { return nil }
    return Fault(
      "route-no-status", .blocker, route.reference, field: "status.parents",
      says: "No controller has said anything of it for \(owner.reference), so it is most likely "
        + "not served there.", fix: "Look whether the controller of the Gateway's class runs."
    ).caused(by: cluster.worst(of: owner.reference))
  }
}
