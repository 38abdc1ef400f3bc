package import Topology

/// Resolves external names and ports for the proxies: to addresses on this machine, or to nothing.
package struct ClusterResolver: Sendable {
  private let inventory: Inventory

  package init(_ inventory: Inventory) { self.inventory = inventory }

  /// The addresses behind an external name and port; empty when the name does not resolve here.
  package func addresses(of name: String, port: Int) -> [BackendAddress] {
    let alias = Service(
      metadata: Metadata(name: ""), exposure: .externalName, externalName: name)
    switch ExternalName.target(of: alias, in: inventory) {
    case .loopback(let address): return [BackendAddress(address: address, port: port)]
    case .unresolvable: return []
    case .service(let name):
      guard let service = inventory.service(name) else { return [] }
      guard service.isHeadless else {
        return service.clusterIP.isEmpty
          ? [] : [BackendAddress(address: service.clusterIP, port: port)]
      }
      let endpoints = inventory.slices(of: name).flatMap(\.endpoints).filter(\.isReady)
      return Set(endpoints.compactMap(\.addresses.first)).sorted()
        .map { BackendAddress(address: $0, port: port) }
    }
  }
}
