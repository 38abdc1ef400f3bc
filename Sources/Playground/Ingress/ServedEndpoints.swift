import Diagnosis
import Routing
import Topology

/// Finds the endpoints of backends, each once.
struct ServedEndpoints {
  private struct Key: Hashable {
    let service: NamespacedName
    let port: PortReference
    let subset: Route.Subset?
    let takesOnlyPort: Bool
  }

  private let inventory: Inventory
  private let resolution: IngressConfiguration.Resolution
  private var known: [Key: [IngressConfiguration.Endpoint]] = [:]

  init(_ inventory: Inventory, _ resolution: IngressConfiguration.Resolution) {
    self.inventory = inventory
    self.resolution = resolution
  }

  /// A backend with its endpoints, and with the statuses of whoever serves its route.
  mutating func target(
    _ backend: Route.Backend, _ service: RouteService? = nil
  ) -> IngressConfiguration.Target {
    var target = IngressConfiguration.Target(
      service: backend.service, weight: max(0, backend.weight), endpoints: endpoints(of: backend))
    guard let service else { return target }
    guard service.permits(backend) else {
      target.endpoints = []
      target.refusal = service.withoutService
      return target
    }
    let port = inventory.service(backend.service).flatMap(backend.port(of:))
    target.refusal =
      port == nil || port?.transport != .tcp ? service.withoutService : service.withoutEndpoints
    target.failure = service.refused
    return target
  }

  /// The endpoints that are ready.
  mutating func endpoints(of backend: Route.Backend) -> [IngressConfiguration.Endpoint] {
    let key = Key(
      service: backend.service, port: backend.port, subset: backend.subset,
      takesOnlyPort: backend.takesOnlyPort)
    if let endpoints = known[key] { return endpoints }
    let endpoints = found(backend)
    known[key] = endpoints
    return endpoints
  }

  private func found(_ backend: Route.Backend) -> [IngressConfiguration.Endpoint] {
    guard let service = inventory.service(backend.service) else { return [] }
    if service.exposure == .externalName {
      guard case .number(let number) = backend.port else { return [] }
      return resolution.external(
        service.externalName, service.port(backend.port)?.number ?? number
      ).map { IngressConfiguration.Endpoint(address: $0) }
    }
    guard let port = backend.port(of: service), port.transport == .tcp else { return [] }
    let slices = inventory.slices(of: backend.service)
    return ProxyRules.candidates(ProxyRules.backends(of: port, in: slices))
      .filter { isMember($0.endpoint.pod, of: backend.subset) }
      .map {
        IngressConfiguration.Endpoint(
          address: $0.address, dialled: resolution.dialled($0.address))
      }
  }

  /// Whether a pod has the labels of a subset; without one all have.
  private func isMember(_ name: NamespacedName?, of subset: Route.Subset?) -> Bool {
    guard let subset else { return true }
    guard let labels = subset.labels, let pod = name.flatMap(inventory.pod) else { return false }
    return labels.allSatisfy { pod.metadata.labels[$0.key] == $0.value }
  }
}
