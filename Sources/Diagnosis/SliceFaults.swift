import Language
import Routing
import Topology

/// What slices say beside the readiness of endpoints: whose they are, and whom they lead to.
struct SliceFaults: FaultFamily {
  let needs = ["Service", "EndpointSlice"]

  /// The writers of slices that belong to Kubernetes itself.
  private static let managers = [
    "endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io",
  ]
  private static let singleID = "service-single-endpoint"
  /// The kinds that state routes themselves; what else a route depends on changes rarely.
  private static let sources: Set<String> = [
    "Ingress", "IngressRoute", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute",
  ]
  private static let routeKinds = Set(RouteAdapters.kinds.map(\.keptName))

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.services
      + cluster.inventory.sliceNames.map { ObjectReference("EndpointSlice", $0) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch reference.kind {
    case "EndpointSlice": return .some([reference] + cluster.services(of: change))
    case "Service":
      let slices = cluster.inventory.slices(of: reference.name)
      return .some(
        [reference] + slices.map { ObjectReference("EndpointSlice", $0.metadata.key) })
    default:
      guard Self.routeKinds.contains(reference.kind) else { return .none }
      return Self.sources.contains(reference.kind)
        ? .some(routed(by: change, in: cluster)) : .all
    }
  }

  /// The Services that a change gave their first route, or took their last one.
  private func routed(by change: ObjectChange, in cluster: DiagnosedCluster) -> [ObjectReference] {
    let now = cluster.rivals(of: change).flatMap { cluster.routes.routes(of: $0) }
      .flatMap(\.backends).map { ObjectReference("Service", $0.service) }
    let before = cluster.found.objects(with: Self.singleID).filter {
      cluster.routes.routes(to: $0.name).isEmpty
    }
    return now + before
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == "Service" else {
      return cluster.inventory.slice(object.name)
        .flatMap { foreign($0, object, in: cluster.inventory) }.map { [$0] } ?? []
    }
    guard let service = cluster.inventory.service(object.name), service.exposure != .externalName
    else { return [] }
    let slices = ProxyRules.mainFamily(of: cluster.inventory.slices(of: object.name))
    let endpoints = slices.flatMap(\.endpoints)
    return [single(service, object, endpoints, in: cluster), hints(object, endpoints)]
      .compactMap(\.self)
  }

  /// A slice that names no Service that exists, or stands beside those of a selector.
  private func foreign(
    _ slice: EndpointSlice, _ object: ObjectReference, in inventory: Inventory
  ) -> Fault? {
    guard !slice.service.isEmpty, !slice.metadata.isDeleting else { return nil }
    let field = "metadata.labels[\(EndpointSlice.serviceLabel)]"
    let key = NamespacedName(slice.metadata.namespace, slice.service)
    guard let service = inventory.service(key) else {
      return Fault(
        "endpointslice-foreign-or-stale", .risk, object, field: field,
        says: "It names Service \(slice.service), which does not exist in namespace "
          + "\(key.namespace).",
        fix: "Delete it, or correct the label.")
    }
    let manager = slice.metadata.labels[EndpointSlice.managerLabel] ?? ""
    guard service.isSelecting, !slice.endpoints.isEmpty, !manager.isEmpty,
      !Self.managers.contains(manager)
    else { return nil }
    return Fault(
      "endpointslice-foreign-or-stale", .risk, object, field: field,
      says: "\(manager) wrote it for Service \(slice.service), which selects its pods itself: its "
        + "endpoints get a share of the requests too.",
      fix: "Delete it, or drop the selector of the Service.")
  }

  /// One endpoint behind a route: what stops that pod, an update or a node's drain, stops the route.
  ///
  /// One is enough for many Services, so nothing is said of those that no route leads to; and nothing where
  /// there are others that are not ready, which is said of the Service already.
  private func single(
    _ service: Service, _ object: ObjectReference, _ endpoints: [Endpoint],
    in cluster: DiagnosedCluster
  ) -> Fault? {
    guard service.isSelecting, let endpoint = endpoints.first, endpoints.count == 1,
      endpoint.isReady, !cluster.routes.routes(to: object.name).isEmpty
    else { return nil }
    return Fault(
      Self.singleID, .risk, object,
      says: "One endpoint answers all that its routes send it; while it restarts or moves, nothing "
        + "does.",
      fix: "Run at least two pods of it.")
  }

  /// Hints count only when every ready endpoint has one (kube-proxy `topology.go`).
  private func hints(_ object: ObjectReference, _ endpoints: [Endpoint]) -> Fault? {
    var (ready, hinted) = (0, 0)
    for endpoint in endpoints where endpoint.isReady {
      ready += 1
      if !endpoint.zoneHints.isEmpty || !endpoint.nodeHints.isEmpty { hinted += 1 }
    }
    guard hinted > 0, hinted < ready else { return nil }
    return Fault(
      "endpoint-hints-unusable", .info, object,
      says: "\(hinted) of \(ready) ready endpoints have a hint for whom they are; with less than "
        + "all, hints are ignored and requests go to every zone.",
      fix: "Wait for the endpoint slice controller, or spread the pods over the zones.")
  }
}
