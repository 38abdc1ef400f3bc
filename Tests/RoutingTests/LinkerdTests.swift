import TestSupport
import Testing
import Topology

@testable import Routing

/// By what proxies of Linkerd beside the clients of a Service go.
@Suite struct LinkerdTests {
  private static func object(
    _ kind: ResourceKind, _ name: String, in namespace: String = "shop", _ spec: String
  ) throws -> GenericResource {
    GenericResource(
      kind: kind,
      object: [
        "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
        "metadata": ["name": .string(name), "namespace": .string(namespace)],
        "spec": try JSONValue(parsing: spec),
      ])
  }

  private static let httpRoute = ResourceKind(
    group: GatewayAPI.group, version: "v1", kind: "HTTPRoute", plural: "httproutes")
  private static let grpcRoute = ResourceKind(
    group: GatewayAPI.group, version: "v1", kind: "GRPCRoute", plural: "grpcroutes")
  private static let parent =
    #""parentRefs":[{"group":"","kind":"Service","name":"web","port":80}]"#
  private static let split =
    #""backendRefs":[{"name":"web-v1","port":80,"weight":90},{"name":"web-v2","port":80,"weight":10}]"#

  private static func table(_ objects: [GenericResource]) -> RoutingTable {
    RoutingTable(Inventory(objects.map(Resource.generic)))
  }

  private static func lines(_ table: RoutingTable) -> [String] {
    table.routes.map { route in
      "\(route.controller) \(route.host) \(route.pathType.rawValue) \(route.path) "
        + route.backends.map { "\($0.service):\($0.port) \($0.weight)" }.joined(separator: " ")
    }
  }

  private static let host = "web.shop.svc.cluster.local"

