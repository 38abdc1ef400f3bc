import Topology

@testable import Routing

/// Objects of Istio in a few lines; specifications are written as JSON.
enum IstioObjects {
  /// An object of a kind in namespace `shop`.
  static func object(
    _ kind: ResourceKind, _ name: String, _ spec: String, namespace: String = "shop",
    created: String = ""
  ) throws -> GenericResource {
    GenericResource(
      kind: kind,
      object: [
        "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
        "metadata": [
          "name": .string(name), "namespace": .string(namespace), "uid": .string(name),
          "creationTimestamp": .string(created),
        ], "spec": try JSONValue(parsing: spec),
      ])
  }

  /// The Gateway `istio-system/public`: `*.shop.test` by HTTP, `a.shop.test` by HTTPS too.
  static func gateway(
    _ servers: String = #"""
    {"port":{"number":80,"protocol":"HTTP","name":"http"},"hosts":["*.shop.test"]},
    {"port":{"number":443,"protocol":"HTTPS","name":"https"},"hosts":["shop/a.shop.test"],
     "tls":{"mode":"SIMPLE","credentialName":"cert"}}
    """#
  ) throws -> GenericResource {
    try object(
      .istioGateway, "public",
      #"{"selector":{"istio":"ingressgateway"},"servers":[\#(servers)]}"#,
      namespace: Istio.rootNamespace)
  }

  /// A VirtualService of the Gateway.
  static func service(
    named name: String = "web", hosts: String = #"["a.shop.test"]"#, _ http: String,
    more: String = "", created: String = ""
  ) throws -> GenericResource {
    try object(
      .virtualService, name,
      #"{"hosts":\#(hosts),"gateways":["istio-system/public"],"http":[\#(http)]\#(more)}"#,
      created: created)
  }

  /// The DestinationRule of the Service `web` with subsets `v1` and `v2`.
  static func rule() throws -> GenericResource {
    try object(
      .destinationRule, "web",
      #"""
      {"host":"web","subsets":[{"name":"v1","labels":{"version":"v1"}},
       {"name":"v2","labels":{"version":"v2"}}]}
      """#)
  }

  static func table(_ objects: GenericResource...) throws -> RoutingTable {
    RoutingTable(Inventory(try (objects + [gateway()]).map(Resource.generic)))
  }
}
