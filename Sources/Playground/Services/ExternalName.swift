package import Topology

/// Where an ExternalName Service leads, as a resolver inside the cluster would find it.
package enum ExternalName: Hashable, Sendable {
  /// Another Service of the cluster.
  case service(NamespacedName)
  /// This machine itself.
  case loopback(String)
  /// Nothing that the playground dials: why.
  case unresolvable(String)

  /// More aliases than any chain has; longer ones go in a circle.
  private static let chainLimit = 8

  /// Follows the name of a Service; nothing outside this machine is ever looked up or dialled.
  package static func target(of service: Service, in inventory: Inventory) -> ExternalName {
    var name = service.externalName
    for _ in 0..<chainLimit {
      let plain = (name.hasSuffix(".") ? String(name.dropLast()) : name).lowercased()
      if plain == "localhost" || plain.hasSuffix(".localhost") { return .loopback("127.0.0.1") }
      guard let found = serviceName(plain) else {
        return .unresolvable(
          "\(name) is outside of the playground, which never leaves this machine")
      }
      guard let next = inventory.service(found) else {
        return .unresolvable("there is no Service \(found)")
      }
      guard next.exposure == .externalName else { return .service(found) }
      name = next.externalName
    }
    return .unresolvable("\(service.externalName) leads in a circle")
  }

  /// The Service that a name of the cluster's domain means: `web.shop.svc.cluster.local`, `web.shop.svc`.
  package static func serviceName(_ name: String) -> NamespacedName? {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard labels.count == 3 || labels.count == 5, labels[2] == "svc",
      labels.count == 3 || labels[3] == "cluster" && labels[4] == "local",
      !labels[0].isEmpty, !labels[1].isEmpty
    else { return nil }
    return NamespacedName(labels[1], labels[0])
  }
}
