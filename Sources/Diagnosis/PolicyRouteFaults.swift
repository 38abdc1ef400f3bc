import Language
import Routing
import Topology

/// Routes to Services whose pods let nobody in, and so not the controller that serves the route.
///
/// Which pods a controller has is often not known, so nothing is said where some clients are let in.
struct PolicyRouteFaults: FaultFamily {
  let needs = ["NetworkPolicy", "Service", "Pod"]

  private static let kinds = ["Ingress", "IngressRoute", "HTTPProxy"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.found.objects(with: "netpol-blocks-ingress").flatMap { sources($0, in: cluster) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let reference = change.reference else { return .none }
    switch reference.kind {
    case "Service": return .some(sources(reference, in: cluster))
    case "IngressClass": return .all
    case "Ingress": return .some(cluster.rivals(of: change))
    case "HTTPProxy": return .some(cluster.proxies(touchedBy: change))
    default: return Self.kinds.contains(reference.kind) ? .some([reference]) : .none
    }
  }

  func subjects(following object: ObjectReference, in cluster: DiagnosedCluster)
    -> [ObjectReference]
  { object.kind == "Service" ? sources(object, in: cluster) : [] }

  private func sources(
    _ service: ObjectReference, in cluster: DiagnosedCluster
  ) -> [ObjectReference] {
    Set(cluster.routes.routes(to: service.name).map(\.source))
      .filter { Self.kinds.contains($0.kind) }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    cluster.routes.routes(of: object).flatMap { route in
      route.backends.compactMap { backend in
        fault(of: backend, object, in: cluster)?.on(route.id)
      }
    }
  }

  private func fault(
    of backend: Route.Backend, _ object: ObjectReference, in cluster: DiagnosedCluster
  ) -> Fault? {
    let reference = ObjectReference("Service", backend.service)
    guard let service = cluster.inventory.service(backend.service),
      let port = service.port(backend.port),
      let index = service.ports.firstIndex(of: port),
      let cause = cluster.found[reference].first(where: {
        $0.id == "netpol-blocks-ingress" && $0.field == "spec.ports[\(index)]"
      })
    else { return nil }
    return Fault(
      "netpol-blocks-ingress-controller", .blocker, object,
      says: "Policies let nobody in to port \(port.number) of Service \(backend.service.name), so "
        + "the controller's requests time out.",
      fix: "See the faults of \(reference)."
    ).caused(by: cause)
  }
}
