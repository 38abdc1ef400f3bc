import TestSupport
import Testing
import Topology

@testable import Routing

/// Routes of the Gateway API in the model of routes.
@Suite struct GatewayAdapterTests {
  private static let gateway = #"""
    {"gatewayClassName":"edge","listeners":[
      {"name":"http","port":80,"protocol":"HTTP","hostname":"*.shop.test"},
      {"name":"https","port":443,"protocol":"HTTPS","hostname":"a.shop.test",
       "tls":{"certificateRefs":[{"name":"cert"}]}}]}
    """#

  private func inventory(_ objects: [GenericResource]) throws -> Inventory {
    var inventory = Inventory(objects.map(Resource.generic))
    inventory.apply(
      .applied(.generic(try GatewayRuleTests.object("Gateway", Self.gateway, name: "edge"))))
    inventory.apply(
      .applied(
        .generic(
          try GatewayRuleTests.object(
            "GatewayClass", #"{"controllerName":"example.com/c"}"#, name: "edge", namespace: ""))))
    return inventory
  }

  private func table(
    _ spec: String, kind: String = "HTTPRoute", parent: String = #"{"name":"edge"}"#
  ) throws -> RoutingTable {
    let route = try GatewayRuleTests.object(
      kind, #"{"parentRefs":[\#(parent)],"# + spec.dropFirst())
    return RoutingTable(try inventory([route]))
  }

  private func lines(_ table: RoutingTable) -> [String] {
    table.routes.map { "\($0.host) \($0.pathType.rawValue) \($0.path)" }
  }

  @Test func `each hostname with each match of a path is a route`() throws {
    let table = try table(
      #"""
      {"hostnames":["a.shop.test","b.shop.test","other.test"],
       "rules":[{"matches":[{"path":{"type":"Exact","value":"/x"}},{"path":{"value":"/y"}}],
                 "backendRefs":[{"name":"v1","port":80,"weight":3},{"name":"v2","port":81}]}]}
      """#)
    // A hostname that no listener has is ignored.
    #expect(
      lines(table) == [
        "a.shop.test Exact /x", "a.shop.test Prefix /y", "b.shop.test Exact /x",
        "b.shop.test Prefix /y",
      ])
    let route = table.routes[0]
    #expect(route.controller == "shop/edge")
    #expect(route.implementation == "example.com/c")
    #expect(route.rule == 0)
    #expect(route.backends.map(\.weight) == [3, 1])
    #expect(route.backends.map { route.share(of: $0) } == [0.75, 0.25])
    #expect(
      route.backends.map(\.weightSource?.description) == ["httproute/shop/a", "httproute/shop/a"])
    #expect(
      route.backends[1].weightPlace
        == Route.WeightPlace(rule: 0, service: 1, rules: "rules", services: "backendRefs"))
    #expect(route.isTLS)
    #expect(route.tlsSecret == NamespacedName("shop", "cert"))
  }

  @Test func `a route without hostnames takes those of its listeners`() throws {
    #expect(
      lines(try table(#"{"rules":[{"backendRefs":[{"name":"v1","port":80}]}]}"#)) == [
        "*.shop.test Prefix /", "a.shop.test Prefix /",
      ])
    let http = try table(
      #"{"rules":[{"backendRefs":[{"name":"v1","port":80}]}]}"#,
      parent: #"{"name":"edge","sectionName":"http"}"#)
    #expect(lines(http) == ["*.shop.test Prefix /"])
    #expect(!http.routes[0].isTLS)
    #expect(http.routes[0].backends[0].weightSource == nil)
  }

  @Test func `a route that is attached nowhere keeps its own hostnames`() throws {
    let table = try table(
      #"{"hostnames":["x.test"],"rules":[{"backendRefs":[{"name":"v1","port":80}]}]}"#)
    #expect(lines(table) == ["x.test Prefix /"])
  }

  @Test func `a match that asks for more than a path says so, and no request is compared with it`()
    throws
  {
    let table = try table(
      #"""
      {"hostnames":["a.shop.test"],"rules":[
        {"matches":[{"path":{"value":"/x"},"method":"GET","headers":[{"name":"Env","value":"b"}],
                     "queryParams":[{"name":"q","value":"1"}]}],
         "backendRefs":[{"name":"v1","port":80}]},
        {"matches":[{"path":{"value":"/x"}}],"backendRefs":[{"name":"v2","port":80}]}]}
      """#)
    #expect(
      lines(table) == [
        "a.shop.test Prefix /x", "a.shop.test ImplementationSpecific /x GET ?q=1 env=b",
      ])
    #expect(table.match(host: "a.shop.test", path: "/x")?.backends.first?.service.name == "v2")
    #expect(table.routes(to: NamespacedName("shop", "v1")).count == 1)
  }

  @Test func `a wildcard covers several labels, and the more specific hostname goes first`() throws
  {
    let table = try table(
      #"{"rules":[{"backendRefs":[{"name":"v1","port":80}]}]}"#,
      parent: #"{"name":"edge","sectionName":"http"}"#)
    #expect(table.match(host: "b.shop.test", path: "/")?.host == "*.shop.test")
    #expect(table.match(host: "x.y.shop.test:80", path: "/")?.host == "*.shop.test")
    #expect(table.match(host: "shop.test", path: "/") == nil)
    #expect(
      table.explanation(host: "x.y.shop.test", path: "/").chosen?.host == "*.shop.test")
  }

  @Test func `an Ingress of the same host answers as it did`() throws {
    var cluster = SmallCluster()
    cluster.nginx()
    cluster.ingress("web", created: "2026-02-01T00:00:00Z", "a.shop.test/ Prefix web:80")
    var all = cluster.inventory
    let route = try GatewayRuleTests.object(
      "HTTPRoute",
      #"{"parentRefs":[{"name":"edge"}],"hostnames":["a.shop.test"],"rules":[{"backendRefs":[{"name":"v1","port":80}]}]}"#
    )
    all.apply(.applied(.generic(route)))
    let table = RoutingTable(all)
    #expect(table.match(host: "a.shop.test", path: "/x")?.source.kind == "Ingress")
    #expect(table.routes(ofHost: "a.shop.test").map(\.source.kind) == ["Ingress", "HTTPRoute"])
    for claim in table.routes { #expect(table.claims(equalTo: claim).count == 1) }
  }

  @Test func `routes of meshes are those of the mesh, and routes of other groups are left out`()
    throws
  {
    let mesh = try table(
      #"{"rules":[{"backendRefs":[{"name":"v1","port":80}]}]}"#,
      parent: #"{"group":"","kind":"Service","name":"v1"}"#)
    #expect(mesh.routes.map(\.controller) == ["mesh"])
    #expect(mesh.gateways.routes(of: ObjectReference("Service", "shop", "v1")).count == 1)
    var linkerd = try GatewayRuleTests.object("HTTPRoute", #"{"parentRefs":[{"name":"edge"}]}"#)
    linkerd.kind.group = "policy.linkerd.io"
    #expect(RoutingTable(try inventory([linkerd])).routes.isEmpty)
  }

  @Test func `a GRPCRoute is a route of its service and method`() throws {
    let table = try table(
      #"{"hostnames":["a.shop.test"],"rules":[{"matches":[{"method":{"service":"a.B","method":"C"}}],"backendRefs":[{"name":"v1","port":80}]}]}"#,
      kind: "GRPCRoute")
    #expect(lines(table) == ["a.shop.test Exact /a.B/C"])
  }

  @Test func `a table is built anew when a Gateway or the labels of a namespace change`() throws {
    var inventory = try inventory([])
    let table = RoutingTable(inventory)
    #expect(table.isCurrent(for: inventory))
    inventory.apply(.applied(.namespace(Metadata(name: "shop", labels: ["a": "b"]))))
    #expect(!table.isCurrent(for: inventory))
    let later = RoutingTable(inventory)
    inventory.apply(.deleted(ObjectReference("Gateway", "shop", "edge")))
    #expect(!later.isCurrent(for: inventory))
  }

  @Test func `routes of connections stand by their listeners' ports, and take no request`() throws {
    let listeners = #"""
      {"gatewayClassName":"edge","listeners":[
        {"name":"tls","port":8443,"protocol":"TLS","hostname":"*.shop.test","tls":{"mode":"Passthrough"}},
        {"name":"tcp","port":5432,"protocol":"TCP"}]}
      """#
    let backends = #"[{"name":"v1","port":80,"weight":3},{"name":"v2","port":81}]"#
    let objects = try [
      ("TLSRoute", "tls", #""hostnames":["db.shop.test","db.other.test"],"#),
      ("TCPRoute", "tcp", ""),
    ].map { kind, section, hosts in
      try GatewayRuleTests.object(
        kind,
        #"{"parentRefs":[{"name":"tunnel","sectionName":"\#(section)"}],\#(hosts)"rules":[{"backendRefs":\#(backends)},{"backendRefs":[{"name":"v2","port":81}]}]}"#
      )
    }
    let tunnel = try GatewayRuleTests.object("Gateway", listeners, name: "tunnel")
    let table = RoutingTable(try inventory(objects + [tunnel]))
    #expect(
      lines(table) == [
        " ImplementationSpecific TCP 5432", " ImplementationSpecific TCP 5432 (rule 2)",
        "db.shop.test ImplementationSpecific TLS 8443",
        "db.shop.test ImplementationSpecific TLS 8443 (rule 2)",
      ])
    #expect(table.routes.map(\.isTLS) == [false, false, true, true])
    let first = table.routes[0]
    #expect(first.backends.map { first.share(of: $0) } == [0.75, 0.25])
    #expect(first.backends.map(\.weightSource?.kind) == ["TCPRoute", "TCPRoute"])
    let request = GatewayRequest(method: "GET", host: "db.shop.test", path: "/", isSecure: true)
    let inventory = try inventory(objects + [tunnel])
    #expect(GatewayContest(request, table, inventory).chosen == nil)
  }
}
