import Topology

/// What lists ask of a Service most: kept for each, renewed when an object of it changes.
struct ServiceFacts: Hashable, Sendable {
  var name: NamespacedName
  /// The name in lower case, for filters.
  var lowered: String
  var exposure: Service.Exposure
  var clusterIP: String
  var ready = 0
  var serving = 0
  var total = 0
  /// How many rows its backends have: each endpoint with each port that it serves.
  var rows = 0
  /// Seconds since 1970; nil when unknown.
  var created: Double?
  /// Whether no proxy stands before its pods.
  var isHeadless: Bool

  init(_ service: Service, in inventory: Inventory) {
    name = service.metadata.key
    lowered = name.name.lowercased()
    exposure = service.exposure
    clusterIP = service.clusterIP
    created = Timestamp.seconds(service.metadata.creationTimestamp)
    isHeadless = service.isHeadless
    count(inventory.slices(of: name), service.ports.map(\.name))
  }

  private mutating func count(_ slices: [EndpointSlice], _ ports: [String]) {
    var seen: Set<String> = []
    for slice in ProxyRules.mainFamily(of: slices) {
      let served = ports.count { name in slice.ports.contains { $0.name == name } }
      for endpoint in slice.endpoints {
        guard let address = endpoint.address else { continue }
        if slices.count > 1, !seen.insert(address).inserted { continue }
        total += 1
        rows += served
        if endpoint.isReady { ready += 1 }
        if endpoint.isServing { serving += 1 }
      }
    }
  }
}

/// A selector as one types it.
package enum SelectorText {
  /// `app=pay,tier=backend`, keys in order.
  package static func text(_ selector: [String: String]) -> String {
    selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }
}
