import Language
import Routing
import Topology

/// Listeners that no route is attached to.
struct GatewayUseFaults: FaultFamily {
  let needs = ["Gateway"] + GatewayAPI.routeKinds

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.gatewayObjects(GatewayAPI.parentKinds)
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    if object.kind == "Namespace" { return change.isOfLabels ? .all : .none }
    if GatewayAPI.parentKinds.contains(object.kind) { return .some([object]) }
    guard GatewayAPI.routeKinds.contains(object.kind), change.isOfSpec else { return .none }
    let parents = change.gatewayVersions.flatMap { GatewayRouteDocument($0).parents.map(\.object) }
    return .some(Array(Set(parents)))
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { GatewayAPI.listenerSetKinds.contains(object.kind) ? [object] : [] }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    // Routes of namespaces that are not known may be attached too.
    guard let owner = cluster.gateways.owners[object], cluster.extent != .namespace,
      // What no Gateway takes is not served at all, which is said already.
      !cluster.found[object].contains(where: { $0.id == "listenerset-not-allowed" })
    else { return [] }
    let routes = cluster.gateways.routes(of: object).compactMap(cluster.gatewayRoute)
    return owner.listeners.compactMap { listener in
      guard GatewayAPI.kinds(of: listener.protocolName) != nil,
        (listener.attachedRoutes ?? 0) == 0,
        !routes.contains(where: { concerns($0, listener, owner, in: cluster) })
      else { return nil }
      return Fault(
        "listener-no-attached-routes", .risk, object, field: listener.field,
        says: listener.protocolName.hasPrefix("HTTP")
          ? "No route is attached to listener \(listener.name), so every request gets 404."
          : "No route is attached to listener \(listener.name), so every connection ends.",
        fix: "Attach a route, or remove the listener.")
    }
  }

  /// Whether a route is attached to a listener, or wants to be and has a fault of its own that says why it is not.
  private func concerns(
    _ route: GatewayRouteDocument, _ listener: GatewayListener, _ owner: GatewayDocument,
    in cluster: DiagnosedCluster
  ) -> Bool {
    let labels = cluster.inventory.namespaceLabels(route.namespace)
    return route.parents.contains { parent in
      guard parent.object == owner.reference else { return false }
      switch GatewayAttachment(of: route, by: parent, to: owner, namespaceLabels: labels) {
      case .attached(let listeners): return listeners.contains { $0.field == listener.field }
      case .refused: return true
      }
    }
  }
}