  @Test func `an HTTPRoute of a Service is a route of its full name`() throws {
    let route = try Self.object(
      Self.httpRoute, "web", "{\(Self.parent),\"rules\":[{\(Self.split)}]}")
    let old = try Self.object(.linkerdRoute, "web", "{\(Self.parent),\"rules\":[{\(Self.split)}]}")
    for object in [route, old] {
      let table = Self.table([object])
      #expect(
        Self.lines(table) == [
          "mesh \(Self.host) Prefix / shop/web-v1:80 90 shop/web-v2:80 10"
        ])
      let backend = table.routes.first?.backends.last
      #expect(backend?.weightSource == object.reference)
      #expect(
        backend?.weightPlace
          == Route.WeightPlace(rule: 0, service: 1, rules: "rules", services: "backendRefs"))
    }
    // Both are kept, though they have one name.
    #expect(Self.table([route, old]).routes.count == 2)
    #expect(old.reference.kind == "HTTPRoute.policy.linkerd.io")
  }

  @Test func `a rule without Services leads to its parent`() throws {
    let table = Self.table([
      try Self.object(
        Self.httpRoute, "web",
        "{\(Self.parent),\"rules\":[{\"matches\":[{\"path\":{\"value\":\"/a\"}}]}]}")
    ])
    #expect(Self.lines(table) == ["mesh \(Self.host) Prefix /a shop/web:80 100"])
  }

  @Test func `overrides of a ServiceProfile and a TrafficSplit have weights`() throws {
    let profile = try Self.object(
      .serviceProfile, Self.host,
      #"{"dstOverrides":[{"authority":"web-v1.shop.svc.cluster.local:80","weight":"900m"},{"authority":"web-v2.shop.svc.cluster.local:80","weight":100}]}"#
    )
    let table = Self.table([profile])
    #expect(
      Self.lines(table) == ["mesh \(Self.host) Prefix / shop/web-v1:80 900 shop/web-v2:80 100"])
    #expect(
      table.routes.first?.backends.last?.weightPlace
        == Route.WeightPlace(rule: 0, service: 1, rules: "", services: "dstOverrides"))
    let split = try Self.object(
      .trafficSplit, "web",
      #"{"service":"web","backends":[{"service":"web-v1","weight":3},{"service":"web-v2","weight":"1"}]}"#
    )
    #expect(
      Self.lines(Self.table([split])) == [
        "mesh \(Self.host) Prefix / shop/web-v1: 3 shop/web-v2: 1"
      ])
    // A profile without overrides says nothing about where requests go.
    let plain = try Self.object(.serviceProfile, Self.host, #"{"routes":[]}"#)
    #expect(Self.table([plain]).routes.isEmpty)
  }

  private static func chosen(
    _ objects: [GenericResource], from namespace: String = "shop", path: String = "/",
    headers: [(name: String, value: String)] = [], port: Int = 80
  ) -> (isAsked: Bool, source: String?) {
    let contest = LinkerdContest(
      GatewayRequest(method: "GET", host: host, path: path, headers: headers),
      to: NamespacedName("shop", "web"), port: port, from: namespace, table(objects))
    return (contest.isAsked, contest.chosen.map { "\($0.source) \($0.path)" })
  }

  @Test func `a profile goes before routes, and routes of the client before those of the Service`()
    throws
  {
    let own = try Self.object(Self.httpRoute, "own", "{\(Self.parent),\"rules\":[{\(Self.split)}]}")
    let other = try Self.object(
      Self.httpRoute, "theirs", in: "client",
      #"{"parentRefs":[{"group":"","kind":"Service","name":"web","namespace":"shop"}],"rules":[{}]}"#
    )
    let profile = try Self.object(
      .serviceProfile, Self.host,
      #"{"dstOverrides":[{"authority":"web-v1.shop.svc.cluster.local:80","weight":1}]}"#)
    #expect(Self.chosen([own, other]).source == "httproute/shop/own /")
    #expect(Self.chosen([own, other], from: "client").source == "httproute/client/theirs /")
    #expect(
      Self.chosen([own, other, profile], from: "client").source
        == "serviceprofile/shop/\(Self.host) /")
    // Another port is not routed.
    #expect(!Self.chosen([own], port: 81).isAsked)
    #expect(!Self.chosen([]).isAsked)
  }

  @Test func `matches decide in the order of the Gateway API, and what none takes is answered`()
    throws
  {
    let route = try Self.object(
      Self.httpRoute, "web",
      "{\(Self.parent),\"rules\":[{\"matches\":[{\"path\":{\"value\":\"/a\"}}],\(Self.split)},"
        + "{\"matches\":[{\"path\":{\"value\":\"/a\"},\"headers\":[{\"name\":\"x\",\"value\":\"1\"}]}],"
        + "\"backendRefs\":[{\"name\":\"web-v2\",\"port\":80}]}]}")
    #expect(Self.chosen([route], path: "/a/b").source == "httproute/shop/web /a")
    #expect(
      Self.chosen([route], path: "/a", headers: [("x", "1")]).source
        == "httproute/shop/web /a x=1")
    let none = Self.chosen([route], path: "/b")
    #expect(none.isAsked && none.source == nil)
  }

  @Test func `of two kinds of routes the one for gRPC counts`() throws {
    let http = try Self.object(
      Self.httpRoute, "http", "{\(Self.parent),\"rules\":[{\(Self.split)}]}")
    let grpc = try Self.object(
      Self.grpcRoute, "grpc", "{\(Self.parent),\"rules\":[{\(Self.split)}]}")
    #expect(Self.chosen([http, grpc], path: "/a.B/C").source == "grpcroute/shop/grpc /")
  }

  @Test func `routes of a mesh are no routes of a gateway`() throws {
    let route = try Self.object(
      Self.httpRoute, "web", "{\(Self.parent),\"rules\":[{\(Self.split)}]}")
    let table = Self.table([route])
    let contest = GatewayContest(
      GatewayRequest(method: "GET", host: Self.host, path: "/"), table, Inventory())
    #expect(contest.chosen == nil)
  }

  @Test func `names and weights that make no sense are left out`() throws {
    let bad = try Self.object(
      .serviceProfile, "web.elsewhere",
      #"{"dstOverrides":[{"authority":"a.b.svc.cluster.local","weight":1}]}"#)
    let foreign = try Self.object(
      .serviceProfile, Self.host,
      #"{"dstOverrides":[{"authority":"example.com:80","weight":1},{"authority":5,"weight":{}},{"authority":"a.b.svc.cluster.local:x","weight":"-5"}]}"#
    )
    let split = try Self.object(.trafficSplit, "none", #"{"service":7,"backends":"x"}"#)
    let table = Self.table([bad, foreign, split])
    #expect(Self.lines(table) == ["mesh \(Self.host) Prefix / b/a: 0"])
    #expect(table.routes.first?.backends.first?.weightSource == nil)
  }
}
