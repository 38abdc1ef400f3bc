import Language
import Routing
import Topology

/// Names of the ports of Services that VirtualServices for sidecars lead requests to: they tell the protocol.
///
/// Gateways know it of their servers.
struct IstioPortFaults: FaultFamily {
  let needs = [ResourceKind.virtualService.kind, "Service"]

  func subjects(in cluster: DiagnosedCluster) -> [ObjectReference] {
    cluster.istio.ledTo.map { ObjectReference("Service", $0) }
  }

  func subjects(touchedBy change: ObjectChange, in cluster: DiagnosedCluster) -> TouchedSubjects {
    guard let object = change.reference else { return .none }
    switch object.kind {
    case "Service": return .some([object])
    case ResourceKind.virtualService.kind:
      let services = change.istioVersions.flatMap { version in
        IstioVirtualService(version).rules.flatMap { rule in
          rule.destinations.compactMap { IstioHosts.service($0.host) }
        }
      }
      return .some(services.map { ObjectReference("Service", $0) })
    default: return .none
    }
  }

  func faults(of object: ObjectReference, in cluster: DiagnosedCluster) -> [Fault] {
    guard object.kind == "Service", let service = cluster.inventory.service(object.name) else {
      return []
    }
    let leading = cluster.istio.services(leadingTo: object.name).sorted()
      .compactMap { cluster.istio.services[$0] }.filter { $0.isOfMesh && !$0.isDelegate }
    return service.ports.enumerated().compactMap { index, port in
      let user = leading.first { leads($0, to: port, of: service) }
      guard let user, let words = Self.problem(port) else { return nil }
      return Fault(
        "service-mesh-port-name", .risk, object, field: "spec.ports[\(index)].name",
        says: "\(user.reference) leads requests to port \(port.number), \(words).",
        fix: "Name the port http or http-\(port.name.isEmpty ? "web" : port.name), or set "
          + "appProtocol.")
    }
  }

  /// Whether a rule for requests leads to a port.
  private func leads(
    _ virtual: IstioVirtualService, to port: Service.Port, of service: Service
  ) -> Bool {
    virtual.rules.contains { rule in
      rule.list == .http
        && rule.destinations.contains { destination in
          IstioHosts.service(destination.host) == service.metadata.key
            && (destination.port == port.number
              || destination.port == nil && service.ports.count == 1)
        }
    }
  }

  /// What a port does not tell; nil where it is fine.
  private static func problem(_ port: Service.Port) -> Message? {
    guard port.appProtocol.isEmpty, port.transport == .tcp else { return nil }
    switch IstioProtocol.hasRequests(port) {
    case true?: return nil
    case nil: return "whose name tells no protocol, so Istio has to guess"
    case false?: break
    }
    // Behind a rule for requests TLS is ended by nobody.
    return
      "whose name says \(IstioProtocol.beginning(of: port)), so rules for requests do not hold there"
  }
}
