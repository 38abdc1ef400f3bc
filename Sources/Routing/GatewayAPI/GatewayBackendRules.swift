package import Topology

/// What becomes of a backend of a rule (apis/v1, `HTTPBackendRef`).
package enum GatewayBackendProblem: Hashable, Sendable {
  /// A kind that no implementation takes (`InvalidKind`).
  case unsupportedKind
  /// In another namespace, where no ReferenceGrant allows it (`RefNotPermitted`).
  case notPermitted
  /// No such Service (`BackendNotFound`).
  case missing
  /// A Service is named without a port.
  case portNotStated
  /// The Service has no such port.
  case noSuchPort(Service)
  /// The port's protocol is not one that the route can speak (`UnsupportedProtocol`).
  case unsupportedProtocol(TransportProtocol)
  /// Nobody is behind the port.
  case noEndpoints
}

extension GatewayIndex {
  /// What is wrong with a backend of a route; nil when nothing is, or when it is of a kind of an implementation.
  package func problem(
    with backend: GatewayBackend, of route: GenericResource, in inventory: Inventory
  ) -> GatewayBackendProblem? {
    let target = backend.reference
    guard target.isService else {
      if isUnsupported(target) { return .unsupportedKind }
      return permits(route, target) ? nil : .notPermitted
    }
    guard permits(route, target) else { return .notPermitted }
    guard let service = inventory.service(target.name) else { return .missing }
    guard let number = backend.port else { return .portNotStated }
    guard let port = service.port(.number(number)) else { return .noSuchPort(service) }
    let isDatagram = route.kind.kind == "UDPRoute"
    guard (port.transport == .udp) == isDatagram else {
      return .unsupportedProtocol(port.transport)
    }
    guard service.exposure != .externalName else { return nil }
    let slices = inventory.slices(of: target.name)
    return ProxyRules.candidates(ProxyRules.backends(of: port, in: slices)).isEmpty
      ? .noEndpoints : nil
  }

  /// A group that is no domain is Kubernetes' own, which has no other backend than Service.
  private func isUnsupported(_ target: GatewayReference) -> Bool {
    !target.group.contains(".")
  }
}
