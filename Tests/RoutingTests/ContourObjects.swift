import Topology

@testable import Routing

/// HTTPProxies in a few words.
struct ContourObjects {
  private(set) var inventory = Inventory()

  mutating func proxy(
    _ name: String, _ spec: String, namespace: String = "web", annotations: String = "{}"
  ) throws {
    try add(
      .httpProxy,
      #"{"metadata":{"name":"\#(name)","namespace":"\#(namespace)","annotations":\#(annotations)},"spec":\#(spec)}"#
    )
  }

  mutating func delegation(_ secret: String, to namespaces: String, namespace: String) throws {
    try add(
      .certificateDelegation,
      #"{"metadata":{"name":"d","namespace":"\#(namespace)"},"spec":{"delegations":[{"secretName":"\#(secret)","targetNamespaces":\#(namespaces)}]}}"#
    )
  }

  mutating func add(_ kind: ResourceKind, _ text: String) throws {
    inventory.apply(.applied(Resource(try JSONValue(parsing: text), kind: kind)))
  }

  var table: RoutingTable { RoutingTable(inventory) }

  /// `shop.test Prefix /api web/api`: host, type, path and the name of the object that states it.
  var lines: [String] {
    table.routes.map { "\($0.host) \($0.pathType.rawValue) \($0.path) \($0.source.name.name)" }
  }
}
