import Diagnosis
package import Routing
package import Topology
package import Traffic

extension Facts {
  /// The doors of a Service: node ports of a few nodes, the load balancer's addresses, an ExternalName.
  package func doors(of service: Service) -> [Door] { inventory.doors(of: service) }

  /// The doors of a route: its host's name, and the certificate that the host shows where it is served over TLS.
  ///
  /// Patterns of hosts name no one.
  package func doors(of route: Route) -> [Door] {
    guard !route.host.isEmpty, !route.host.contains("*") else { return [] }
    let name = Door(name: route.host)
    guard route.isTLS else { return [name] }
    return [
      name, Door(kind: .certificate, address: BackendAddress(address: route.host, port: 443)),
    ]
  }

  /// The newest answer of a door that still counts.
  package func probe(of door: Door) -> ProbeReading? { probe(at: door.address) }

  /// The newest answer of an address that still counts.
  package func probe(at address: BackendAddress) -> ProbeReading? {
    probes.newest(of: address, now: time)
  }
}
