import Language
import Routing
import Topology

/// The Services and TraefikServices of IngressRoutes.
extension TraefikFaults {
  private func fault(
    _ route: Route, _ field: String, _ says: Message, _ fix: Message
  ) -> Fault {
    Fault(Self.serviceID, .blocker, route.source, field: field, says: says, fix: fix)
  }

  func gaps(of route: Route, in cluster: DiagnosedCluster) -> [Fault] {
    let kind = ResourceKind.traefikService.kind
    let gaps = route.terms?.traefik?.gaps ?? []
    return gaps.compactMap { gap in
      let name = gap.service
      switch gap.problem {
      case .tooDeep: return nil
      case .missing:
        guard cluster.knows(kind, in: name.namespace, from: route.source.name.namespace) else {
          return nil
        }
        let own = cluster.inventory.objectNames(kind).filter { $0.namespace == name.namespace }
        return fault(
          route, "\(gap.field).name",
          gap.way.last.map {
            "TraefikService \($0.name) names TraefikService \(name.name), which does not exist: "
              + "Traefik leaves the rule out."
          }
            ?? "TraefikService \(name.name) does not exist in namespace \(name.namespace): Traefik "
            + "leaves the rule out.",
          Spelling.nearest(to: name.name, in: own.map(\.name)).map {
            "Correct the name: there is \($0)."
          } ?? "Create the TraefikService, or correct the name and namespace.")
      case .cycle:
        return fault(
          route, "\(gap.field).name",
          "TraefikService \(name.name) leads back to itself: Traefik leaves the rule out.",
          "Take it out of one of the lists.")
      case .empty:
        return fault(
          route, "\(gap.field).name",
          "TraefikService \(name.name) states no Services: Traefik leaves the rule out.",
          "State weighted or mirroring in it.")
      }
    }
  }

  func services(of route: Route, in cluster: DiagnosedCluster) -> [Fault] {
    guard !cluster.unreadable.contains("Service") else { return [] }
    var seen: Set<Route.Backend> = []
    return route.backends.compactMap { backend in
      guard cluster.extent != .namespace || backend.service.namespace == route.source.name.namespace
      else { return nil }
      var plain = backend
      plain.weight = 0
      plain.weightPlace = nil
      guard seen.insert(plain).inserted else { return nil }
      return fault(of: backend, route, in: cluster)
    }
  }

  /// The entry of the rule that leads to a Service.
  private func field(of backend: Route.Backend, _ route: Route) -> String {
    let rule = "\(route.terms?.field ?? "spec.routes").services"
    if let place = backend.weightPlace, place.group == nil { return "\(rule)[\(place.service)]" }
    return route.backends.count == 1 ? "\(rule)[0]" : rule
  }

  private func fault(
    of backend: Route.Backend, _ route: Route, in cluster: DiagnosedCluster
  ) -> Fault? {
    let name = backend.service
    let field = field(of: backend, route)
    guard let service = cluster.inventory.service(name) else {
      let own = cluster.inventory.serviceNames(in: name.namespace)
      return fault(
        route, "\(field).name",
        "Service \(name.name) does not exist in namespace \(name.namespace): Traefik leaves the "
          + "rule out.",
        Spelling.nearest(to: name.name, in: own).map { "Correct the name: there is \($0)." }
          ?? "Create the Service or correct the name.")
    }
    guard service.exposure != .externalName else {
      return fault(
        route, "\(field).name",
        "Service \(name.name) is an ExternalName, which Traefik refuses unless it is told to "
          + "allow them.", "Use a Service with a selector, or set allowExternalNameServices.")
    }
    guard service.port(backend.port) == nil else { return nil }
    let ports = service.ports.map { "\($0.number)" }.joined(separator: ", ")
    guard backend.port != .name("") else {
      return fault(
        route, field, "The rule states no port of Service \(name.name): Traefik leaves it out.",
        "Use a port that it has: \(ports).")
    }
    let target = service.ports.first { port in
      if case .number(let number) = backend.port { port.target == .number(number) } else { false }
    }
    return fault(
      route, "\(field).port",
      "Service \(name.name) has no port \(backend.port): Traefik leaves the rule out.",
      target.map { "\(backend.port) is its targetPort; write the port \($0.number)." }
        ?? "Use a port that it has: \(ports).")
  }
}
