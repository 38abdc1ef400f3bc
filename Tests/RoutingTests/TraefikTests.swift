import TestSupport
import Testing
import Topology

@testable import Routing

/// Traefik's own routes.
@Suite struct TraefikTests {
  private func routes(_ spec: String) throws -> [Route] {
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"traefik.io/v1alpha1","kind":"IngressRoute",
         "metadata":{"name":"shop","namespace":"web"},"spec":\(spec)}
        """)
    var inventory = Inventory()
    inventory.apply(.applied(Resource(object, kind: .ingressRoute)))
    return RoutingTable(inventory).routes
  }

  private func ways(_ rule: String) throws -> [String]? {
    try TraefikRule(rule, nil).alternatives.map {
      "\($0.host) \($0.written.type.rawValue) \($0.written.path)"
    }
  }

  @Test(
    arguments: [
      ("Host(`Shop.test`)", ["shop.test Prefix /"]),
      ("Host(\"a\") && PathPrefix(`/p`)", ["a Prefix /p"]),
      ("PathPrefix(`/p`)&&Host(`a`)", ["a Prefix /p"]),
      ("Host(`a`) || Host(`b`) && Path(`/x`)", ["a Prefix /", "b Exact /x"]),
      (
        "(Host(`a`) || Host(`b`)) && (Path(`/x`) || PathPrefix(`/y/`))",
        ["a Exact /x", "a Prefix /y/", "b Exact /x", "b Prefix /y/"]
      ),
      ("Host(`a`, `b`)", ["a Prefix /", "b Prefix /"]),
      ("Host(`a`) && Header(`X-Env`, `1`)", ["a ImplementationSpecific / x-env=1"]),
      (
        "Host(`a`) && PathPrefix(`/p`) && Method(`get`) && !Query(`q`, `1`)",
        ["a ImplementationSpecific /p !?q=1 GET"]
      ),
      (
        "Host(`a`) && !(Method(`PUT`) || Header(`x`, `y`))",
        ["a ImplementationSpecific / !PUT !x=y"]
      ),
      ("HostRegexp(`.+`)", [" ImplementationSpecific / HostRegexp(`.+`)"]),
      ("Host(`a`) && Host(`b`)", []),
    ])
  func `the ways to satisfy a rule are written out`(rule: String, expected: [String]) throws {
    #expect(try ways(rule) == expected)
  }

  @Test func `a rule whose ways are too many is one route, and evaluated all the same`() throws {
    let group = "(" + (0..<9).map { "Host(`h\($0)`)" }.joined(separator: "||") + ")"
    let paths = "(" + (0..<9).map { "Path(`/\($0)`)" }.joined(separator: "||") + ")"
    #expect(try ways("\(group)&&\(paths)") == [])
    #expect(try ways(group)?.count == 9)
    let routes = try routes(#"{"routes":[{"match":"\#(group)&&\#(paths)"}]}"#)
    #expect(routes.map(\.path) == ["\(group)&&\(paths)"])
    let expression = try #require(routes.first?.terms?.traefik?.expression)
    func holds(_ host: String, _ path: String) -> Bool? {
      expression.isMet(by: TraefikRequest(GatewayRequest(method: "GET", host: host, path: path)))
    }
    #expect(holds("h3", "/8") == true && holds("h3", "/9") == false)
  }

  @Test func `every way of a rule is a route with the weights of its Services`() throws {
    let routes = try routes(
      """
      {"ingressClassName":"edge","tls":{"secretName":"cert"},"routes":[
        {"match":"Host(`a.test`) && (PathPrefix(`/`) || Path(`/x`))","services":[
          {"name":"v1","port":80,"weight":3},{"name":"v2","port":"http"}]},
        {"match":"Host(`b.test`)","services":[{"name":"v1","port":80}]}]}
      """)
    #expect(routes.map(\.id.host) == ["a.test", "a.test", "b.test"])
    #expect(routes.map(\.id.path) == ["/", "/x", "/"])
    #expect(routes.allSatisfy { $0.controller == "edge" && $0.isTLS })
    #expect(routes[0].tlsSecret == NamespacedName("web", "cert"))
    #expect(routes[0].backends.map(\.weight) == [3, 1])
    #expect(routes[0].backends.map { routes[0].share(of: $0) } == [0.75, 0.25])
    #expect(
      routes[0].backends.map(\.weightPlace) == [
        Route.WeightPlace(rule: 0, service: 0), Route.WeightPlace(rule: 0, service: 1),
      ])
    #expect(routes[2].backends.map(\.weightSource) == [nil])
  }

  @Test
  func `what a rule asks for besides stands behind the path, and no path is compared with it`()
    throws
  {
    let match = "Host(`a.test`) && Header(`X`, `1`)"
    let spec = #"{"routes":[{"match":"\#(match)","services":[{"name":"v1","port":80}]}]}"#
    let routes = try routes(spec)
    #expect(routes.map(\.path) == ["/ x=1"] && routes.map(\.host) == ["a.test"])
    #expect(RoutingTable(routes).match(host: "a.test", path: "/") == nil)
    #expect(routes.first?.terms?.traefik?.priority == match.utf8.count)
  }

  @Test func `a rule that cannot be read stands as it is written`() throws {
    let routes = try routes(#"{"routes":[{"match":"Host(`a`"},{"match":""},{}]}"#)
    #expect(routes.map(\.path) == ["Host(`a`"])
    #expect(routes.first?.terms?.traefik?.error != nil)
  }

  @Test func `every rule keeps its own Services, also where others ask for the same host and path`()
    throws
  {
    let routes = try routes(
      """
      {"routes":[
        {"match":"Host(`a`) && Path(`/x`) && Method(`GET`)","services":[{"name":"v1","port":80}]},
        {"match":"Host(`a`) && PathPrefix(`/x`) && Method(`GET`)","services":[{"name":"v2","port":80}]},
        {"match":"Host(`a`)","priority":7,"services":[{"name":"v3","port":80}]},
        {"match":"Host(`a`) || Host(`b`)","priority":9,"services":[{"name":"v4","port":80}]},
        {"match":"Host(`b`) || Host(`b`) && PathPrefix(`/`)","services":[{"name":"v5","port":80}]}]}
      """)
    let names = routes.map { "\($0.host)\($0.path) \($0.backends.map(\.service.name).joined())" }
    #expect(
      names.sorted() == [
        "a/ (rule 4) v4", "a/ v3", "a/x GET (rule 2) v2", "a/x GET v1", "b/ (rule 5) v5", "b/ v4",
      ])
    #expect(Set(routes.map(\.id)).count == routes.count)
  }

  @Test func `of rules with one text the last is used of which a router is made`() throws {
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"traefik.io/v1alpha1","kind":"IngressRoute",
         "metadata":{"name":"shop","namespace":"web"},"spec":{"routes":[
          {"match":"Host(`a`)","priority":9,"services":[{"name":"v1","port":80}]},
          {"match":"Host(`a`)","priority":3,"services":[{"name":"v2","port":80}]},
          {"match":"Host(`a`)","priority":5,"services":[{"name":"v3","port":80}]}]}}
        """)
    var inventory = Inventory()
    inventory.apply(.applied(Resource(object, kind: .ingressRoute)))
    func chosen(without missing: String) -> String? {
      TraefikContest(
        GatewayRequest(method: "GET", host: "a", path: "/"), RoutingTable(inventory), inventory,
        isLoaded: { $0.backends.first?.service.name != missing },
        isMade: { $0.backends.first?.service.name != missing }
      ).chosen?.backends.first?.service.name
    }
    #expect(chosen(without: "") == "v3" && chosen(without: "v3") == "v2")
  }

  @Test func `an IngressRoute of another group is not Traefik's`() throws {
    let object = try JSONValue(
      parsing: """
        {"apiVersion":"contour.heptio.com/v1beta1","kind":"IngressRoute",
         "metadata":{"name":"old","namespace":"web"},
         "spec":{"routes":[{"match":"/","services":[{"name":"v1","port":80}]}]}}
        """)
    var inventory = Inventory()
    inventory.apply(.applied(Resource(object, kind: .ingressRoute)))
    #expect(RoutingTable(inventory).routes.isEmpty)
  }
}
